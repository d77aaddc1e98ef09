"""Leaf hashes in order, on disk when they are many."""

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile

HASH_BYTES = 32
IN_MEMORY = 1 << 23  # bytes before they go to disk
BLOCK = HASH_BYTES << 12


class Leaves:
    """A list of hashes that is written once from its beginning, and then read."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by `close`
        self._count = 0

    def add(self, found: bytes) -> None:
        """Put one hash at the end."""
        self._file.write(found)
        self._count += 1

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, place: int) -> bytes:
        if not 0 <= place < self._count:
            raise IndexError(place)
        return self._read(place * HASH_BYTES, HASH_BYTES)

    def __iter__(self) -> Iterator[bytes]:
        for block in self.blocks():
            yield from (block[at : at + HASH_BYTES] for at in range(0, len(block), HASH_BYTES))

    def blocks(self) -> Iterator[bytes]:
        """Yield the hashes in blocks of 4,096."""
        for start in range(0, self._count * HASH_BYTES, BLOCK):
            yield self._read(start, BLOCK)

    def close(self) -> None:
        """Throw the list away."""
        self._file.close()

    def _read(self, start: int, length: int) -> bytes:
        # Writing goes on at the end, wherever was read.
        self._file.seek(start)
        data = self._file.read(length)
        self._file.seek(0, 2)
        return data


def first_difference(one: Leaves, other: Leaves) -> int | None:
    """Return the first place at which two lists differ, None when they are the same."""
    start = 0
    for mine, theirs in zip(one.blocks(), other.blocks(), strict=False):
        if mine != theirs:
            size = min(len(mine), len(theirs))
            places = range(0, size, HASH_BYTES)
            differing = (at for at in places if mine[at : at + HASH_BYTES] != theirs[at : at + HASH_BYTES])
            return start + next(differing, size) // HASH_BYTES
        start += len(mine)
    return None if len(one) == len(other) else min(len(one), len(other))


def common_end(one: Leaves, other: Leaves, start: int) -> int:
    """Return how many hashes two lists share at their ends, leaving the first `start` of each alone."""
    most = min(len(one), len(other)) - start
    places = range(1, most + 1)
    return next((place - 1 for place in places if one[len(one) - place] != other[len(other) - place]), most)
