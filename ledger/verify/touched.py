"""Which entries were touched: the hashes of the bodies against the hashes that were exported with them."""

from collections.abc import Iterator

from ledger.verify.history import FIRST_BODY_LINE
from ledger.verify.leaves import Leaves, common_end, first_difference
from ledger.verify.report import Finding


def differences(found: Leaves, signed: Leaves) -> Iterator[Finding]:
    """Yield which entries were put in, taken out, moved or changed, when `signed` are the hashes as exported."""
    start = first_difference(found, signed)
    if start is None:
        return
    end = common_end(found, signed, start)
    here, there = len(found) - start - end, len(signed) - start - end
    if here == there:
        yield from _replaced(found, signed, range(start, start + here))
    elif not here:
        yield _finding("missing", start, f"{there} entries that were signed are missing here.")
    elif not there:
        yield _finding("put-in", start, f"{here} entries were put in here that were not signed.")
    else:
        yield _finding("replaced", start, f"{here} entries stand here where {there} others were signed.")


def _replaced(found: Leaves, signed: Leaves, places: range) -> Iterator[Finding]:
    # The same hashes in another order have the same sum; a sum needs no memory.
    if sum(map(int.from_bytes, _of(found, places))) == sum(map(int.from_bytes, _of(signed, places))):
        text = f"the {len(places)} entries from here on stand in another order than they were signed."
        yield _finding("moved", places.start, text)
        return
    for place in places:
        if found[place] != signed[place]:
            yield _finding("changed", place, "is not the entry that was signed.")


def _of(leaves: Leaves, places: range) -> Iterator[bytes]:
    return (leaves[place] for place in places)


def _finding(code: str, entry: int, text: str) -> Finding:
    return Finding(code, text, line=entry + FIRST_BODY_LINE, entry=entry)
