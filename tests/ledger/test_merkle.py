"""The tree against RFC 6962 written down word for word, against the verifier's own code, and against pymerkle."""

import hashlib
import random

import pymerkle
import pytest

from ledger import merkle
from ledger.tree.tiles import TileMissingError, Tiles, address, place
from ledger.verify import tree as verifier
from tests.ledger.rogue import naive_root
from tests.ledger.trees import in_memory

LARGEST = 64
DATA = [f"entry {number}".encode() for number in range(LARGEST)]
LEAVES = [merkle.leaf_hash(data) for data in DATA]
PAIRS = [(old, new) for new in range(1, LARGEST + 1) for old in range(new + 1)]


def grown(leaves: list[bytes]) -> bytes:
    """The root as the verifier computes it, leaf by leaf."""
    tree = verifier.GrowingTree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def naive_path(index: int, leaves: list[bytes]) -> list[bytes]:
    """RFC 6962, section 2.1.1, word for word."""
    if len(leaves) == 1:
        return []
    k = _k(len(leaves))
    if index < k:
        return [*naive_path(index, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(index - k, leaves[k:]), naive_root(leaves[:k])]


def naive_proof(old: int, leaves: list[bytes], is_whole: bool = True) -> list[bytes]:
    """RFC 6962, section 2.1.2, word for word."""
    if old == len(leaves):
        return [] if is_whole else [naive_root(leaves)]
    k = _k(len(leaves))
    if old <= k:
        return [*naive_proof(old, leaves[:k], is_whole), naive_root(leaves[k:])]
    return [*naive_proof(old - k, leaves[k:], False), naive_root(leaves[:k])]


def _k(size: int) -> int:
    k = 1
    while k * 2 < size:
        k *= 2
    return k


@pytest.fixture(scope="module")
def other() -> pymerkle.InmemoryTree:
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for data in DATA:
        tree.append_entry(data)
    return tree


def subtree(size: int) -> merkle.Subtree:
    return in_memory(LEAVES[:size])


def test_published_vectors() -> None:
    """Roots that the Certificate Transparency project publishes for its own eight test leaves."""
    leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    hashes = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in leaves]
    roots = {
        0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    }
    for size, root in roots.items():
        assert merkle.root(size, in_memory(hashes[:size])).hex() == root


@pytest.mark.parametrize("size", range(LARGEST + 1))
def test_root(size: int, other: pymerkle.InmemoryTree) -> None:
    root = merkle.root(size, subtree(size))
    assert root == naive_root(LEAVES[:size])
    assert root == grown(LEAVES[:size])
    assert root == (other.get_root(size) if size else other.hash_empty())


@pytest.mark.parametrize("size", range(1, LARGEST + 1))
def test_inclusion(size: int, other: pymerkle.InmemoryTree) -> None:
    root = naive_root(LEAVES[:size])
    for index in range(size):
        path = merkle.inclusion(index, size, subtree(size))
        assert path == naive_path(index, LEAVES[:size])
        assert merkle.proves_inclusion(LEAVES[index], index, size, path, root)
        assert verifier.root_from_path(LEAVES[index], index, size, path) == root
        theirs = other.prove_inclusion(index + 1, size)
        ours = pymerkle.InclusionProof("sha256", True, size, index + 1, theirs.rule, [LEAVES[index], *path])
        pymerkle.verify_inclusion(LEAVES[index], root, ours, index=index + 1, size=size)


def test_consistency(other: pymerkle.InmemoryTree) -> None:
    for old, new in PAIRS:
        path = merkle.consistency(old, new, subtree(new))
        roots = naive_root(LEAVES[:old]), naive_root(LEAVES[:new])
        assert path == ([] if old == 0 else naive_proof(old, LEAVES[:new]))
        assert merkle.proves_consistency(old, new, *roots, path)
        if 0 < old < new:
            # pymerkle cuts its consistency proofs elsewhere; that our roots satisfy them says the same.
            theirs = other.prove_consistency(old, new)
            pymerkle.verify_consistency(*roots, theirs, prior_size=old, later_size=new)


def test_wrong_inclusion_proofs_prove_nothing() -> None:
    refused = 0
    for size in (1, 2, 3, 7, 8, 9, 31, 33, 64):
        root = naive_root(LEAVES[:size])
        for index in range(size):
            path = merkle.inclusion(index, size, subtree(size))
            for wrong in wrong_paths(path):
                assert not merkle.proves_inclusion(LEAVES[index], index, size, wrong, root)
                assert verifier.root_from_path(LEAVES[index], index, size, wrong) != root
                refused += 1
            places = [(index + 1, size), (index - 1, size), (index, size + 64), (-1, size), (index, 0), (size, size)]
            for at, of in places:
                assert not merkle.proves_inclusion(LEAVES[index], at, of, path, root)
            assert not merkle.proves_inclusion(merkle.leaf_hash(b"other"), index, size, path, root)
            assert not merkle.proves_inclusion(LEAVES[index], index, size, path, bytes(32))
    assert refused > 1000


def test_wrong_consistency_proofs_prove_nothing() -> None:
    refused = 0
    for old, new in PAIRS:
        roots = naive_root(LEAVES[:old]), naive_root(LEAVES[:new])
        path = merkle.consistency(old, new, subtree(new))
        for wrong in wrong_paths(path):
            assert not merkle.proves_consistency(old, new, *roots, wrong)
            refused += 1
        assert not merkle.proves_consistency(old, new, roots[0], bytes(32), path) or old == 0
        assert not merkle.proves_consistency(old, new, bytes(32), roots[1], path)
        if 0 < old < new:
            assert not merkle.proves_consistency(new, old, roots[1], roots[0], path)
            assert not merkle.proves_consistency(old - 1, new, *roots, path)
    assert refused > 10_000


def test_a_path_longer_than_the_tree_is_high_proves_nothing() -> None:
    """The hashes fit, the places do not: such a proof would put a leaf where there is none."""
    leaf, other = LEAVES[:2]
    for root in (merkle.node_hash(leaf, other), merkle.node_hash(other, leaf)):
        assert not merkle.proves_inclusion(leaf, 0, 1, [other], root)
        assert verifier.root_from_path(leaf, 0, 1, [other]) is None
    three = [merkle.leaf_hash(b"x"), other]
    top = merkle.node_hash(other, merkle.node_hash(leaf, three[0]))
    assert not merkle.proves_inclusion(leaf, 0, 2, three, top)
    old, new = leaf, merkle.node_hash(leaf, other)
    assert merkle.proves_consistency(1, 2, old, new, [other])
    taller = merkle.node_hash(LEAVES[2], new)
    assert not merkle.proves_consistency(1, 2, merkle.node_hash(LEAVES[2], old), taller, [other, LEAVES[2]])


def wrong_paths(path: list[bytes]) -> list[list[bytes]]:
    """The path with each hash dropped, changed, doubled, each two neighbours swapped, and one hash more."""
    wrong = [[*path, bytes(32)], [bytes(32), *path]]
    for place_, hash_ in enumerate(path):
        before, after = path[:place_], path[place_ + 1 :]
        wrong += [
            [*before, *after],
            [*before, bytes([hash_[0] ^ 1]) + hash_[1:], *after],
            [*before, hash_, hash_, *after],
        ]
        if after and after[0] != hash_:
            wrong.append([*before, after[0], hash_, *after[1:]])
    return wrong


def test_leaf_and_node_are_told_apart() -> None:
    assert merkle.node_hash(b"a" * 32, b"b" * 32) != merkle.leaf_hash(b"a" * 32 + b"b" * 32)
    assert merkle.leaf_hash(b"") == hashlib.sha256(b"\x00").digest()


def test_an_index_outside_the_tree_has_no_proof() -> None:
    for index, size in ((-1, 3), (3, 3), (0, 0)):
        with pytest.raises(ValueError):
            merkle.inclusion(index, size, subtree(3))
    for old, new in ((4, 3), (-1, 3)):
        with pytest.raises(ValueError):
            merkle.consistency(old, new, subtree(3))


@pytest.mark.parametrize("size", [1, 255, 256, 257, 511, 512, 513, 1000, 65_535, 65_536, 65_537, 66_000])
def test_tiles_are_the_same_tree(size: int) -> None:
    leaves = [hashlib.sha256(number.to_bytes(4)).digest() for number in range(size)]
    tiles = Tiles(lambda _level, _position: None)
    for index, leaf in enumerate(leaves):
        tiles.append(index, leaf)
    whole = in_memory(leaves)
    assert merkle.root(size, tiles.subtree) == merkle.root(size, whole) == grown(leaves)
    draw = random.Random(size)
    for index in {0, size - 1, *(draw.randrange(size) for _ in range(20))}:
        assert merkle.inclusion(index, size, tiles.subtree) == merkle.inclusion(index, size, whole)
        assert merkle.consistency(index, size, tiles.subtree) == merkle.consistency(index, size, whole)
    for (level, position), hashes in tiles.changed.items():
        wanted = min(256, size // 256**level - position * 256)
        assert len(hashes) == wanted * 32


def test_a_hash_that_is_missing_is_never_made_up() -> None:
    tiles = Tiles(lambda level, position: b"".join(LEAVES[:3]) if (level, position) == (0, 0) else None)
    assert tiles.subtree(1, 0) == merkle.node_hash(*LEAVES[:2])
    for level, position in ((2, 0), (1, 1), (0, 3), (0, 256), (8, 0), (9, 0)):
        with pytest.raises(TileMissingError):
            tiles.subtree(level, position)
    with pytest.raises(TileMissingError):
        tiles.append(4, LEAVES[4])


def test_tile_addresses() -> None:
    assert address(0, 1_234_067, 256) == "0/x001/x234/067"
    assert address(3, 5, 17) == "3/005.p/17"
    for path in ("0/x001/x234/067", "3/005.p/17", "0/000", "63/999.p/255", "1/x001/000"):
        level, position, width = place(path)
        assert address(level, position, width) == path
    for path in (
        "0/x000/001",
        "0/1",
        "00/000",
        "0/000.p/0",
        "0/000.p/256",
        "0/000.p/017",
        "0/000/",
        "x/000",
        "0/001/002",
        "",
    ):
        assert place(path) is None, path
