"""Export: the whole published ledger as one canonical file that can be verified anywhere."""

import base64
from typing import BinaryIO

from sqlalchemy.orm import Session

from core import canonical
from ledger.checkpoints import Checkpoint
from ledger.tree import store as tree
from ledger.witnessing import asking

FORMAT = "sekali-ledger-1"


class NothingPublishedError(RuntimeError):
    """There is no checkpoint yet that an export could end with."""


def export(session: Session, stream: BinaryIO, checkpoint: Checkpoint | None = None) -> Checkpoint:
    """Write the entries under `checkpoint` (the newest one when None) to `stream` and return that checkpoint.

    Header, one body per line, a blank line, the signed note, a blank line, and the hash of every leaf in
    base64, one per line, so that a verifier can name the entry that was touched. Every byte is covered.
    Raises `NothingPublishedError` before the first checkpoint.
    """
    checkpoint = checkpoint or asking.newest(session)
    if checkpoint is None:
        raise NothingPublishedError("The ledger has no checkpoint yet.")
    stream.write(header(checkpoint.origin, checkpoint.size))
    stream.writelines(body + b"\n" for _, body, _ in tree.leaves(session, 0, checkpoint.size))
    stream.write(b"\n" + checkpoint.note + b"\n")
    stream.writelines(base64.b64encode(leaf_hash) + b"\n" for leaf_hash in tree.leaf_hashes(session, checkpoint.size))
    return checkpoint


def header(origin: str, size: int) -> bytes:
    """Return the first line of an export."""
    return canonical.encode({"format": FORMAT, "origin": origin, "size": size}) + b"\n"
