"""Restoring: everything is checked first, and what was erased is erased again before anybody can be served."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, make_url
from sqlalchemy.orm import Session

from accounts import closing, store
from core.settings import Settings
from keys import backup_key
from keys.ring import KeyRing
from keys.sealing import CitizenKey, SealBroken
from web.backup import citizen_keys, erase_list, rollback
from web.backup.files import check_hash, read_sealed
from web.backup.manifest import FILE, BackupError, Manifest, check_seal, read
from web.backup.taking import KINDS


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a restore is to be done. `erased` is the erase list (None: there is none), `kept` a newer checkpoint.

    `loses` tells that the operator accepts the loss of entries that `kept` signs.
    """

    erased: Path | None
    kept: bytes | None = None
    loses: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done: entries in the ledger before it, accounts that were erased again, and entries that are lost."""

    manifest: Manifest
    erased: int
    lost: int


def restore(settings: Settings, keys: KeyRing, folder: Path, wanted: Wanted, now: datetime) -> Restored:
    """Put the backup in `folder` back into the empty database of `settings`; all of it or nothing.

    Raises `BackupError` with the reason.
    """
    manifest, key = checked(settings, keys, folder)
    tags = {} if wanted.erased is None else erase_list.read(wanted.erased, keys)
    kind = KINDS[manifest.database]
    files = ((name, read_sealed(folder, name, key)) for name in _in_order(manifest))
    with kind.restored(settings.database_url, files, manifest.revision) as connection, Session(connection) as session:
        lost = _lost(session, keys, manifest, wanted)
        gone = _owners(session, tags)
        citizen_keys.load(connection, read_sealed(folder, citizen_keys.NAME, key), gone.keys())
        erased = sum(closing.erase_again(session, keys, citizen, at, now) for citizen, at in gone.items())
        session.flush()
        _judge(connection, gone.keys())
    return Restored(manifest, erased, lost)


def checked(settings: Settings, keys: KeyRing, folder: Path) -> tuple[Manifest, CitizenKey]:
    """Return the manifest of a backup that is whole, and its key; raise `BackupError`."""
    try:
        manifest = read((folder / FILE).read_bytes())
    except OSError:
        raise BackupError(
            f"{folder} holds no {FILE}: it is no backup, or one that was cut off while it was taken."
        ) from None
    try:
        key = backup_key.opened(keys, manifest.id, manifest.wrapped)
    except SealBroken:
        raise BackupError(
            f"The key ring cannot open this backup; it was sealed under kek version {manifest.wrapped.kek_version}."
        ) from None
    check_seal(manifest, key)
    if manifest.origin != settings.ledger_origin:
        raise BackupError(f"The backup is of {manifest.origin}, and this deployment is {settings.ledger_origin}.")
    if make_url(settings.database_url).get_backend_name() != manifest.database:
        raise BackupError(f"The backup is of {manifest.database}; SEKALI_DATABASE_URL must name one of the same kind.")
    for name, wanted in manifest.files.items():
        check_hash(folder, name, wanted)
    return manifest, key


def _in_order(manifest: Manifest) -> Iterator[str]:
    order: Iterable[str] = manifest.order
    return (name for name in order if name != citizen_keys.NAME)


def _lost(session: Session, keys: KeyRing, manifest: Manifest, wanted: Wanted) -> int:
    if wanted.kept is None:
        return 0
    found = rollback.lost(session, rollback.read_kept(wanted.kept, keys, manifest.origin))
    if found and not wanted.loses:
        raise BackupError(
            f"The backup lacks {found} entries that were signed for. Look for a newer one; if there is none, say that you "
            "lose them: --lose-entries. Witnesses will see the ledger go back, and say so."
        )
    return found


def _owners(session: Session, tags: Mapping[bytes, datetime]) -> dict[str, datetime]:
    found = {store.owner_of_tag(session, tag): at for tag, at in tags.items()}
    return {citizen: at for citizen, at in found.items() if citizen is not None}


def _judge(connection: Connection, gone: Iterable[str]) -> None:
    held = citizen_keys.held(connection)
    if left := held & set(gone):
        raise BackupError(f"{len(left)} erased citizens would have a key again; nothing was restored.")
