"""Client assertions (`private_key_jwt`, RFC 7523): signed by the client, for us alone, for minutes, once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.canonical import encode
from core.clock import from_epoch, to_epoch
from core.ids import digest
from oidc.clients.key_sets import PublicKey
from oidc.clients.profiles import ASSERTION_ALGORITHMS
from oidc.clients.signed import SignatureRefusedError, opened
from oidc.parameters import is_readable

LONGEST_LIFE = timedelta(minutes=5)
SKEW = timedelta(seconds=10)
TYPES = frozenset({"jwt", "client-authentication+jwt"})  # RFC 10070 names the second
LONGEST_JTI = 255


class AssertionRefusedError(Exception):
    """The assertion proves nothing; the message is for the operator's log, never for the client."""


@dataclass(frozen=True, slots=True)
class Proved:
    """A verified assertion: the digest that lets it in once, and until when that must be remembered."""

    digest: bytes
    expires_at: datetime


def verify(
    token: str,
    keys: Sequence[PublicKey],
    client_id: str,
    audiences: Collection[str],
    now: datetime,
    algorithms: Collection[str] = ASSERTION_ALGORITHMS,
) -> Proved:
    """Return what a good assertion of `client_id` proves; raise `AssertionRefusedError` for any other."""
    try:
        claims = opened(token, keys, algorithms, TYPES).claims
    except SignatureRefusedError as refused:
        raise AssertionRefusedError(str(refused)) from None
    if claims.get("iss") != client_id or claims.get("sub") != client_id:
        raise AssertionRefusedError("iss and sub are not the client")
    if not _is_for_us(claims.get("aud"), audiences):
        raise AssertionRefusedError("aud is another")
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 0 < len(jti) <= LONGEST_JTI or not is_readable(jti):
        raise AssertionRefusedError("no usable jti")
    return Proved(digest(encode([client_id, jti]).decode()), _expiry(claims, now))


def _is_for_us(audience: Any, audiences: Collection[str]) -> bool:
    if isinstance(audience, list) and len(audience) == 1 and len(audiences) > 1:
        audience = audience[0]  # profiles that also take the token endpoint take its list form
    return isinstance(audience, str) and audience in audiences


def _expiry(claims: Mapping[str, Any], now: datetime) -> datetime:
    times = {name: claims.get(name) for name in ("exp", "nbf", "iat")}
    expires, present, skew = times["exp"], to_epoch(now), SKEW.total_seconds()
    if expires is None or not present < expires <= present + LONGEST_LIFE.total_seconds() + skew:
        raise AssertionRefusedError("exp is past or too far away")
    if any(at is not None and at > present + skew for at in (times["nbf"], times["iat"])):
        raise AssertionRefusedError("not valid yet")
    return from_epoch(int(expires)) + SKEW
