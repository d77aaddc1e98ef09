"""The ID Token: who signed in, how and when; an attribute of the citizen only where it is itself the release."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from authlib.oidc.core.util import create_half_hash

from core.clock import to_epoch
from keys.ring import KeyRing
from oidc import subjects
from oidc.clients.encryption import Outgoing
from oidc.codes import Authorization
from oidc.sealed_answers import sealed
from oidc.terms import Terms
from oidc.tokens import Family

LIFETIME = timedelta(minutes=10)


def signed(
    keys: KeyRing, terms: Terms, family: Family, now: datetime, nonce: str | None, more: Mapping[str, Any]
) -> str:
    """Return the ID Token of a family as its client wants it signed and encrypted, with the claims `more` besides.

    Raises as `sealed` does.
    """
    subject = subjects.subject(keys, family.client, family.authorization.citizen)
    client = family.client
    told = {**more, **claims(terms.issuer, subject, family.authorization, now, nonce)}
    if not client.hears_of_endings:
        # A name of the session is for those who are told when it ends (Back-Channel Logout 1.0, section 2.1).
        told.pop("sid", None)
    return sealed(keys, terms.recipients, client, Outgoing.ID_TOKEN, told, client.id_token_algorithm)


def claims(issuer: str, subject: str, authorization: Authorization, now: datetime, nonce: str | None) -> dict[str, Any]:
    """Return the claims of an ID Token (OpenID Connect Core 1.0, section 2); what is not known is left out.

    `aud` is a text, not a list: one client, one token.
    """
    known: dict[str, Any] = {
        "iss": issuer,
        "sub": subject,
        "aud": authorization.client_id,
        "exp": to_epoch(now + LIFETIME),
        "iat": to_epoch(now),
        "auth_time": to_epoch(authorization.auth_time),
        "nonce": nonce,
        "acr": authorization.acr,
        "amr": list(authorization.amr),
        "sid": authorization.sign_in,
    }
    return {name: value for name, value in known.items() if value is not None}


def hashes(algorithm: str, access_token: str | None, code: str | None) -> dict[str, str]:
    """Return `at_hash` and `c_hash`, which bind an ID Token to what comes along with it (section 3.3.2.11)."""
    given = {"at_hash": access_token, "c_hash": code}
    return {name: _half(secret, algorithm) for name, secret in given.items() if secret is not None}


def _half(secret: str, algorithm: str) -> str:
    half = create_half_hash(secret, algorithm)
    return half.decode() if isinstance(half, bytes) else half
