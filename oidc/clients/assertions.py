"""Client assertions (`private_key_jwt`, RFC 7523): signed by the client, for us alone, for minutes, once."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwa import EdDSAAlgorithm
from joserfc.jws import JWSRegistry

from core.canonical import NotCanonicalError, encode, unb64
from core.clock import from_epoch, to_epoch
from core.ids import digest
from oidc.clients.key_sets import PublicKey, candidates
from oidc.clients.profiles import ASSERTION_ALGORITHMS

LONGEST_LIFE = timedelta(minutes=5)
SKEW = timedelta(seconds=10)
TYPES = frozenset({"jwt", "client-authentication+jwt"})  # RFC 10070 names the second
LONGEST_JTI = 255
MOST_TRIES = 4


class AssertionRefusedError(Exception):
    """The assertion proves nothing; the message is for the operator's log, never for the client."""


@dataclass(frozen=True, slots=True)
class Proved:
    """A verified assertion: the digest that lets it in once, and until when that must be remembered."""

    digest: bytes
    expires_at: datetime


class _ByItsOldName(EdDSAAlgorithm):
    security_warning = ""


class _Algorithms(JWSRegistry):
    algorithms = {  # noqa: RUF012 - the base class declares it so
        **{name: JWSRegistry.algorithms[name] for name in ("ES256", "RS256", "PS256")},
        "EdDSA": _ByItsOldName(),
    }


def verify(
    token: str,
    keys: Sequence[PublicKey],
    client_id: str,
    audiences: Collection[str],
    now: datetime,
    algorithms: Collection[str] = ASSERTION_ALGORITHMS,
) -> Proved:
    """Return what a good assertion of `client_id` proves; raise `AssertionRefusedError` for any other."""
    claims = _claims(_verified(token, keys, algorithms))
    if claims.get("iss") != client_id or claims.get("sub") != client_id:
        raise AssertionRefusedError("iss and sub are not the client")
    if not _is_for_us(claims.get("aud"), audiences):
        raise AssertionRefusedError("aud is another")
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 0 < len(jti) <= LONGEST_JTI:
        raise AssertionRefusedError("no usable jti")
    return Proved(digest(encode([client_id, jti]).decode()), _expiry(claims, now))


def _verified(token: str, keys: Sequence[PublicKey], algorithms: Collection[str]) -> bytes:
    try:
        # One spelling per token: all three parts are canonical base64url.
        head, _, _ = [unb64(part) for part in token.split(".", 3)]
        header = json.loads(head, object_pairs_hook=_once)
        if header.get("alg") not in algorithms or str(header.get("typ", "JWT")).lower() not in TYPES:
            raise AssertionRefusedError("another algorithm or type")
        registry = _Algorithms(algorithms=[header["alg"]])
        for key in candidates(keys, header)[:MOST_TRIES]:
            if (payload := _payload(token, key, registry)) is not None:
                return payload
    except (JoseError, NotCanonicalError, ValueError, AttributeError, TypeError, RecursionError):
        raise AssertionRefusedError("cannot be read") from None
    raise AssertionRefusedError("no key of the client made this signature")


def _payload(token: str, key: PublicKey, registry: JWSRegistry) -> bytes | None:
    try:
        return jws.deserialize_compact(token, key, registry=registry).payload
    except JoseError:
        return None


def _claims(payload: bytes) -> Mapping[str, Any]:
    try:
        claims = json.loads(payload, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise AssertionRefusedError("claims cannot be read") from None
    if not isinstance(claims, dict):
        raise AssertionRefusedError("claims are no object")
    return claims


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a member is repeated")
    return dict(pairs)


def _is_for_us(audience: Any, audiences: Collection[str]) -> bool:
    if isinstance(audience, list) and len(audience) == 1 and len(audiences) > 1:
        audience = audience[0]  # profiles that also take the token endpoint take its list form
    return isinstance(audience, str) and audience in audiences


def _expiry(claims: Mapping[str, Any], now: datetime) -> datetime:
    times = {name: claims.get(name) for name in ("exp", "nbf", "iat")}
    if any(isinstance(at, bool) or not isinstance(at, int | float | None) for at in times.values()):
        raise AssertionRefusedError("a time is no number")
    expires, present, skew = times["exp"], to_epoch(now), SKEW.total_seconds()
    if expires is None or not present < expires <= present + LONGEST_LIFE.total_seconds() + skew:
        raise AssertionRefusedError("exp is past or too far away")
    if any(at is not None and at > present + skew for at in (times["nbf"], times["iat"])):
        raise AssertionRefusedError("not valid yet")
    return from_epoch(int(expires)) + SKEW
