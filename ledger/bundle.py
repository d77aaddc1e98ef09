"""Bundles: the entries that an auditor chose, with their proofs, in one zip file that is verified offline."""

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from typing import BinaryIO

from sqlalchemy.orm import Session

from ledger import proofs, store
from ledger.export import NothingPublishedError
from ledger.handovers import store as handovers
from ledger.tree import store as tree

MOST = 10_000
READMES = ("BACA.txt", "README.txt")
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same entries give the same bytes


@dataclass(frozen=True, slots=True)
class Bundled:
    """How many entries went in, and which were left out because no checkpoint covers them yet."""

    entries: int
    left_out: tuple[int, ...]


def bundle(session: Session, indexes: Iterable[int], stream: BinaryIO) -> Bundled:
    """Write the entries at `indexes` with proofs, checkpoint and instructions to `stream` as a zip file.

    At most 10,000 entries go in. Raises `NothingPublishedError` before the first checkpoint.
    """
    checkpoint = tree.newest(session)
    if checkpoint is None:
        raise NothingPublishedError("The ledger has no checkpoint yet.")
    wanted = sorted(set(indexes))[:MOST]
    proven = proofs.prove_all(session, wanted)
    bodies = store.bodies(session, [proof.index for proof in proven])
    with zipfile.ZipFile(stream, "w") as file:
        for name in READMES:
            _put(file, name, files("ledger").joinpath("templates", "ledger", "bundle", name).read_bytes())
        _put(file, "checkpoint.txt", checkpoint.note)
        for number, one in enumerate(handovers.checkpoints(session)):
            if one.size < checkpoint.size:
                _put(file, f"handovers/{number:03d}.txt", one.note)
        for proof in proven:
            _put(file, f"entries/{proof.index:09d}.json", bodies[proof.index])
            _put(file, f"proofs/{proof.index:09d}.tlog-proof", proofs.as_text(proof))
    done = {proof.index for proof in proven}
    return Bundled(len(proven), tuple(index for index in wanted if index not in done))


def _put(file: zipfile.ZipFile, name: str, data: bytes) -> None:
    file.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
