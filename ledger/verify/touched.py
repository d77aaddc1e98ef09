"""Which entries were touched: the hashes of the bodies against the hashes that were exported with them."""

from collections.abc import Iterator

from ledger.verify.report import Finding

HASH_BYTES = 32
FIRST_BODY_LINE = 2


class Leaves:
    """Leaf hashes in order, packed."""

    def __init__(self) -> None:
        self._data = bytearray()

    def add(self, found: bytes) -> None:
        """Put one hash at the end."""
        self._data += found

    def __len__(self) -> int:
        return len(self._data) // HASH_BYTES

    def __getitem__(self, place: int) -> bytes:
        if not 0 <= place < len(self):
            raise IndexError(place)
        return bytes(self._data[place * HASH_BYTES : (place + 1) * HASH_BYTES])

    def __iter__(self) -> Iterator[bytes]:
        return (self[place] for place in range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Leaves) and self._data == other._data

    __hash__ = None  # type: ignore[assignment]

    def first_difference(self, other: "Leaves") -> int:
        """Return the first place at which the two differ."""
        pairs = zip(self, other, strict=False)
        return next((place for place, (mine, theirs) in enumerate(pairs) if mine != theirs), min(len(self), len(other)))

    def common_end(self, other: "Leaves", start: int) -> int:
        """Return how many hashes the two share at their ends, leaving the first `start` of each alone."""
        most = min(len(self), len(other)) - start
        places = range(1, most + 1)
        return next((place - 1 for place in places if self[len(self) - place] != other[len(other) - place]), most)


def differences(found: Leaves, signed: Leaves) -> list[Finding]:
    """Return which entries were put in, taken out, moved or changed, when `signed` are the hashes as exported."""
    if found == signed:
        return []
    start = found.first_difference(signed)
    end = found.common_end(signed, start)
    here, there = len(found) - start - end, len(signed) - start - end
    if here == there:
        return _replaced(found, signed, range(start, start + here))
    if not here:
        return [_finding("missing", start, f"{there} entries that were signed are missing here.")]
    if not there:
        return [_finding("put-in", start, f"{here} entries were put in here that were not signed.")]
    return [_finding("replaced", start, f"{here} entries stand here where {there} others were signed.")]


def _replaced(found: Leaves, signed: Leaves, places: range) -> list[Finding]:
    if sorted(found[place] for place in places) == sorted(signed[place] for place in places):
        text = f"the {len(places)} entries from here on stand in another order than they were signed."
        return [_finding("moved", places.start, text)]
    changed = [place for place in places if found[place] != signed[place]]
    return [_finding("changed", place, "is not the entry that was signed.") for place in changed]


def _finding(code: str, entry: int, text: str) -> Finding:
    return Finding(code, text, line=entry + FIRST_BODY_LINE, entry=entry)
