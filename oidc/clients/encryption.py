"""Encryption for clients: what may be encrypted to them, by which algorithms, and to which of their keys (RFC 7516, RFC 7518)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from oidc.clients.key_sets import PublicKey

# Without RSA1_5, whose padding tells too much to whoever may try often (RFC 8725, section 3.2).
RSA_ALGORITHMS = ("RSA-OAEP-256", "RSA-OAEP")
CURVE_ALGORITHMS = ("ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW")
KEY_ALGORITHMS = (*RSA_ALGORITHMS, *CURVE_ALGORITHMS)
CONTENT_ALGORITHMS = ("A128CBC-HS256", "A256CBC-HS512", "A128GCM", "A256GCM")
DEFAULT_CONTENT = "A128CBC-HS256"
SYMMETRIC = ("dir", "A128KW", "A192KW", "A256KW", "A128GCMKW", "A192GCMKW", "A256GCMKW", "PBES2-")


class Outgoing(StrEnum):
    """What leaves for a client as a JWT; the first words of the metadata about it."""

    USERINFO = "userinfo"
    ID_TOKEN = "id_token"
    AUTHORIZATION = "authorization"
    INTROSPECTION = "introspection"

    @property
    def signing_member(self) -> str:
        """Return the name of the metadata that says how it is signed."""
        return f"{self}_signed_response_alg"

    @property
    def key_member(self) -> str:
        """Return the name of the metadata that says how its key is encrypted."""
        return f"{self}_encrypted_response_alg"

    @property
    def content_member(self) -> str:
        """Return the name of the metadata that says how its content is encrypted."""
        return f"{self}_encrypted_response_enc"


@dataclass(frozen=True, slots=True)
class Encryption:
    """The two algorithms of a JWE: `alg` for its key, `enc` for its content (RFC 7516, section 4.1)."""

    alg: str
    enc: str


def encryption_of(details: Mapping[str, Any], kind: Outgoing) -> Encryption | None:
    """Return how a client wants `kind` encrypted, or None when it does not."""
    alg = details.get(kind.key_member)
    return None if alg is None else Encryption(str(alg), str(details.get(kind.content_member, DEFAULT_CONTENT)))


def key_for(keys: Sequence[PublicKey], alg: str) -> PublicKey | None:
    """Return the key to encrypt to by `alg`, or None: of its kind, made for no other, best one that says what it is for."""
    fitting = [key for key in keys if _is_of_kind(key, alg) and key.get("alg", alg) == alg]
    return next((key for key in fitting if key.get("use") == "enc"), fitting[0] if fitting else None)


def with_contents(details: Mapping[str, Any]) -> dict[str, Any]:
    """Return metadata with the content encryption that holds where none was chosen (OpenID Connect Registration 1.0, section 2)."""
    chosen = {kind.content_member: DEFAULT_CONTENT for kind in Outgoing if kind.key_member in details}
    return chosen | dict(details)


def why_not_algorithm(alg: object) -> str | None:
    """Return what is wrong with a key encryption algorithm, or None: only to public keys is encrypted here."""
    if alg in KEY_ALGORITHMS:
        return None
    if isinstance(alg, str) and alg.startswith(SYMMETRIC):
        return "needs the client secret, of which only a digest is kept; choose one for a public key"
    return f"must be one of {', '.join(KEY_ALGORITHMS)}"


def why_not_encryptable(details: Mapping[str, Any], registered: Sequence[PublicKey]) -> str | None:
    """Return why what the metadata asks to be encrypted cannot be, or None; `registered` are the keys in its `jwks`."""
    for kind in Outgoing:
        wanted = encryption_of(details, kind)
        if wanted is None and kind.content_member in details:
            return f"{kind.content_member} needs {kind.key_member}"
        if wanted is None or "jwks_uri" in details:
            continue
        if "jwks" not in details:
            return f"{kind.key_member} needs jwks or jwks_uri"
        if key_for(registered, wanted.alg) is None:
            return f"{kind.key_member} needs a key of its kind in jwks, for encryption"
    return None


def _is_of_kind(key: PublicKey, alg: str) -> bool:
    if alg in RSA_ALGORITHMS:
        return key.key_type == "RSA"
    return alg in CURVE_ALGORITHMS and key.key_type in {"EC", "OKP"}
