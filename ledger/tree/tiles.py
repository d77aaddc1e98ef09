"""Tiles: the tree's hashes in rows of 256, as C2SP tlog-tiles publishes them, growing leaf by leaf."""

import re
from collections.abc import Callable, Mapping

from ledger.merkle import node_hash

HEIGHT = 8
WIDTH = 1 << HEIGHT
HASH_BYTES = 32

Place = tuple[int, int]  # level and position of a tile

_PATH = re.compile(r"(0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class TileMissingError(RuntimeError):
    """A hash that a published tree must have is not there."""


class Tiles:
    """A tree's tiles, loaded when they are asked for; `changed` are those that grew since."""

    def __init__(self, load: Callable[[int, int], bytes | None]) -> None:
        self._load = load
        self._tiles: dict[Place, bytes] = {}
        self._changed: set[Place] = set()

    @property
    def changed(self) -> Mapping[Place, bytes]:
        """Return the tiles that grew."""
        return {place: self._tiles[place] for place in sorted(self._changed)}

    def subtree(self, level: int, position: int) -> bytes:
        """Return the hash over 2**level leaves from position * 2**level on; raise `TileMissingError`."""
        above, below = divmod(level, HEIGHT)
        first = position << below
        tile = self._tile(above, first // WIDTH)
        start = first % WIDTH * HASH_BYTES
        hashes = tile[start : start + (HASH_BYTES << below)]
        if len(hashes) != HASH_BYTES << below:
            raise TileMissingError("A hash of the published tree is missing.")
        return _fold(hashes)

    def append(self, index: int, leaf: bytes) -> None:
        """Put in the hash of the leaf `index`; every leaf before it is there already."""
        level, found = 0, leaf
        while True:
            position, offset = divmod(index, WIDTH)
            tile = self._tile(level, position)
            if len(tile) < offset * HASH_BYTES:
                raise TileMissingError("A hash of the published tree is missing.")
            # A longer tile is the rest of a round that was never signed: this round replaces it.
            tile = self._tiles[level, position] = tile[: offset * HASH_BYTES] + found
            self._changed.add((level, position))
            if offset < WIDTH - 1:
                return
            level, index, found = level + 1, position, _fold(tile)

    def _tile(self, level: int, position: int) -> bytes:
        place = (level, position)
        if place not in self._tiles:
            self._tiles[place] = self._load(level, position) or b""
        return self._tiles[place]


def address(level: int, position: int, width: int) -> str:
    """Return the tile's path below `tile/`, such as `0/x001/234.p/17`; `width` 256 is a full tile."""
    groups = [f"{position % 1000:03d}"]
    while position := position // 1000:
        groups.append(f"x{position % 1000:03d}")
    partial = "" if width == WIDTH else f".p/{width}"
    return f"{level}/{'/'.join(reversed(groups))}{partial}"


def place(path: str) -> tuple[int, int, int] | None:
    """Return level, position and width of a tile's path, or None when it is not one in its one right spelling."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    level, groups, partial = found.groups()
    position = int(groups.replace("x", "").replace("/", ""))
    width = int(partial) if partial else WIDTH
    return (int(level), position, width) if address(int(level), position, width) == path else None


def _fold(hashes: bytes) -> bytes:
    while len(hashes) > HASH_BYTES:
        pairs = range(0, len(hashes), 2 * HASH_BYTES)
        hashes = b"".join(
            node_hash(hashes[at : at + HASH_BYTES], hashes[at + HASH_BYTES : at + 2 * HASH_BYTES]) for at in pairs
        )
    return hashes
