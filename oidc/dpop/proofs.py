"""DPoP proofs: a client's statement, signed by the very key it shows, about one request at this moment, good once."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from core.canonical import b64, encode
from core.clock import from_epoch, to_epoch
from core.ids import digest
from oidc.clients.key_sets import KeySetError, PublicKey, public_keys
from oidc.clients.profiles import ASSERTION_ALGORITHMS
from oidc.clients.signed import SignatureRefusedError, header_of, opened
from oidc.parameters import is_readable

TYPES = frozenset({"dpop+jwt"})
OLDEST = timedelta(seconds=60)
SKEW = timedelta(seconds=10)
LONGEST_JTI = 255
DEFAULT_PORTS = {"http": 80, "https": 443}


class ProofRefusedError(Exception):
    """The proof shows nothing; the message is for the client's developer."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a good proof shows.

    `thumbprint` is that of the key (RFC 7638), `algorithm` what it signed by; `digest` lets the proof in once, remembered until
    `expires_at`; `token_hash` is the hash of the access token that it was made for, if any.
    """

    thumbprint: str
    algorithm: str
    digest: bytes
    expires_at: datetime
    token_hash: str | None = None

    def is_for(self, access_token: str) -> bool:
        """Tell whether it was made for this access token (section 4.3, item 12)."""
        return self.token_hash == b64(hashlib.sha256(access_token.encode()).digest())


def verified(token: str, method: str, url: str, now: datetime) -> Proof:
    """Return what the proof `token` shows for a request by `method` to `url`; raise `ProofRefusedError` (section 4.3)."""
    try:
        key = _key(header_of(token))
        opened_proof = opened(token, (key,), ASSERTION_ALGORITHMS, TYPES)
    except SignatureRefusedError as refused:
        raise ProofRefusedError(str(refused)) from None
    claims = opened_proof.claims
    jti, token_hash = claims.get("jti"), claims.get("ath")
    if not isinstance(jti, str) or not 0 < len(jti) <= LONGEST_JTI or not is_readable(jti):
        raise ProofRefusedError("the proof has no usable jti")
    if claims.get("htm") != method:
        raise ProofRefusedError("htm is another method")
    if _address(claims.get("htu")) != _address(url):
        raise ProofRefusedError("htu is another address")
    made = _made_at(claims, now)
    thumbprint = key.thumbprint()
    return Proof(
        thumbprint,
        str(opened_proof.header["alg"]),
        digest(encode(["dpop", thumbprint, jti]).decode()),
        made + OLDEST + SKEW,
        token_hash if isinstance(token_hash, str) else None,
    )


def _key(header: Mapping[str, Any]) -> PublicKey:
    jwk = header.get("jwk")
    if not isinstance(jwk, dict):
        raise ProofRefusedError("the proof shows no key")
    try:
        return public_keys({"keys": [{name: value for name, value in jwk.items() if name not in {"use", "kid"}}]})[0]
    except KeySetError as error:
        raise ProofRefusedError(f"the proof {error}") from None


def _address(url: Any) -> tuple[str, str, int | None, str] | None:
    # Query and fragment are left out, case and default port do not matter (section 4.3, item 9).
    if not isinstance(url, str):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return None
    return parts.scheme.lower(), (parts.hostname or "").lower(), port, parts.path or "/"


def _made_at(claims: Mapping[str, Any], now: datetime) -> datetime:
    times = {name: claims.get(name) for name in ("iat", "exp", "nbf")}
    made, expires, begins = times["iat"], times["exp"], times["nbf"]
    present, skew = to_epoch(now), SKEW.total_seconds()
    if made is None or not present - OLDEST.total_seconds() <= made <= present + skew:
        raise ProofRefusedError("the proof is not of this minute")
    if (expires is not None and expires <= present - skew) or (begins is not None and begins > present + skew):
        raise ProofRefusedError("the proof is not valid now")
    return from_epoch(int(made))
