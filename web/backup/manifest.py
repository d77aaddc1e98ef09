"""The manifest of a backup: what it is, of when, and the hash of every file; readable by all, changeable by nobody."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from core import canonical
from core.clock import from_epoch, to_epoch
from keys import backup_key
from keys.sealing import CitizenKey, SealBroken, seal, unseal
from keys.wrapping import Wrapped

FORMAT = "sekali-backup-1"
FIELD = "backup.manifest"
FILE = "manifest.json"


class BackupError(Exception):
    """The backup cannot be taken or restored; the message is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """One backup. `size` is the number of ledger entries in it, `checkpoint` the newest signed note (empty: none).

    `files` are the hashes of the files by name, `order` the names in the order in which they are put back.
    """

    id: str
    made_at: datetime
    keep_until: datetime
    database: str
    revision: str
    origin: str
    size: int
    checkpoint: str
    wrapped: Wrapped
    files: Mapping[str, str]
    order: tuple[str, ...]
    seal: bytes = b""


def sealed(manifest: Manifest, key: CitizenKey) -> Manifest:
    """Return the manifest with the seal over all that it says."""
    return replace(manifest, seal=seal(key, **_place(manifest), data=_digest(manifest)))


def check_seal(manifest: Manifest, key: CitizenKey) -> None:
    """Raise `BackupError` when anything in the manifest was changed since it was sealed."""
    try:
        is_right = unseal(key, **_place(manifest), blob=manifest.seal) == _digest(manifest)
    except SealBroken:
        is_right = False
    if not is_right:
        raise BackupError("The manifest of the backup was changed after the backup was taken.")


def text(manifest: Manifest) -> bytes:
    """Return the file that the manifest is kept as."""
    return canonical.encode(_told(manifest) | {"seal": _b64(manifest.seal)}) + b"\n"


def read(data: bytes) -> Manifest:
    """Return the manifest that `data` is; raise `BackupError`."""
    try:
        told: dict[str, Any] = canonical.decode(data.removesuffix(b"\n"))
        if told["format"] != FORMAT:
            raise BackupError(f"The backup has another format than {FORMAT}; restore it with the release that made it.")
        wrapped = Wrapped(base64.b64decode(told["wrapped"], validate=True), told["kek"])
        return Manifest(
            told["id"], from_epoch(told["made_at"]), from_epoch(told["keep_until"]), told["database"], told["revision"],
            told["origin"], told["size"], told["checkpoint"], wrapped, told["files"],
            tuple(told["order"]), base64.b64decode(told["seal"], validate=True),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError):
        raise BackupError("This folder holds no manifest of a backup, or a damaged one.") from None


def _told(manifest: Manifest) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "id": manifest.id,
        "made_at": to_epoch(manifest.made_at),
        "keep_until": to_epoch(manifest.keep_until),
        "database": manifest.database,
        "revision": manifest.revision,
        "origin": manifest.origin,
        "size": manifest.size,
        "checkpoint": manifest.checkpoint,
        "kek": manifest.wrapped.kek_version,
        "wrapped": _b64(manifest.wrapped.blob),
        "files": dict(manifest.files),
        "order": list(manifest.order),
    }


def _place(manifest: Manifest) -> dict[str, Any]:
    return {"citizen": backup_key.owner(manifest.id), "field": FIELD, "schema": 1, "value_version": 1}


def _digest(manifest: Manifest) -> bytes:
    return hashlib.sha256(canonical.encode(_told(manifest))).digest()


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
