"""The Merkle tree of RFC 6962, section 2.1: roots, inclusion and consistency proofs, and their verification.

A tree is given as `subtree(level, position)`: the hash over the 2**level leaves that begin at
position * 2**level. Whoever keeps the hashes (a list, tiles) decides how to find it.
"""

import hashlib
from collections.abc import Callable, Sequence
from hmac import compare_digest

Subtree = Callable[[int, int], bytes]

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(size: int, subtree: Subtree) -> bytes:
    """Return the root over the first `size` leaves."""
    return EMPTY_ROOT if size == 0 else _range_hash(0, size, subtree)


def inclusion(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """Return the audit path of leaf `index` (from 0) in the tree of `size` leaves (section 2.1.1)."""
    if not 0 <= index < size:
        raise ValueError("the leaf lies outside the tree")
    start, end, path = 0, size, []
    while end - start > 1:
        middle = start + _left_width(end - start)
        if index < middle:
            path.append(_range_hash(middle, end, subtree))
            end = middle
        else:
            path.append(_range_hash(start, middle, subtree))
            start = middle
    return path[::-1]


def consistency(old: int, new: int, subtree: Subtree) -> list[bytes]:
    """Return the proof that the tree of `old` leaves is a prefix of the tree of `new` leaves (section 2.1.2)."""
    if not 0 <= old <= new:
        raise ValueError("the old tree is not smaller")
    if old in (0, new):
        return []
    start, end, path, is_whole = 0, new, [], True
    while old != end:
        middle = start + _left_width(end - start)
        if old <= middle:
            path.append(_range_hash(middle, end, subtree))
            end = middle
        else:
            path.append(_range_hash(start, middle, subtree))
            start, is_whole = middle, False
    if not is_whole:
        path.append(_range_hash(start, end, subtree))
    return path[::-1]


def proves_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root_hash: bytes) -> bool:
    """Tell whether `path` leads from the hash `leaf` at `index` to the root of the tree of `size` leaves."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(sibling, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and compare_digest(found, root_hash)


def proves_consistency(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Tell whether `path` proves that the tree `old_root` of `old` leaves is a prefix of the tree `new_root`."""
    if old in (0, new):
        return new >= 0 and not path and compare_digest(old_root, EMPTY_ROOT if old == 0 else new_root)
    if not 0 < old < new or not path:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    rest = iter(path)
    seed = next(rest) if at else old_root
    in_old = in_new = seed
    for sibling in rest:
        if last == 0:
            return False
        if at & 1 or at == last:
            in_old, in_new = node_hash(sibling, in_old), node_hash(sibling, in_new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            in_new = node_hash(in_new, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and compare_digest(in_old, old_root) and compare_digest(in_new, new_root)


def _left_width(width: int) -> int:
    return 1 << (width - 1).bit_length() - 1


def _range_hash(start: int, end: int, subtree: Subtree) -> bytes:
    # Every range that a proof names begins at a multiple of the largest power of two within it.
    parts = []
    while start < end:
        level = (end - start).bit_length() - 1
        parts.append(subtree(level, start >> level))
        start += 1 << level
    found = parts.pop()
    while parts:
        found = node_hash(parts.pop(), found)
    return found
