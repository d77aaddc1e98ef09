"""The key of one backup: random, wrapped like a citizen's, so a backup ends with the key-encryption key of its day."""

from keys.ring import KeyRing
from keys.sealing import CitizenKey, fresh_citizen_key
from keys.wrapping import Wrapped

VERSION = 1


def owner(backup: str) -> str:
    """Return the name to which the key of `backup` is bound; no citizen has such an id."""
    return f"backup/{backup}"


def fresh(keys: KeyRing, backup: str) -> tuple[CitizenKey, Wrapped]:
    """Return a new key for `backup`, and the same wrapped under the current key-encryption key."""
    key, raw = fresh_citizen_key(owner(backup), VERSION)
    return key, keys.wrap(raw, owner(backup), VERSION)


def opened(keys: KeyRing, backup: str, wrapped: Wrapped) -> CitizenKey:
    """Return the key of `backup`; raise `SealBroken` when it is not its own, or the ring holds its wrapping key no more."""
    return keys.unwrap(wrapped, owner(backup), VERSION)
