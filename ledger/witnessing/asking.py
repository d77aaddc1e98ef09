"""Asking a witness: what is sent to it, and what is kept of its answer; the sending is somebody else's."""

from datetime import datetime

from sqlalchemy.orm import Session

from ledger import merkle
from ledger.checkpoints import Checkpoint
from ledger.handovers import store as handovers
from ledger.tree import store as tree
from ledger.verify.cosignatures import Policy
from ledger.witness.requests import write_request
from ledger.witnessing import store
from ledger.witnessing.rules import Alarm, Asked, Cosigned, Knows, Useless, Witness, is_anchored, meaning


def prepare(session: Session, witness: Witness, old: int | None = None) -> Asked | None:
    """Return what to ask of `witness`: to cosign the newest checkpoint. None when it did, or when there is none yet.

    `old` is the size that it is known to know; without it, what it cosigned last. Handovers that it has not seen
    come first, one by one: only by them it learns of the key that signed the newest checkpoint.
    """
    newest = tree.newest(session)
    last = store.last_of(session, witness.key.name)
    known = (last[0] if last else 0) if old is None else old
    if newest is None or known > newest.size or (old is None and last is not None and last[0] == newest.size):
        return None
    behind = handovers.checkpoints(session, above=known) if known else []
    wanted = behind[0] if behind else newest
    path = merkle.consistency(known, wanted.size, tree.tiles(session).subtree)
    return Asked(known, wanted.size, newest.size, wanted.note, write_request(known, tuple(path), wanted.note))


def keep(
    session: Session, witness: Witness, asked: Asked, status: int, body: bytes, now: datetime
) -> Cosigned | Knows | Alarm | Useless:
    """Keep what an answer says, a cosignature or an alarm, and return what it means."""
    told = meaning(asked, witness, status, body)
    if isinstance(told, Cosigned):
        store.keep(session, asked.size, witness.key.name, told.lines, now)
    elif isinstance(told, Alarm):
        store.raise_alarm(session, witness.key.name, told.value, asked.size, now)
    return told


def anchored(session: Session, policy: Policy) -> Checkpoint | None:
    """Return the newest checkpoint that enough witnesses of the policy have cosigned, with their lines, or None.

    Without witnesses none is: that nobody was asked anchors nothing.
    """
    if not policy.quorum:
        return None
    found = store.newest_of(session, [witness.name for witness in policy.witnesses], policy.quorum)
    return found if found is not None and is_anchored(found.note, policy) else None


def newest(session: Session) -> Checkpoint | None:
    """Return the newest checkpoint with the cosignatures that it has so far, or None before the first."""
    checkpoint = tree.newest(session)
    return None if checkpoint is None else store.with_cosignatures(session, checkpoint)
