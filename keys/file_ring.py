"""The key ring in a file: outside the database's folder, readable by its owner alone, replaced in one step."""

import fcntl
import os
import secrets
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.clock import system_clock
from keys.custody import Custodian
from keys.fresh import fresh_keys, rotated
from keys.material import KeyRingError, RingKey, check
from keys.ring import KeyRing
from keys.ring_text import keys_of, text_of

FOLDER_MODE = 0o700
FILE_MODE = 0o600
FOREIGN_BITS = 0o077


@dataclass(frozen=True, slots=True)
class Origin:
    """Which state of which file a ring was loaded from."""

    path: Path
    database_url: str
    stamp: tuple[int, int]
    custodian: Custodian | None = None


def create(path: Path | str, database_url: str = "", now: datetime | None = None) -> KeyRing:
    """Make a new ring in a file that must not exist yet; raise `KeyRingError` when it does or may not stand there."""
    return place(path, database_url, fresh_keys(now or system_clock()))


def place(path: Path | str, database_url: str, keys: Iterable[RingKey]) -> KeyRing:
    """Write `keys` as a ring into a file that must not exist yet; raise `KeyRingError` when it does or may not stand there."""
    path = Path(path)
    _refuse_beside_database(path, database_url)
    if path.exists():
        raise KeyRingError(f"The key ring {path} exists already and stays as it is.")
    try:
        path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    except OSError as error:
        raise KeyRingError(f"The folder {path.parent} of the key ring cannot be made: {error.strerror}.") from None
    _refuse_open_folder(path)
    _write(path, text_of(keys), os.link)
    return load(path, database_url)


def create_if_absent(path: Path | str, database_url: str, now: datetime) -> bool:
    """Make a new ring unless there is one; tell whether one was made. An existing one must be usable."""
    if Path(path).exists():
        load(path, database_url)
        return False
    create(path, database_url, now)
    return True


def load(path: Path | str, database_url: str = "", custodian: Custodian | None = None) -> KeyRing:
    """Return the ring of a file, and `custodian` with it; raise `KeyRingError`, in one sentence, when it may not or cannot be used."""
    path = Path(path)
    _refuse_beside_database(path, database_url)
    text, stamp = _read(path)
    return KeyRing(_parsed(path, text), Origin(path, database_url, stamp, custodian), custodian)


def change(
    path: Path | str,
    database_url: str,
    step: Callable[[tuple[RingKey, ...]], Iterable[RingKey]],
    custodian: Custodian | None = None,
) -> KeyRing:
    """Replace the ring by what `step` makes of its keys, one change after the other; return the ring as it is now."""
    path = Path(path)
    _refuse_beside_database(path, database_url)
    with _only_one(path):
        keys = _parsed(path, _read(path)[0])
        changed = tuple(step(keys))
        check(changed)
        if changed != keys:
            _write(path, text_of(changed), os.replace)
    return load(path, database_url, custodian)


def rotate_tokens(path: Path | str, database_url: str, now: datetime) -> KeyRing:
    """Put the next token keys into use, retire the current ones, make new next ones; return the ring as it is now."""
    return change(path, database_url, lambda keys: rotated(keys, now))


def text(path: Path | str, database_url: str) -> str:
    """Return the text of a ring that can be used; raise `KeyRingError` for any other. For `keys.sealed_copy` alone."""
    load(path, database_url)
    return _read(Path(path))[0]


def stamp_of(path: Path) -> tuple[int, int] | None:
    """Return what changes whenever the file is replaced (inode, time of change in ns), or None without a file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _read(path: Path) -> tuple[str, tuple[int, int]]:
    try:
        _refuse_open_folder(path)
        with path.open(encoding="utf-8") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode) or found.st_mode & FOREIGN_BITS:
                raise KeyRingError(f"The key ring {path} is open to others; make it private with: chmod 600 {path}")
            return file.read(), (found.st_ino, found.st_mtime_ns)
    except FileNotFoundError:
        raise KeyRingError(f"There is no key ring at {path}; `sekali keys init` makes one.") from None
    except (OSError, UnicodeDecodeError):
        raise KeyRingError(f"The key ring {path} cannot be read by this user.") from None


def _parsed(path: Path, text: str) -> tuple[RingKey, ...]:
    try:
        return keys_of(text)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        # The cause may quote key material: it is not chained.
        raise KeyRingError(f"The key ring {path} is damaged or not a key ring.") from None


def _write(path: Path, text: str, put_in_place: Callable[[Path, Path], None]) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        put_in_place(draft, path)
        _sync_folder(path.parent)
    except FileExistsError:
        raise KeyRingError(f"The key ring {path} exists already and stays as it is.") from None
    except OSError as error:
        raise KeyRingError(f"The key ring {path} cannot be written: {error.strerror}.") from None
    finally:
        draft.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    try:
        handle = os.open(path.parent, os.O_RDONLY)
    except OSError:
        raise KeyRingError(f"There is no key ring at {path}; `sekali keys init` makes one.") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _refuse_open_folder(path: Path) -> None:
    if path.parent.stat().st_mode & FOREIGN_BITS:
        raise KeyRingError(
            f"The folder {path.parent} of the key ring is open to others; close it with: chmod 700 {path.parent}"
        )


def _refuse_beside_database(path: Path, database_url: str) -> None:
    scheme, _, rest = database_url.partition(":///")
    file = rest.partition("?")[0]
    if not scheme.startswith("sqlite") or file in {"", ":memory:"}:
        return
    # Whoever copies the database's folder for a backup must not copy the keys with it.
    if path.resolve().is_relative_to(Path(file).resolve().parent):
        raise KeyRingError(f"The key ring {path} lies in the database's folder; keep it in another one.")
