"""Subjects: the name of a citizen at one service, and what an old ID Token says about who is meant."""

from dataclasses import dataclass

from joserfc.errors import JoseError

from keys.ring import KeyRing
from oidc.clients.client import Client

ALGORITHMS = ("ES256", "RS256", "EdDSA")
TYPE = "JWT"


@dataclass(frozen=True, slots=True)
class Hint:
    """An ID Token of ours that a client sends back: for which client it was made, about whom, of which sign-in."""

    client_id: str
    subject: str
    sign_in: str | None


def subject(keys: KeyRing, client: Client, citizen: str) -> str:
    """Return the pairwise subject of `citizen` at `client` (OpenID Connect Core 1.0, section 8.1)."""
    return keys.pairwise(client.sector, client.service, citizen)


def hint(keys: KeyRing, issuer: str, token: str) -> Hint | None:
    """Return what an ID Token hint says, or None when it is not an ID Token of ours.

    An expired one is accepted (RP-Initiated Logout 1.0, section 2), another issuer's or signature's never,
    and neither is anything else that we sign, such as a logout token (RFC 8725, section 3.11).
    """
    try:
        header, claims = keys.verify_own_jwt(token, ALGORITHMS)
    except (JoseError, ValueError):
        return None
    audience, named, sign_in = claims.get("aud"), claims.get("sub"), claims.get("sid")
    if (
        header.get("typ") != TYPE
        or claims.get("iss") != issuer
        or not isinstance(audience, str)
        or not isinstance(named, str)
    ):
        return None
    return Hint(audience, named, sign_in if isinstance(sign_in, str) else None)
