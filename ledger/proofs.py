"""Proofs: that an entry is in the published tree, and that one published tree is the beginning of another."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ledger import merkle
from ledger.checkpoints import Checkpoint
from ledger.tree import store as tree


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """The hashes that lead from the leaf `index` to the `root` of the tree of `size` leaves, and its signed note."""

    index: int
    size: int
    root: bytes
    path: tuple[bytes, ...]
    note: bytes


@dataclass(frozen=True, slots=True)
class ConsistencyProof:
    """The hashes that show the tree of `old` leaves to be the beginning of the tree of `size` leaves."""

    old: int
    size: int
    path: tuple[bytes, ...]
    note: bytes


def prove(session: Session, index: int) -> InclusionProof | None:
    """Return the proof of the entry `index` in the newest published tree; None while it is not published."""
    return next(iter(prove_all(session, (index,))), None)


def prove_all(session: Session, indexes: Iterable[int]) -> list[InclusionProof]:
    """Return proofs in the newest published tree for those of `indexes` that are published."""
    checkpoint = tree.newest(session)
    if checkpoint is None:
        return []
    subtree = tree.tiles(session).subtree
    return [_inclusion(index, checkpoint, subtree) for index in indexes if 0 <= index < checkpoint.size]


def prove_growth(session: Session, old: int) -> ConsistencyProof | None:
    """Return the proof that the newest published tree grew out of the one of `old` leaves; None if it is smaller."""
    checkpoint = tree.newest(session)
    if checkpoint is None or not 0 <= old <= checkpoint.size:
        return None
    path = merkle.consistency(old, checkpoint.size, tree.tiles(session).subtree)
    return ConsistencyProof(old, checkpoint.size, tuple(path), checkpoint.note)


def as_text(proof: InclusionProof) -> bytes:
    """Return `proof` as a C2SP tlog-proof, which is verified offline."""
    hashes = "".join(base64.b64encode(one).decode() + "\n" for one in proof.path)
    return f"c2sp.org/tlog-proof@v1\nindex {proof.index}\n{hashes}\n".encode() + proof.note


def _inclusion(index: int, checkpoint: Checkpoint, subtree: merkle.Subtree) -> InclusionProof:
    path = tuple(merkle.inclusion(index, checkpoint.size, subtree))
    return InclusionProof(index, checkpoint.size, checkpoint.root, path, checkpoint.note)
