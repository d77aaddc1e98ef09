"""Uploading: a file comes in as many pieces as the line allows, and goes on where it broke off (as tus 1.0 does it)."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from accounts.store import citizen_by_id
from core.ids import new_id
from keys.citizen_keys import open_key
from keys.ring import KeyRing
from keys.sealing import SealBroken
from vault.documents import safe, store
from vault.documents.kinds import LARGEST_UPLOAD, NotTaken
from vault.documents.store import Upload

Sessions = Callable[[], AbstractContextManager[Session]]

LIVES = timedelta(hours=24)
MOST_AT_ONCE = 5


def begin(session: Session, citizen: str, field: str, size: int, now: datetime) -> Upload:
    """Begin an upload of `size` bytes; raise `NotTaken` for one that is empty, too large, or one too many."""
    if size < 1:
        raise NotTaken("file_empty")
    if size > LARGEST_UPLOAD:
        raise NotTaken("file_large")
    if citizen_by_id(session, citizen, ("active",), lock=True) is None:
        raise NotTaken("file_account")
    if store.open_uploads(session, citizen, now) >= MOST_AT_ONCE:
        raise NotTaken("file_many")
    upload = Upload(new_id(), citizen, field, size, 0)
    store.add_upload(session, upload, now + LIVES)
    return upload


def append(session: Session, keys: KeyRing, upload: Upload, offset: int, data: bytes) -> int | None:
    """Keep the bytes that follow at `offset`; return where the next ones belong, or None when these do not follow.

    Of two that send the same stretch one wins, and the other reads where it stands.
    """
    if not data or not store.advance(session, upload.id, offset, len(data)):
        return None
    key, place, start = open_key(session, keys, upload.citizen), safe.place_of_upload(upload.id), offset
    for piece in safe.cut(data):
        store.add_upload_piece(session, upload.id, start, safe.closed(key, place, start, piece))
        start += len(piece)
    return start


def pieces(sessions: Sessions, keys: KeyRing, upload: Upload) -> Iterator[bytes]:
    """Yield what was uploaded, piece by piece, each read for itself; raise `SealBroken` when one is missing or exchanged."""
    with sessions() as session:
        key, starts = open_key(session, keys, upload.citizen), store.upload_starts(session, upload.id)
    expected = 0
    for start in starts:
        with sessions() as session:
            blob = store.upload_piece(session, upload.id, start)
        if blob is None or start != expected:
            break
        (piece,) = safe.opened(key, safe.place_of_upload(upload.id), [(start, blob)])
        expected += len(piece)
        yield piece
    if expected != upload.size:
        raise SealBroken("an upload is not what was uploaded")
