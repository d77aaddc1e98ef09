"""Client key sets: which public keys may be registered, which of them may have signed a token, and to which one encrypts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key

from core.canonical import unb64
from oidc.mtls.certificates import of_x5c, thumbprint

PublicKey = RSAKey | ECKey | OKPKey
MOST_KEYS = 20
LEAST_RSA_BITS = 2048
MOST_RSA_BITS = 8192
MOST_EXPONENT_BITS = 64  # as OpenSSL: what verifies slowly would let a client keep us busy with its own signatures
PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
KEY_TYPE_OF = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC", "EdDSA": "OKP", "Ed25519": "OKP"}
SIGNATURE_CURVES = ("P-256", "Ed25519")
ENCRYPTION_CURVES = ("P-256", "P-384", "P-521", "X25519")


class KeySetError(ValueError):
    """The document is no JWK Set that a client may have; the message says why."""


@dataclass(frozen=True, slots=True)
class ClientKeys:
    """The usable keys of a client, by what they are for; a key that does not say is for both (RFC 7517, section 4.2).

    `certificates` are the thumbprints of those that stand in `x5c`, of keys of any kind.
    """

    signature: tuple[PublicKey, ...] = ()
    encryption: tuple[PublicKey, ...] = ()
    certificates: frozenset[str] = frozenset()


def client_keys(document: Any) -> ClientKeys:
    """Return the usable keys of a JWK Set (RFC 7517, section 5); raise `KeySetError`.

    A private or symmetric key anywhere refuses the whole set: its holder published a secret. Keys of
    kinds that we do not know are passed over (section 5).
    """
    if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
        raise KeySetError("is not an object with a list of keys")
    entries = document["keys"]
    if not 0 < len(entries) <= MOST_KEYS or not all(isinstance(entry, dict) for entry in entries):
        raise KeySetError(f"holds between 1 and {MOST_KEYS} keys")
    if any(PRIVATE_MEMBERS & entry.keys() or entry.get("kty") == "oct" for entry in entries):
        raise KeySetError("holds a private or symmetric key")
    keys = ClientKeys(
        tuple(key for entry in entries if _may_sign(entry) and (key := _imported(entry))),
        tuple(key for entry in entries if _may_encrypt(entry) and (key := _imported_if_readable(entry))),
        frozenset(thumbprint(found) for entry in entries if (found := of_x5c(entry.get("x5c")))),
    )
    if not (keys.signature or keys.encryption or keys.certificates):
        raise KeySetError("holds no key that can verify a signature, or be encrypted to, of a kind we offer")
    return keys


def public_keys(document: Any) -> tuple[PublicKey, ...]:
    """Return the usable signature keys of a JWK Set, at least one; raise `KeySetError`."""
    keys = client_keys(document).signature
    if not keys:
        raise KeySetError("holds no key that can verify a signature of a kind we offer")
    return keys


def candidates(keys: Sequence[PublicKey], header: Mapping[str, Any]) -> tuple[PublicKey, ...]:
    """Return the keys that may have made a signature with this header: of its kind, and of its `kid` if it names one."""
    kind, kid = KEY_TYPE_OF.get(str(header.get("alg"))), header.get("kid")
    return tuple(key for key in keys if key.key_type == kind and (kid is None or key.get("kid") == kid))


def _may_sign(entry: Mapping[str, Any]) -> bool:
    return entry.get("use", "sig") == "sig" and entry.get("crv", "P-256") in SIGNATURE_CURVES


def _may_encrypt(entry: Mapping[str, Any]) -> bool:
    operations = entry.get("key_ops", ())
    is_for_signatures = isinstance(operations, list) and "verify" in operations
    return entry.get("use", "enc") == "enc" and not is_for_signatures and entry.get("crv", "P-256") in ENCRYPTION_CURVES


def _imported_if_readable(entry: Mapping[str, Any]) -> PublicKey | None:
    # Which operations a key is for was judged already; a key that nobody may ever encrypt to spoils no signature.
    try:
        return _imported({name: value for name, value in entry.items() if name != "key_ops"})
    except KeySetError:
        return None


def _imported(entry: Mapping[str, Any]) -> PublicKey | None:
    if entry.get("kty") not in KEY_TYPE_OF.values():
        return None
    try:
        is_apart = entry["kty"] == "RSA" and not _is_of_a_usable_size(entry)
        key = None if is_apart else import_key(dict(entry))
    except (JoseError, ValueError, TypeError, KeyError):
        raise KeySetError("holds a key that cannot be read") from None
    if is_apart:
        raise KeySetError(f"holds an RSA key of fewer than {LEAST_RSA_BITS} or more than {MOST_RSA_BITS} bits")
    return key if isinstance(key, RSAKey | ECKey | OKPKey) else None


def _is_of_a_usable_size(entry: Mapping[str, Any]) -> bool:
    bits, exponent_bits = (int.from_bytes(unb64(entry[name])).bit_length() for name in ("n", "e"))
    return LEAST_RSA_BITS <= bits <= MOST_RSA_BITS and exponent_bits <= MOST_EXPONENT_BITS
