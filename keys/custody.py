"""Custody: who keeps the key-encryption keys. The ring's file does by default; a custodian keeps them outside of our memory.

A custodian is asked for every citizen key that is wrapped or opened, and shows its keys to nobody. Everything else in
the ring stays in its file. Rings that name keys of a custodian cannot be used without it.
"""

from typing import Protocol

from keys.material import KeyRingError


class CustodianAwayError(KeyRingError):
    """The custodian does not answer, or refuses us: nothing is known about what was to be opened. Trying again may help."""


class Custodian(Protocol):
    """Keeper of key-encryption keys. A handle names one of them, in words of the custodian's own.

    All methods raise `CustodianAwayError` when it cannot be asked, and may be called from several threads.
    """

    scheme: str

    def make(self) -> str:
        """Make a new key of 256 bits that never leaves, and return its handle."""

    def wrap(self, handle: str, key: bytes, place: bytes) -> bytes:
        """Return `key` encrypted and bound to `place`."""

    def unwrap(self, handle: str, blob: bytes, place: bytes) -> bytes:
        """Return what was wrapped for exactly this place; raise `SealBroken` otherwise."""

    def destroy(self, handle: str) -> None:
        """Destroy a key for good; one that is gone already is no error."""


class NoCustodian:
    """The custodian of a deployment that has none: its ring names no keys that it would have to keep."""

    scheme = ""

    def make(self) -> str:
        """Refuse: without a custodian keys are made for the ring's file."""
        raise KeyRingError("No custodian is named in SEKALI_CUSTODY.")

    def wrap(self, handle: str, key: bytes, place: bytes) -> bytes:
        """Refuse: the key lies with a custodian that no setting names."""
        raise _missing(handle, key, place)

    def unwrap(self, handle: str, blob: bytes, place: bytes) -> bytes:
        """Refuse: the key lies with a custodian that no setting names."""
        raise _missing(handle, blob, place)

    def destroy(self, handle: str) -> None:
        """Refuse: the key lies with a custodian that no setting names."""
        raise _missing(handle)


def _missing(handle: str, *_of: bytes) -> CustodianAwayError:
    return CustodianAwayError(f"The key {handle} lies with a custodian; name it in SEKALI_CUSTODY.")
