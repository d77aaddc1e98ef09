"""The keys that sign checkpoints: the current one, the next one while a rotation runs, and those that handed over."""

from collections.abc import Iterable
from operator import attrgetter

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keys.material import KeyRingError, Purpose, RingKey, State


class LedgerKeys:
    """All keys of the ledger that a ring holds, by their public halves; which one's turn it is, the ledger tells."""

    __slots__ = ("_private", "current", "publics")

    def __init__(self, keys: Iterable[RingKey]) -> None:
        mine = sorted((key for key in keys if key.purpose is Purpose.LEDGER), key=attrgetter("version"))
        loaded = [(Ed25519PrivateKey.from_private_bytes(key.material), key) for key in mine]
        self._private = {private.public_key().public_bytes_raw(): private for private, _ in loaded}
        self.publics = tuple(zip(self._private, (key for _, key in loaded), strict=True))
        self.current = next(public for public, key in self.publics if key.state is State.CURRENT)

    def sign(self, message: bytes, public: bytes) -> bytes:
        """Return the 64-byte signature (RFC 8032) of the key `public`; raise `KeyRingError` when it is not held."""
        private = self._private.get(public)
        if private is None:
            raise KeyRingError(
                "The key ring does not hold the ledger's key whose turn it is to sign; "
                "bring back the ring of the day of the last rotation (sekali keys import)."
            )
        return private.sign(message)
