"""The Merkle tree of RFC 6962 as a verifier computes it: leaf by leaf, with one hash kept per level."""

import hashlib
from collections.abc import Sequence


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


class GrowingTree:
    """The tree over the leaf hashes that were added so far: one hash is kept per level."""

    def __init__(self) -> None:
        self._peaks: list[tuple[int, bytes]] = []  # perfect subtrees from left to right: their height and hash

    def add(self, found: bytes) -> None:
        """Put the hash of the next leaf at the end."""
        height = 0
        while self._peaks and self._peaks[-1][0] == height:
            found = _node(self._peaks.pop()[1], found)
            height += 1
        self._peaks.append((height, found))

    def root(self) -> bytes:
        """Return the root over the leaves so far."""
        if not self._peaks:
            return hashlib.sha256(b"").digest()
        *rest, (_, top) = self._peaks
        for _, left in reversed(rest):
            top = _node(left, top)
        return top


def root_from_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that `path` leads to from `leaf` at `index`; None when the path has another length."""
    if not 0 <= index < size:
        return None
    sides = _sides(index, size)
    if len(sides) != len(path):
        return None
    for is_left_sibling, sibling in zip(sides, path, strict=True):
        leaf = _node(sibling, leaf) if is_left_sibling else _node(leaf, sibling)
    return leaf


def _sides(index: int, size: int) -> list[bool]:
    # From the root down: is the leaf in the right half, so that its sibling stands left of it?
    sides = []
    while size > 1:
        left = 1 << (size - 1).bit_length() - 1
        sides.append(index >= left)
        index, size = (index - left, size - left) if index >= left else (index, left)
    return sides[::-1]


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
