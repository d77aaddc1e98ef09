"""Whether every sealed part of the ledger still opens to what its entry commits to, or is gone because its tag was erased."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy.orm import Session

from accounts import tags
from keys.citizen_keys import KeyDestroyed, open_key
from keys.ring import KeyRing
from keys.sealing import CitizenKey, SealBroken
from ledger import openings, search
from ledger.entries import Entry, EntryType
from ledger.openings import OpeningError

KEYS_AT_HAND = 1024


@dataclass(frozen=True, slots=True)
class Wrong:
    """An entry whose sealed part is not what it must be: a stable code and a sentence."""

    entry: int
    code: str
    text: str


def check(session: Session, keys: KeyRing) -> Iterator[Wrong]:
    """Yield every entry whose opening is wrong (`opening`), or gone although its tag was never erased (`opening-gone`).

    Nothing that is opened leaves this function. Memory does not grow with the ledger.
    """

    @lru_cache(KEYS_AT_HAND)
    def key_of(tag: bytes) -> CitizenKey | None:
        owner = tags.owner(session, tag)
        try:
            return None if owner is None else open_key(session, keys, owner)
        except (KeyDestroyed, SealBroken):
            return None

    after: int | None = None
    while entries := search.find(session, after=after, limit=search.MOST):
        for entry in entries:
            if wrong := _wrong(session, keys, entry, key_of(entry.tag) if entry.sealed_for == "citizen" else None):
                yield wrong
        after = entries[-1].index


def _wrong(session: Session, keys: KeyRing, entry: Entry, key: CitizenKey | None) -> Wrong | None:
    if entry.sealed is None or (entry.sealed_for == "citizen" and key is None):
        if entry.type is not EntryType.ERASE and search.find(session, tag=entry.tag, type=EntryType.ERASE, limit=1):
            return None
        text = "cannot be opened by any key, and its tag was never erased."
        return Wrong(entry.index, "opening-gone", text)
    try:
        if key is None:
            openings.open_for_desk(entry, keys)
        else:
            openings.open_for_citizen(entry, key)
    except OpeningError as error:
        return Wrong(entry.index, "opening", f"has a sealed part that is {error}.")
    return None
