"""The files of a backup: sealed piece by piece, so that any size passes through little memory."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from keys.sealing import CitizenKey, SealBroken
from keys.streams import open_stream, seal_stream
from web.backup.manifest import BackupError

SUFFIX = ".sealed"
MODE = 0o600
READ_BYTES = 1 << 20


def write_sealed(folder: Path, name: str, key: CitizenKey, data: Iterable[bytes]) -> str:
    """Write `data` sealed under `key` as the file `name` of the backup, durably; return the hash of what was written."""
    seen = hashlib.sha256()
    with os.fdopen(os.open(folder / (name + SUFFIX), os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE), "wb") as file:
        for piece in seal_stream(
            key, citizen=key.citizen, field=f"backup/{name}", schema=1, value_version=1, data=data
        ):
            seen.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return seen.hexdigest()


def read_sealed(folder: Path, name: str, key: CitizenKey) -> Iterator[bytes]:
    """Yield what the file `name` holds; raise `BackupError` for a file that is not what was written.

    What came before the error is to be thrown away.
    """
    try:
        yield from open_stream(
            key, citizen=key.citizen, field=f"backup/{name}", schema=1, value_version=1, blob=_pieces(folder, name)
        )
    except SealBroken:
        raise BackupError(f"The file {name}{SUFFIX} of the backup was changed or is of another backup.") from None


def check_hash(folder: Path, name: str, wanted: str) -> None:
    """Raise `BackupError` when the file is missing or has another hash than the manifest says."""
    seen = hashlib.sha256()
    for piece in _pieces(folder, name):
        seen.update(piece)
    if seen.hexdigest() != wanted:
        raise BackupError(f"The file {name}{SUFFIX} of the backup is not the one that was written: its hash differs.")


def _pieces(folder: Path, name: str) -> Iterator[bytes]:
    try:
        with (folder / (name + SUFFIX)).open("rb") as file:
            while piece := file.read(READ_BYTES):
                yield piece
    except OSError as error:
        raise BackupError(f"The file {name}{SUFFIX} of the backup cannot be read: {error.strerror}.") from None
