"""What a restore loses of the ledger: the backup's end beside a newer checkpoint that somebody else kept."""

from sqlalchemy.orm import Session

from keys.ring import KeyRing
from ledger import checkpoints, merkle, store
from ledger.checkpoints import Checkpoint, NoteError
from ledger.tree import store as tree
from ledger.tree.tiles import TileMissingError
from web.backup.manifest import BackupError


def read_kept(note: bytes, keys: KeyRing, origin: str) -> Checkpoint:
    """Return a checkpoint that somebody kept of this ledger; raise `BackupError` when no key of ours signed it."""
    for public, _, _ in keys.ledger_publics:
        try:
            return checkpoints.verify(note, checkpoints.verifier_key(origin, public))
        except NoteError:
            continue
    raise BackupError("The checkpoint that was given is none of this ledger, or no key of this ring signed it.")


def lost(session: Session, kept: Checkpoint) -> int:
    """Return how many entries the checkpoint `kept` signs that are not here any more.

    Raises `BackupError` when what is here is not the same history.
    """
    size = store.size(session)
    if kept.size > size:
        return kept.size - size
    newest = tree.newest(session)
    if newest is None or newest.size < kept.size:
        return 0
    try:
        root = merkle.root(kept.size, tree.tiles(session).subtree)
    except TileMissingError as error:
        raise BackupError(str(error)) from None
    if root != kept.root:
        raise BackupError(
            f"The ledger in the backup tells another history than the checkpoint over {kept.size} entries; nothing was restored."
        )
    return 0
