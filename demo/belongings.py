"""What belongs to the demo: a note beside the database says that the demo made it, so that nothing else is ever removed."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from core.environment import CHECKOUT
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Note:
    """Which database the demo made, and which key ring, as seen from the note's folder: so both may move together."""

    database: str
    ring: str | None


def database_file(settings: Settings) -> Path | None:
    """Return the file of a SQLite database, or None for a server's."""
    scheme, _, path = settings.database_url.partition(":///")
    return Path(path.partition("?")[0]) if scheme.startswith("sqlite") and path else None


def folder(settings: Settings) -> Path:
    """Return the folder of the demo's files: the database's own, or `var/` when that is on a server."""
    file = database_file(settings)
    return file.parent if file else CHECKOUT / "var"


def logs(settings: Settings) -> Path:
    """Return the folder of what the demo's programs say."""
    return folder(settings) / "demo-logs"


def note_path(settings: Settings) -> Path:
    """Return the file of the note."""
    return folder(settings) / "demo.json"


def note_of(settings: Settings) -> Note | None:
    """Return the note about the database of `settings`; None when the demo did not make it."""
    try:
        told = json.loads(note_path(settings).read_text())
        note = Note(told["database"], told["ring"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return note if note.database == _name(settings) else None


def write_note(settings: Settings, *, made_ring: bool) -> None:
    """Note that the demo made the database, and the key ring if it did."""
    ring = os.path.relpath(Path(settings.keys_file).resolve(), folder(settings).resolve())
    note = {"database": _name(settings), "ring": ring if made_ring else None}
    note_path(settings).write_text(json.dumps(note) + "\n")


def made_ring(settings: Settings, note: Note) -> bool:
    """Tell whether the key ring of `settings` is the one that the demo made."""
    return note.ring is not None and (folder(settings) / note.ring).resolve() == Path(settings.keys_file).resolve()


def _name(settings: Settings) -> str:
    # A file is known by its name alone, for the note lies beside it and its folder may be moved.
    # An address may hold a password: only its digest is written down.
    file = database_file(settings)
    return hashlib.sha256((file.name if file else settings.database_url).encode()).hexdigest()
