"""A Merkle tree in memory, for tests."""

from collections.abc import Sequence

from ledger.merkle import Subtree, node_hash


def in_memory(leaf_hashes: Sequence[bytes]) -> Subtree:
    """Return the subtrees of a list of leaf hashes."""
    levels = [list(leaf_hashes)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)])
    return lambda level, position: levels[level][position]
