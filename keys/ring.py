"""The key ring: the one object that holds the house's keys and uses them; raw keys never leave it."""

import hmac
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from core.canonical import b64
from core.clock import system_clock
from keys import form_tokens, wrapping
from keys.custody import Custodian, NoCustodian
from keys.envelope import Binding, SealBroken, close, open_, version_of
from keys.framing import framed
from keys.fresh import fresh_keys
from keys.jwt_keys import TokenKeys, load, public_jwk, signed
from keys.ledger_keys import LedgerKeys
from keys.material import TOKEN_PURPOSES, KeyFacts, KeyRingError, Purpose, RingKey, State, check
from keys.nik_index import index_of
from keys.sealing import CitizenKey
from keys.wrapping import Wrapped

__all__ = ["KeyRing", "KeyRingError", "Wrapped", "generate"]

SUITE_OF_BOX = {Purpose.DESK: 2, Purpose.ACCOUNTS: 3}
RECEIPT_TYPE = "consent-receipt+jwt"


class KeyRing:
    """All keys of one deployment. It refuses to exist when a purpose lacks its key or two purposes share one."""

    __slots__ = ("_current", "_facts", "_keys", "_ledger", "_receipt", "_tokens", "custodian", "origin")

    def __init__(self, keys: Iterable[RingKey], origin: object = None, custodian: Custodian | None = None) -> None:
        keys = tuple(keys)
        check(keys)
        self.origin = origin
        self.custodian = custodian or NoCustodian()
        self._keys = {(key.purpose, key.version): key for key in keys}
        self._current = {key.purpose: key for key in keys if key.state is State.CURRENT}
        self._tokens = TokenKeys(key for key in keys if key.kid)
        self._ledger = LedgerKeys(keys)
        self._receipt = load(self._current[Purpose.RECEIPT])
        self._facts = tuple(
            KeyFacts(key.purpose, key.version, key.kid, key.state, key.created_at, key.retired_at, key.handle)
            for key in keys
        )

    def __repr__(self) -> str:
        return f"KeyRing({len(self._keys)} keys)"

    def __reduce__(self) -> str:
        raise TypeError("a key ring is never written down this way")

    @property
    def facts(self) -> tuple[KeyFacts, ...]:
        """Return what may be told about every key."""
        return self._facts

    def wrap(self, citizen_key: bytes, citizen: str, version: int) -> Wrapped:
        """Return `citizen_key` wrapped under the current key-encryption key; for `keys.citizen_keys` alone."""
        kek = self._current[Purpose.KEK]
        if kek.handle:
            place = wrapping.place_of(citizen, version, kek.version)
            return Wrapped(self.custodian.wrap(kek.handle, citizen_key, place), kek.version)
        return wrapping.wrap(kek.material, kek.version, citizen_key, citizen, version)

    def unwrap(self, wrapped: Wrapped, citizen: str, version: int) -> CitizenKey:
        """Return the citizen key; raise `SealBroken` when it is not theirs. For `keys.citizen_keys` alone."""
        return CitizenKey(citizen, version, self._unwrapped(wrapped, citizen, version))

    def rewrap(self, wrapped: Wrapped, citizen: str, version: int) -> Wrapped:
        """Return a wrapped citizen key under the current key-encryption key; raise `SealBroken` when it is not theirs."""
        return self.wrap(self._unwrapped(wrapped, citizen, version), citizen, version)

    def identifier_index(self, kind: str, value: str) -> bytes:
        """Return the 32-byte index of an e-mail address, phone or card number in the form the caller settled on."""
        if kind == "nik":
            raise ValueError("a NIK has a slower index of its own")
        return self._mac(Purpose.IDENTIFIERS, kind, value)

    def nik_index(self, nik: str) -> dict[int, bytes]:
        """Return the index of `nik` by version; raise `ValueError` when it has not 16 digits.

        Whoever stores one stores them all: servers that know of one version more or less then still share one.
        """
        keys = (key for (purpose, _), key in self._keys.items() if purpose is Purpose.NIK_INDEX)
        return {key.version: index_of(key, nik) for key in keys}

    @property
    def nik_index_version(self) -> int:
        """Return the version of the index that stays when a rotation is over."""
        return self._current[Purpose.NIK_INDEX].version

    def pepper(self, password: str) -> bytes:
        """Return the 32 bytes that stand for `password` (NFKC) before it is hashed slowly (SP 800-63B, 3.1.1.2)."""
        return self._mac(Purpose.PEPPER, unicodedata.normalize("NFKC", password))

    def secret_digest(self, text: str) -> bytes:
        """Return the keyed digest under which a client secret or a recovery code is stored."""
        return self._mac(Purpose.SECRETS, text)

    def pairwise(self, sector: str, service: str, citizen: str) -> str:
        """Return the subject of a citizen at a service (OpenID Connect Core 1.0, section 8.1): 43 characters."""
        return b64(self._mac(Purpose.PAIRWISE, sector, service, citizen))

    def form_token(self, browser: str, now: datetime) -> str:
        """Return a token for the forms of one browser, good for 12 hours."""
        return form_tokens.make(self._raw(Purpose.FORMS), browser, now)

    def form_token_holds(self, token: str, browser: str, now: datetime) -> bool:
        """Tell whether a form token was made for this browser within the last 12 hours."""
        return form_tokens.holds(self._raw(Purpose.FORMS), token, browser, now)

    def sign_checkpoint(self, message: bytes, public: bytes | None = None) -> bytes:
        """Return the signature of the ledger's key `public`, the current one unless told (see `keys.ledger_keys`)."""
        return self._ledger.sign(message, public or self.ledger_public)

    @property
    def ledger_public(self) -> bytes:
        """Return the ledger's current public key, 32 bytes."""
        return self._ledger.current

    @property
    def ledger_publics(self) -> tuple[tuple[bytes, int, State], ...]:
        """Return public key, version and state of all keys of the ledger that the ring holds, oldest first."""
        return tuple((public, key.version, key.state) for public, key in self._ledger.publics)

    def sign_receipt(self, claims: Mapping[str, Any]) -> str:
        """Return a receipt as compact JWS (RFC 7515), EdDSA over Ed25519."""
        return signed(claims, "EdDSA", RECEIPT_TYPE, self._receipt.thumbprint(), self._receipt)

    @property
    def receipt_public_jwk(self) -> dict[str, Any]:
        """Return the public key of receipts as JWK (RFC 8037)."""
        return public_jwk("EdDSA", self._receipt.thumbprint(), self._receipt)

    def seal_desk(self, data: bytes, context: bytes) -> bytes:
        """Return `data` sealed for the house itself, openable only with the same `context`."""
        return self._seal(Purpose.DESK, data, context)

    def open_desk(self, blob: bytes, context: bytes) -> bytes:
        """Return what `seal_desk` sealed; raise `SealBroken` for anything else."""
        return self._open(Purpose.DESK, blob, context)

    def seal_account(self, data: bytes, context: bytes) -> bytes:
        """Return `data` (an address of notice, a TOTP secret) sealed, openable only with the same `context`."""
        return self._seal(Purpose.ACCOUNTS, data, context)

    def open_account(self, blob: bytes, context: bytes) -> bytes:
        """Return what `seal_account` sealed; raise `SealBroken` for anything else."""
        return self._open(Purpose.ACCOUNTS, blob, context)

    def sign_jwt(self, claims: Mapping[str, Any], alg: str, typ: str = "JWT") -> str:
        """Return a JWT (RFC 7519) under the current `alg` key: ES256, RS256 or EdDSA; other names raise `JoseError`.

        Nothing signed here may live longer than `keys.fresh.LONGEST_TOKEN_LIFE`.
        """
        return self._tokens.sign(claims, alg, typ)

    def verify_own_jwt(self, token: str, algs: Collection[str]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return header and claims of a token that this ring signed with one of `algs`; raise `JoseError` otherwise.

        Claims such as `exp` are not judged here.
        """
        return self._tokens.verify(token, algs)

    def public_jwks(self, algs: Collection[str] = tuple(TOKEN_PURPOSES)) -> dict[str, list[dict[str, Any]]]:
        """Return the public token keys of `algs`: current, next, and those retired but perhaps still needed."""
        return self._tokens.public_jwks(algs)

    def _unwrapped(self, wrapped: Wrapped, citizen: str, version: int) -> bytes:
        kek = self._version(Purpose.KEK, wrapped.kek_version)
        if kek.handle:
            place = wrapping.place_of(citizen, version, kek.version)
            return self.custodian.unwrap(kek.handle, wrapped.blob, place)
        return wrapping.unwrap(kek.material, wrapped, citizen, version)

    def _raw(self, purpose: Purpose) -> bytes:
        return self._current[purpose].material

    def _mac(self, purpose: Purpose, *parts: str) -> bytes:
        return hmac.digest(self._raw(purpose), framed("sekali1", purpose, *parts), "sha256")

    def _version(self, purpose: Purpose, version: int) -> RingKey:
        key = self._keys.get((purpose, version))
        if key is None:
            raise SealBroken("sealed under a key that this ring does not hold")
        return key

    def _seal(self, purpose: Purpose, data: bytes, context: bytes) -> bytes:
        key = self._current[purpose]
        return close(key.material, _box(key, context), data)

    def _open(self, purpose: Purpose, blob: bytes, context: bytes) -> bytes:
        key = self._version(purpose, version_of(blob))
        return open_(key.material, _box(key, context), blob)


def generate(now: datetime | None = None, rsa_keys: Sequence[bytes] = ()) -> KeyRing:
    """Return a new ring that lives in memory only, born `now` (this moment unless told)."""
    return KeyRing(fresh_keys(now or system_clock(), rsa_keys))


def _box(key: RingKey, context: bytes) -> Binding:
    info = framed("sekali1|box", key.purpose, key.version)
    return Binding(SUITE_OF_BOX[key.purpose], key.version, info, framed(SUITE_OF_BOX[key.purpose], context))
