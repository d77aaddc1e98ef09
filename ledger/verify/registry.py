"""Services and their purposes across all tags: a version is registered once, never edited, and followed by the next."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from ledger.verify.tag import Body, Complaint, purpose_key, purpose_version

ANSWERS = frozenset({"consent.given", "consent.changed", "notice.shown"})


@dataclass(slots=True)
class Purpose:
    """What the ledger told of one purpose of one service: the fields of every version."""

    versions: dict[int, frozenset[str]] = field(default_factory=dict)
    paused: bool = False

    @property
    def newest(self) -> int:
        """Return the number of the newest version."""
        return max(self.versions)


class Registry:
    """All purposes that the ledger told of. Of a purpose of which it told nothing, nothing is known and nothing found."""

    def __init__(self) -> None:
        self._purposes: dict[tuple[str, str], Purpose] = {}
        self._disabled: set[str] = set()

    def step(self, body: Body) -> Iterator[Complaint]:
        """Yield the complaints about `body` as the next entry of the ledger, and let it take effect."""
        kind = body["type"]
        if kind == "release" or kind in ANSWERS:
            yield from self._used(body)
        elif kind == "service.disabled":
            self._disabled.add(body["service"])
        elif kind == "service.changed" and body["purpose"]:
            yield from self._told(body)
        elif kind in {"purpose.paused", "purpose.resumed"}:
            yield from self._told(body)
            self._purpose(body).paused = kind == "purpose.paused"

    def _purpose(self, body: Body) -> Purpose:
        return self._purposes.setdefault((body["service"], purpose_key(body["purpose"])), Purpose())

    def _told(self, body: Body) -> Iterator[Complaint]:
        purpose, version, fields = self._purpose(body), purpose_version(body["purpose"]), frozenset(body["fields"])
        known = purpose.versions.get(version)
        if known is not None and known != fields:
            yield "purpose-edited", f"tells other fields of {body['purpose']} than it was registered with"
        if known is None and purpose.versions and version != purpose.newest + 1:
            yield "purpose-version", f"registers {body['purpose']} where version {purpose.newest + 1} is next"
        if known is None:
            purpose.versions[version] = fields
            purpose.paused = False

    def _used(self, body: Body) -> Iterator[Complaint]:
        # What was answered to an old version gives nothing, so only a release of it is wrong.
        is_release = body["type"] == "release"
        if is_release and body["service"] in self._disabled:
            yield "service-disabled", f"is a release to {body['service']}, which was disabled"
        purpose = self._purposes.get((body["service"], purpose_key(body["purpose"])))
        if purpose is None:
            return
        version, newest = purpose_version(body["purpose"]), purpose.newest
        if version not in purpose.versions:
            yield "purpose-unregistered", f"is for {body['purpose']}, a version that was never registered"
            return
        if is_release and version < newest:
            yield "purpose-replaced", f"is a release for {body['purpose']} after version {newest} took its place"
        if is_release and purpose.paused:
            yield "purpose-paused", f"is a release for {body['purpose']} while that is paused"
        if more := sorted(frozenset(body["fields"]) - purpose.versions[version]):
            yield "purpose-fields", f"is about {', '.join(more)}, for which {body['purpose']} was not registered"
