"""Semantic replay: does the history make sense? In the order of the index, never by time."""

from collections.abc import Callable, Iterator, Mapping

from ledger.verify import accounts, deletions, grants
from ledger.verify.registry import Registry
from ledger.verify.tag import Body, Complaint, Tag

_CITIZENS = frozenset({"citizen", "staff"})
_HOUSE = frozenset({"staff", "system"})
_ANYBODY_HERE = _CITIZENS | _HOUSE
_ONLY_STAFF = frozenset({"staff"})
_ONLY_SERVICE = frozenset({"service"})


class Whole:
    """What is looked at across all tags, entry by entry: who acted, and what the registry of purposes says."""

    def __init__(self) -> None:
        self._registry = Registry()

    def step(self, body: Body) -> Iterator[Complaint]:
        """Yield the complaints about `body` as the next entry of the ledger, and let it take effect."""
        may = _ACTORS.get(body["type"])
        if may is not None and body["actor"] not in may:
            yield "actor", f"is a {body['type']} by {body['actor']}, who never does that"
        yield from self._registry.step(body)


class Replay:
    """The state of tags; `step` takes their bodies in the order of the index. Tags know nothing of each other."""

    def __init__(self) -> None:
        self._tags: dict[str, Tag] = {}

    def step(self, body: Body) -> Iterator[Complaint]:
        """Yield the complaints about `body` as the next entry of its tag, and let it take effect."""
        tag = self._tags.setdefault(body["tag"], Tag())
        if body["number"] != tag.number + 1:
            yield "number", f"is number {body['number']} of its tag, where {tag.number + 1} is next"
        if tag.erased:
            yield "after-erase", "comes after the erase that ended its tag"
        yield from _RULES[body["type"]](tag, body)
        tag.number = body["number"]

    def kind(self, tag: str) -> str | None:
        """Return what the entries of `tag` have made it: account, grant or desk."""
        return self._tags[tag].kind


def _desk(tag: Tag, body: Body) -> Iterator[Complaint]:
    if body["type"] not in {"staff.act", "staff.lookup"} and tag.kind not in {None, "desk"}:
        yield "wrong-tag", f"is a {body['type']} on a tag of another kind ({tag.kind})"
    tag.kind = tag.kind or "desk"


_RULES: Mapping[str, Callable[[Tag, Body], Iterator[Complaint]]] = {
    "account.opened": accounts.opened,
    "account.frozen": accounts.frozen,
    "account.unfrozen": accounts.frozen,
    "account.closing": accounts.closing,
    "account.closing_cancelled": accounts.closing,
    "erase": accounts.erase,
    "consent.given": grants.answer,
    "consent.refused": grants.refused,
    "consent.changed": grants.answer,
    "grant.frozen": grants.frozen,
    "grant.thawed": grants.frozen,
    "hold.placed": accounts.held,
    "hold.lifted": accounts.held,
    "consent.withdrawn": grants.withdrawn,
    "notice.shown": grants.answer,
    "release": grants.release,
    "profile.changed": accounts.profile,
    "staff.act": _desk,
    "staff.lookup": _desk,
    "service.changed": _desk,
    "service.disabled": _desk,
    "purpose.paused": _desk,
    "purpose.resumed": _desk,
    "credentials.changed": accounts.credentials,
    "ledger.handed_over": _desk,
    "deletion.requested": deletions.requested,
    "deletion.done": deletions.answered,
    "deletion.held": deletions.answered,
}

_ACTORS: Mapping[str, frozenset[str]] = {
    "account.opened": _CITIZENS,
    "account.frozen": _ANYBODY_HERE,
    "account.unfrozen": _ANYBODY_HERE,
    "account.closing": _CITIZENS,
    "account.closing_cancelled": _CITIZENS,
    "erase": _HOUSE,
    "consent.given": _CITIZENS,
    "consent.refused": _CITIZENS,
    "consent.changed": _CITIZENS,
    "grant.frozen": _CITIZENS,
    "grant.thawed": _CITIZENS,
    "hold.placed": _HOUSE,
    "hold.lifted": _HOUSE,
    "consent.withdrawn": _CITIZENS,
    "notice.shown": _ANYBODY_HERE,
    "profile.changed": _ANYBODY_HERE,
    "staff.act": _HOUSE,
    "staff.lookup": _ONLY_STAFF,
    "service.changed": _HOUSE,
    "service.disabled": _HOUSE,
    "purpose.paused": _HOUSE,
    "purpose.resumed": _HOUSE,
    "credentials.changed": _ANYBODY_HERE,
    "ledger.handed_over": _HOUSE,
    "deletion.requested": _ANYBODY_HERE,
    "deletion.done": _ONLY_SERVICE,
    "deletion.held": _ONLY_SERVICE,
}
"""Who does what; a release has a code of its own. A consent by the system or by the service is none."""
