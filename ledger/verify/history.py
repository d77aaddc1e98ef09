"""The bodies of an export, judged as a history: form and registry entry by entry, then tag by tag."""

from collections.abc import Callable, Iterator
from typing import Any

from ledger.verify.drawers import Drawers
from ledger.verify.replay import Replay, Whole
from ledger.verify.report import MOST_KEPT, Finding, Report
from ledger.verify.shape import MalformedError, body_of

FIRST_BODY_LINE = 2
_ERASED_GRANT, _ERASED_ACCOUNT = 1, 2

Tick = Callable[[int], None]


class History:
    """Takes lines in the order of the index; `judge` then tells what is wrong with them. Memory does not grow with them."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._whole = Whole()
        self._drawers = Drawers()
        self._complaints: list[Finding] = []
        self._count = 0
        self.handed_over: list[int] = []  # entries by which the ledger went over to another key
        self._erased = bytearray()  # per entry: what it erased, if anything

    def add(self, line: bytes) -> None:
        """Take the next line."""
        entry = self._count
        self._count += 1
        try:
            body = body_of(line)
        except MalformedError as error:
            self._complain("malformed", str(error), entry)
            return
        self._report.counts[body["type"]] += 1
        if body["type"] == "ledger.handed_over":
            self.handed_over.append(entry)
        for code, text in self._whole.step(body):
            self._complain(code, text, entry)
        self._drawers.put(entry, body)

    def judge(self, tick: Tick) -> None:
        """Put everything that is wrong into the report, in the order of the entries; `tick` hears of every entry replayed."""
        for drawer in self._drawers:
            self._replay(drawer, tick)
        for entry in self._lonely_erases():
            self._complain("erase-alone", "erases a grant although no account is erased with it", entry)
        self._complaints.sort(key=_place)
        self._report.add_all(self._complaints)

    def close(self) -> None:
        """Throw away what was laid aside."""
        self._drawers.close()

    def _replay(self, drawer: Iterator[tuple[int, Any]], tick: Tick) -> None:
        replay = Replay()
        for done, (entry, body) in enumerate(drawer, 1):
            for code, text in replay.step(body):
                self._complain(code, text, entry)
            if body["type"] == "erase":
                self._erase(entry, replay.kind(body["tag"]))
            if done % 1000 == 0:
                tick(1000)

    def _erase(self, entry: int, kind: str | None) -> None:
        if len(self._erased) <= entry:
            self._erased.extend(bytes(self._count - len(self._erased)))
        self._erased[entry] = _ERASED_ACCOUNT if kind == "account" else _ERASED_GRANT

    def _lonely_erases(self) -> Iterator[int]:
        # The erases of one closing stand next to each other, and one of them is the account's.
        start = 0
        while (start := _next(self._erased, start)) < len(self._erased):
            end = self._erased.find(0, start)
            end = len(self._erased) if end < 0 else end
            if _ERASED_ACCOUNT not in self._erased[start:end]:
                yield from range(start, end)
            start = end

    def _complain(self, code: str, text: str, entry: int) -> None:
        self._complaints.append(Finding(code, f"{text}.", entry + FIRST_BODY_LINE, entry))
        if len(self._complaints) > 2 * MOST_KEPT:
            self._complaints.sort(key=_place)
            self._report.unlisted += len(self._complaints) - MOST_KEPT
            del self._complaints[MOST_KEPT:]


def _next(erased: bytearray, start: int) -> int:
    places = [place for kind in (_ERASED_GRANT, _ERASED_ACCOUNT) if (place := erased.find(kind, start)) >= 0]
    return min(places, default=len(erased))


def _place(finding: Finding) -> int:
    return finding.entry or 0
