"""What a verification found, and the exit code that tells it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

GOOD, FOUND, NOT_ANCHORED = 0, 1, 2
MOST_SHOWN = 50
MOST_KEPT = 10_000


class UnreadableError(Exception):
    """The file is not one that can be verified at all; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: a stable code, where it stands, and a sentence for people."""

    code: str
    text: str
    line: int | None = None
    entry: int | None = None
    file: str | None = None

    @property
    def sentence(self) -> str:
        """Return the finding with its place in front."""
        places = [
            "" if self.entry is None else f"entry {self.entry}",
            "" if self.line is None else f"line {self.line}",
            self.file or "",
        ]
        place = ", ".join(place for place in places if place)
        return f"{place[:1].upper()}{place[1:]}: {self.text}" if place else self.text[:1].upper() + self.text[1:]


@dataclass(slots=True)
class Report:
    """The whole result. `key` is the verifier key that anchors it, None when no given key does.

    `handovers` are the keys that signed after it, each with the number of entries at which it was handed over to.
    `witnesses` are those that cosigned it, by name, and when (seconds since 1970); `quorum` of them were wanted.
    """

    path: str
    kind: str = "export"
    origin: str | None = None
    size: int | None = None
    root: str | None = None
    key: str | None = None
    handovers: list[tuple[int, str]] = field(default_factory=list)
    witnesses: dict[str, int] = field(default_factory=dict)
    quorum: int = 0
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    unlisted: int = 0
    unreadable: str | None = None

    def add(self, finding: Finding) -> None:
        """Put one finding into the report; beyond 10,000 they are only counted, as `unlisted`."""
        if len(self.findings) < MOST_KEPT:
            self.findings.append(finding)
        else:
            self.unlisted += 1

    def add_all(self, findings: Iterable[Finding]) -> None:
        """Put findings into the report, in their order."""
        for finding in findings:
            self.add(finding)

    @property
    def exit_code(self) -> int:
        """Return 0 for good, 1 when something was found, 2 when unreadable or not anchored in a given key."""
        if self.findings:
            return FOUND
        is_anchored = self.key is not None and len(self.witnesses) >= self.quorum
        return GOOD if is_anchored and not self.unreadable else NOT_ANCHORED

    def as_json(self) -> dict[str, object]:
        """Return the report as plain values."""
        status = {GOOD: "good", FOUND: "found", NOT_ANCHORED: "unreadable" if self.unreadable else "not_anchored"}
        return {
            "status": status[self.exit_code],
            "path": self.path,
            "kind": self.kind,
            "origin": self.origin,
            "size": self.size,
            "root": self.root,
            "key": self.key,
            "handovers": [{"size": size, "key": key} for size, key in self.handovers],
            "witnesses": dict(sorted(self.witnesses.items())),
            "quorum": self.quorum,
            "unreadable": self.unreadable,
            "counts": dict(sorted(self.counts.items())),
            "unlisted": self.unlisted,
            "findings": [
                {"code": one.code, "line": one.line, "entry": one.entry, "file": one.file, "text": one.text}
                for one in self.findings
            ],
        }

    def sentences(self) -> list[str]:
        """Return the report as lines for people: what a file says is shown in them, never done by a terminal."""
        lines = [one.sentence for one in self.findings[:MOST_SHOWN]]
        found = len(self.findings) + self.unlisted
        if found > MOST_SHOWN:
            lines.append(f"And {found - MOST_SHOWN} findings more.")
        if self.unreadable:
            lines.append(f"Cannot be read: {self.unreadable}")
        elif self.key is None:
            lines.append("Not anchored: no given key has signed this checkpoint, so anybody could have made this file.")
        elif len(self.witnesses) < self.quorum:
            who = f" ({', '.join(sorted(self.witnesses))})" if self.witnesses else ""
            lines.append(
                f"Not anchored: {self.quorum} witnesses must have cosigned this checkpoint, {len(self.witnesses)} have{who}."
            )
        lines.extend(f"From {size} entries on signed by {key}" for size, key in self.handovers)
        return [_shown(line) for line in (*lines, self._last(found))]

    def _last(self, found: int) -> str:
        if self.exit_code == GOOD:
            kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(self.counts.items())) or "none"
            seen = f", seen by {', '.join(sorted(self.witnesses))}" if self.witnesses else ""
            return f"Good: {self.size} entries of {self.origin} stand as they were signed{seen} ({kinds})."
        return f"NOT GOOD: {self.path} ({found} found)."


def _shown(line: str) -> str:
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in line)
