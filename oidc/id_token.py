"""The ID Token: who signed in, how and when; never an attribute of the citizen."""

from datetime import datetime, timedelta
from typing import Any

from authlib.oidc.core.util import create_half_hash

from core.clock import to_epoch
from oidc.codes import Authorization

LIFETIME = timedelta(minutes=10)


def claims(
    issuer: str,
    subject: str,
    authorization: Authorization,
    access_token: str,
    algorithm: str,
    now: datetime,
    nonce: str | None,
) -> dict[str, Any]:
    """Return the claims of an ID Token (OpenID Connect Core 1.0, section 2); what is not known is left out.

    `aud` is a text, not a list: one client, one token.
    """
    half = create_half_hash(access_token, algorithm)
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
        "at_hash": half.decode() if isinstance(half, bytes) else half,
    }
    return {name: value for name, value in known.items() if value is not None}
