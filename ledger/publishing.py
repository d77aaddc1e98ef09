"""Publishing: tiles grow, the tree is closed and its head signed, apart from the deeds that append."""

from datetime import datetime

from sqlalchemy.orm import Session

from keys.ring import KeyRing
from ledger import checkpoints, merkle, store, writer
from ledger.checkpoints import Checkpoint, NoteError
from ledger.entries import Draft, EntryType
from ledger.handovers import store as handovers
from ledger.handovers.store import Handover
from ledger.handovers.turns import announced, signer
from ledger.tree import store as tree
from ledger.tree.tiles import WIDTH, TileMissingError, Tiles, place

MOST_AT_ONCE = 65_536  # entries per round, so that SQLite's write lock is held for a fraction of a second


class RefusedToSignError(RuntimeError):
    """What would be signed is not a continuation of what was signed before; a person has to look."""


def publish(session: Session, keys: KeyRing, origin: str, now: datetime) -> Checkpoint | None:
    """Sign the tree over all entries written so far and return its checkpoint; None when nothing is new.

    At most `MOST_AT_ONCE` entries join in one round; the next round takes the rest. Tiles, checkpoint and
    the count of published entries are one transaction, so a publisher killed anywhere leaves nothing half
    done and its round is simply done again. Two publishers wait for each other.

    Raises `RefusedToSignError` when the ledger shrank, when an entry is missing or does not have its own
    hash, when the newest checkpoint is not ours, or when its tree is not the beginning of this one.
    """
    published = tree.lock_published(session)
    written, public = store.size(session), signer(session, keys)
    before = _continued(session, checkpoints.verifier_key(origin, public), published, written)
    if before is not None and written == before.size:
        return None
    size = min(written, published + MOST_AT_ONCE)
    root = _grown(session, published, before, size)
    return _kept(session, checkpoints.signed(origin, size, root, public, _by(keys, public)), now)


def hand_over(session: Session, keys: KeyRing, origin: str, now: datetime) -> Checkpoint:
    """Write that the ledger goes over to the announced key, and sign the checkpoint by which it does; return that.

    Entry, checkpoint and the row by which every server knows whose turn it is are one transaction: from its commit
    on the old key signs nothing. All that was written before has to be published (`publish`), and every server
    must hold the announced key. Raises `RefusedToSignError` as `publish` does, and when no key is announced.
    """
    published = tree.lock_published(session)
    public, successor = signer(session, keys), announced(keys)
    if successor is None or successor == public:
        raise RefusedToSignError("No other key of the ledger is announced to which it could hand over.")
    old, new = (checkpoints.verifier_key(origin, one) for one in (public, successor))
    told = Draft(EntryType.LEDGER_HANDED_OVER, now, writer.new_tag(), "system", sealed={"key": old, "successor": new})
    size = writer.append(session, keys, None, told).index + 1
    before = _continued(session, old, published, size)
    root = _grown(session, published, before, size)
    signers = [(one, _by(keys, one)) for one in (public, successor)]
    handovers.keep(session, Handover(size, old, new, now))
    return _kept(session, checkpoints.handover(origin, size, root, signers), now)


def newest(session: Session) -> Checkpoint | None:
    """Return the newest published checkpoint, or None before the first."""
    return tree.newest(session)


def published_at(session: Session) -> datetime | None:
    """Return when the newest checkpoint was signed, or None before the first."""
    row = tree.newest_row(session)
    return None if row is None else row[3]


def tile(session: Session, path: str) -> bytes | None:
    """Return the hashes of the tile at `path` (`0/000`, `0/x001/234.p/17` …), or None when it is not published."""
    found = place(path)
    if found is None:
        return None
    level, position, width = found
    hashes = tree.tile(session, level, position) if width <= WIDTH else None
    if hashes is None or len(hashes) < width * 32:
        return None
    return hashes[: width * 32]


def _by(keys: KeyRing, public: bytes) -> checkpoints.Sign:
    return lambda text: keys.sign_checkpoint(text, public)


def _grown(session: Session, published: int, before: Checkpoint | None, size: int) -> bytes:
    tiles = tree.tiles(session)
    _extend(session, tiles, published, size)
    root = _root(tiles, before, size)
    tree.keep_tiles(session, tiles.changed)
    return root


def _kept(session: Session, checkpoint: Checkpoint, now: datetime) -> Checkpoint:
    tree.keep_checkpoint(session, checkpoint, now)
    tree.set_published(session, checkpoint.size)
    return checkpoint


def _continued(session: Session, key: str, published: int, written: int) -> Checkpoint | None:
    row = tree.newest_row(session)
    if row is None:
        if published:
            raise RefusedToSignError("The ledger's checkpoints are gone although entries were published.")
        return None
    size, root, note, _ = row
    try:
        before = checkpoints.verify(note, key)
    except NoteError as error:
        raise RefusedToSignError(f"The newest checkpoint was not signed by this ledger: {error}.") from None
    if (before.size, before.root) != (size, root) or size != published:
        raise RefusedToSignError("The newest checkpoint, its row and the ledger's head do not agree.")
    if written < size:
        raise RefusedToSignError(f"The ledger shrank: {size} entries are signed for, {written} are left.")
    return before


def _extend(session: Session, tiles: Tiles, start: int, end: int) -> None:
    expected = start
    try:
        for index, body, leaf_hash in tree.leaves(session, start, end):
            if index != expected:
                break
            if merkle.leaf_hash(body) != leaf_hash:
                raise RefusedToSignError(f"Entry {index} is not what was written: its body has another hash.")
            tiles.append(index, leaf_hash)
            expected += 1
    except TileMissingError as error:
        raise RefusedToSignError(str(error)) from None
    if expected != end:
        raise RefusedToSignError(f"Entry {expected} is missing.")


def _root(tiles: Tiles, before: Checkpoint | None, size: int) -> bytes:
    try:
        root = merkle.root(size, tiles.subtree)
        if before is not None:
            path = merkle.consistency(before.size, size, tiles.subtree)
            if not merkle.proves_consistency(before.size, size, before.root, root, path):
                raise RefusedToSignError("The tree that was signed before is not the beginning of this one.")
    except TileMissingError as error:
        raise RefusedToSignError(str(error)) from None
    return root
