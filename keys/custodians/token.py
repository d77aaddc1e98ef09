"""A PKCS#11 token (OASIS, Cryptographic Token Interface 2.40) as custodian: AES-256-GCM inside, the key is never shown."""

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, unquote

import pkcs11
from pkcs11 import Attribute, GCMParams, KeyType, Mechanism, MechanismFlag, ObjectClass
from pkcs11.exceptions import (
    EncryptedDataInvalid,
    EncryptedDataLenRange,
    GeneralError,
    NoSuchKey,
    PKCS11Error,
    UserAlreadyLoggedIn,
)

from keys.custody import CustodianAwayError
from keys.envelope import NONCE_BYTES, SealBroken
from keys.material import KeyRingError

ID_BYTES = 16
BITS = 256
REFUSED = (EncryptedDataInvalid, EncryptedDataLenRange)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a token is found: its driver, its label, the label of our keys in it, and the file that holds its PIN."""

    module: str
    token: str
    label: str
    pin_file: str


class Token:
    """One token with one session, used by one thread at a time."""

    scheme = "pkcs11"

    def __init__(self, address: Address) -> None:
        self._address = address
        self._lock = threading.RLock()
        self._session: pkcs11.Session | None = None
        self._keys: dict[str, Any] = {}

    @classmethod
    def of(cls, address: str) -> Self:
        """Return the token at a PKCS#11 address (RFC 7512); raise `KeyRingError` when parts are missing."""
        path, _, query = address.removeprefix("pkcs11:").partition("?")
        named = {name: unquote(value) for name, _, value in (part.partition("=") for part in path.split(";"))}
        named |= {name: values[0] for name, values in parse_qs(query).items()}
        pin_file = named.get("pin-source", "").removeprefix("file:").replace("//", "", 1)
        if not (named.get("token") and named.get("object") and named.get("module-path") and pin_file):
            raise KeyRingError(
                "SEKALI_CUSTODY must name token, object, module-path and pin-source, such as "
                "pkcs11:token=sekali;object=kek?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/etc/sekali/pin"
            )
        return cls(Address(named["module-path"], named["token"], named["object"], pin_file))

    def make(self) -> str:
        """Make a key that the token never gives out, and return its handle."""
        name = secrets.token_bytes(ID_BYTES)
        with self._asking() as session:
            session.generate_key(
                KeyType.AES, BITS, id=name, label=self._address.label, store=True,
                capabilities=MechanismFlag.ENCRYPT | MechanismFlag.DECRYPT,
                template={Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False},
            )  # fmt: skip
        return f"{self.scheme}:{name.hex()}"

    def wrap(self, handle: str, key: bytes, place: bytes) -> bytes:
        """Return `key` as 12 bytes of nonce, its ciphertext and 16 bytes of tag."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._with(
            handle,
            lambda held: held.encrypt(key, mechanism=Mechanism.AES_GCM, mechanism_param=GCMParams(nonce, place)),
        )

    def unwrap(self, handle: str, blob: bytes, place: bytes) -> bytes:
        """Return what was wrapped for exactly this place; raise `SealBroken` otherwise."""
        nonce, sealed = blob[:NONCE_BYTES], blob[NONCE_BYTES:]
        if len(blob) <= NONCE_BYTES:
            raise SealBroken("a wrapped key does not open")
        return self._with(handle, lambda held: _decrypted(held, sealed, GCMParams(nonce, place)))

    def destroy(self, handle: str) -> None:
        """Destroy a key in the token."""
        with self._asking() as session:
            self._keys.pop(handle, None)
            for found in list(
                session.get_objects({Attribute.ID: _id(handle), Attribute.CLASS: ObjectClass.SECRET_KEY})
            ):
                found.destroy()

    def _with(self, handle: str, act: Callable[[Any], bytes]) -> bytes:
        with self._asking() as session:
            if handle not in self._keys:
                self._keys[handle] = session.get_key(object_class=ObjectClass.SECRET_KEY, id=_id(handle))
            return bytes(act(self._keys[handle]))

    @contextmanager
    def _asking(self) -> Iterator[pkcs11.Session]:
        with self._lock:
            try:
                if self._session is None:
                    self._session = self._opened()
                yield self._session
            except REFUSED:
                raise SealBroken("a wrapped key does not open") from None
            except NoSuchKey:
                raise SealBroken("wrapped under a key that the token does not hold") from None
            except (PKCS11Error, OSError, RuntimeError) as error:
                # A token that was pulled out and put back wants a new session.
                self._session = None
                self._keys.clear()
                kind = type(error).__name__
                raise CustodianAwayError(
                    f"The token {self._address.token} of SEKALI_CUSTODY does not serve us ({kind})."
                ) from None

    def _opened(self) -> pkcs11.Session:
        pin = Path(self._address.pin_file).read_text(encoding="utf-8").strip()
        token = pkcs11.lib(self._address.module).get_token(token_label=self._address.token)
        try:
            return token.open(rw=True, user_pin=pin)
        except UserAlreadyLoggedIn:
            # Who is logged in is known to the driver for the whole process.
            return token.open(rw=True)


def _decrypted(held: Any, sealed: bytes, params: GCMParams) -> bytes:
    try:
        return bytes(held.decrypt(sealed, mechanism=Mechanism.AES_GCM, mechanism_param=params))
    except GeneralError:
        # SoftHSM says this for a wrong tag too. A token that encrypts at this moment is well: then the blob is wrong.
        held.encrypt(b"well?", mechanism=Mechanism.AES_GCM, mechanism_param=GCMParams(secrets.token_bytes(NONCE_BYTES)))
        raise SealBroken("a wrapped key does not open") from None


def _id(handle: str) -> bytes:
    scheme, _, name = handle.partition(":")
    if scheme != Token.scheme:
        raise CustodianAwayError(f"The key {handle} lies with another custodian than the token of SEKALI_CUSTODY.")
    return bytes.fromhex(name)
