"""The Merkle tree of RFC 6962 as a verifier computes it: leaf by leaf, with one hash kept per level."""

import hashlib
from collections.abc import Iterable, Sequence


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def root_of(hashes: Iterable[bytes]) -> bytes:
    """Return the root over leaf hashes given in order."""
    peaks: list[tuple[int, bytes]] = []  # perfect subtrees from left to right: their height and hash
    for found in hashes:
        height = 0
        while peaks and peaks[-1][0] == height:
            found = _node(peaks.pop()[1], found)  # noqa: PLW2901 - the carry of a binary counter
            height += 1
        peaks.append((height, found))
    if not peaks:
        return hashlib.sha256(b"").digest()
    top = peaks.pop()[1]
    while peaks:
        top = _node(peaks.pop()[1], top)
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
