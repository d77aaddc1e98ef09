"""Making, opening and destroying the key of a citizen."""

from datetime import datetime

from sqlalchemy.orm import Session

from keys import store
from keys.ring import KeyRing
from keys.sealing import CitizenKey, fresh_citizen_key
from keys.store import StoredKey
from keys.wrapping import Wrapped

FIRST_VERSION = 1


class KeyDestroyed(Exception):  # noqa: N818 - it tells what was found, not what failed
    """The citizen has no key: it was destroyed with the account, or never made."""


def create(session: Session, keys: KeyRing, citizen: str, now: datetime) -> CitizenKey:
    """Make and store the first key of `citizen`; return it for the rest of this transaction's work."""
    citizen_key, raw = fresh_citizen_key(citizen, FIRST_VERSION)
    store.add(session, StoredKey(citizen, FIRST_VERSION, keys.wrap(raw, citizen, FIRST_VERSION)), now)
    return citizen_key


def open_key(session: Session, keys: KeyRing, citizen: str) -> CitizenKey:
    """Return the newest key of `citizen`; raise `KeyDestroyed` when there is none, `SealBroken` when it is not theirs."""
    stored = store.newest(session, citizen)
    if stored is None:
        raise KeyDestroyed("this citizen's key was destroyed")
    return keys.unwrap(stored.wrapped, citizen, stored.version)


def open_key_row(
    keys: KeyRing, citizen: str, version: int | None, kek_version: int | None, wrapped: bytes | None
) -> CitizenKey:
    """Return the key from columns that the caller read in a join of its own; all None means destroyed."""
    if version is None or kek_version is None or wrapped is None:
        raise KeyDestroyed("this citizen's key was destroyed")
    return keys.unwrap(Wrapped(wrapped, kek_version), citizen, version)


def destroy(session: Session, citizen: str) -> int:
    """Delete all versions of the key of `citizen`; whatever was sealed under them stays dark. Return their number."""
    return store.remove_all(session, citizen)
