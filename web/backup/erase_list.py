"""The erase list: which accounts were erased, in a file apart from the backups, so that none of these brings them back.

A line is sealed under a key of the house. It holds the ledger's tag of the account, which says nothing about whose it
was, and its place in the list, so that a line taken out or put in is found.
"""

import base64
import fcntl
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from core import canonical
from core.clock import from_epoch, to_epoch
from keys.envelope import SealBroken
from keys.ring import KeyRing
from web.backup.manifest import BackupError

CONTEXT = b"erase-list"


def note(path: Path, keys: KeyRing, tag: bytes, now: datetime) -> bool:
    """Put the account of `tag` on the list, on the disk when this returns; False when it stands there already.

    Raises `BackupError` when the list cannot be written or was changed.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            data = file.read()
            whole = data[: data.rfind(b"\n") + 1]  # a line that was cut off by a crash was never told to anybody
            known = _opened(keys, whole)
            if tag in known:
                return False
            file.truncate(len(whole))
            file.write(_line(keys, len(known), tag, now))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise BackupError(f"The erase list {path} cannot be written: {error.strerror}.") from None
    return True


def read(path: Path, keys: KeyRing) -> Mapping[bytes, datetime]:
    """Return the tags on the list and when each was erased; raise `BackupError` when it is missing or was changed."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BackupError(f"The erase list {path} cannot be read: {error.strerror}.") from None
    return _opened(keys, data[: data.rfind(b"\n") + 1])


def _line(keys: KeyRing, place: int, tag: bytes, now: datetime) -> bytes:
    told = canonical.encode([place, canonical.b64(tag), to_epoch(now)])
    return base64.b64encode(keys.seal_desk(told, CONTEXT)) + b"\n"


def _opened(keys: KeyRing, data: bytes) -> dict[bytes, datetime]:
    found: dict[bytes, datetime] = {}
    for place, line in enumerate(data.splitlines()):
        try:
            number, tag, at = canonical.decode(keys.open_desk(base64.b64decode(line, validate=True), CONTEXT))
        except (SealBroken, ValueError):
            raise BackupError(f"Line {place + 1} of the erase list was changed, or is of another deployment.") from None
        if number != place:
            raise BackupError(f"The erase list lacks line {place + 1}, or has one twice.")
        found[canonical.unb64(tag)] = from_epoch(at)
    return found
