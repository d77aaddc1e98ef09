"""Rotation of the index of NIKs: every checked NIK is indexed anew from the value in the safe, while sign-ins go on."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from accounts import store as accounts
from keys.citizen_keys import KeyDestroyed
from keys.ring import KeyRing
from keys.rotation import ROWS_AT_ONCE, Batch
from vault import safe


def reindex_some(session: Session, keys: KeyRing, after: tuple[str, int], now: datetime) -> Batch:
    """Give the next checked NIKs an index of the current version; `seen` is 0 at the end.

    A NIK is indexed anew only when it is the one that was checked, so when an index kept before is that of its value;
    a citizen of whom the safe holds no such value, or whose key is gone, is left as they are.
    """
    found = accounts.without_nik_index(session, keys.nik_index_version, after[0], ROWS_AT_ONCE)
    moved = 0
    for citizen, held in found:
        index = _checked(session, keys, citizen, held)
        if index is not None:
            moved += accounts.add_nik_index(session, citizen, index, keys.nik_index_version, now)
    return Batch(len(found), moved, (found[-1][0], 0) if found else after)


def _checked(session: Session, keys: KeyRing, citizen: str, held: Mapping[int, bytes]) -> bytes | None:
    try:
        versions = safe.former(session, keys, citizen, "nik")
    except KeyDestroyed:
        return None
    for value, _ in versions:
        if value is None:
            continue
        try:
            indexes = keys.nik_index(str(value.data))
        except ValueError:
            # An officer may let a number through that is none of 16 digits; it has no index.
            continue
        if any(indexes.get(version) == index for version, index in held.items()):
            return indexes[keys.nik_index_version]
    return None
