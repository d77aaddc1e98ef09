"""Export: the whole published ledger as one canonical file that can be verified anywhere."""

import base64
from collections.abc import Sequence
from typing import BinaryIO

from sqlalchemy.orm import Session

from core import canonical
from ledger.checkpoints import Checkpoint
from ledger.handovers import store as handovers
from ledger.tree import store as tree
from ledger.witnessing import asking

FORMAT = "sekali-ledger-1"


class NothingPublishedError(RuntimeError):
    """There is no checkpoint yet that an export could end with."""


def export(session: Session, stream: BinaryIO, checkpoint: Checkpoint | None = None) -> Checkpoint:
    """Write the entries under `checkpoint` (the newest one when None) to `stream` and return that checkpoint.

    Header, one body per line, a blank line, the handovers of the ledger's keys and the signed note, each with a
    blank line behind it, and the hash of every leaf in base64, one per line, so that a verifier can name the
    entry that was touched. Every byte is covered.
    Raises `NothingPublishedError` before the first checkpoint.
    """
    checkpoint = checkpoint or asking.newest(session)
    if checkpoint is None:
        raise NothingPublishedError("The ledger has no checkpoint yet.")
    chain = [one for one in handovers.checkpoints(session) if one.size < checkpoint.size]
    stream.write(header(checkpoint.origin, checkpoint.size, [one.size for one in chain]))
    stream.writelines(body + b"\n" for _, body, _ in tree.leaves(session, 0, checkpoint.size))
    stream.write(b"\n" + b"".join(one.note + b"\n" for one in (*chain, checkpoint)))
    stream.writelines(base64.b64encode(leaf_hash) + b"\n" for leaf_hash in tree.leaf_hashes(session, checkpoint.size))
    return checkpoint


def header(origin: str, size: int, handed_over: Sequence[int] = ()) -> bytes:
    """Return the first line of an export; `handed_over` are the sizes at which one key handed over to the next."""
    told = {"format": FORMAT, "origin": origin, "size": size}
    return canonical.encode(told | ({"handovers": list(handed_over)} if handed_over else {})) + b"\n"
