"""The logout token: what a service is told about the end of a sign-in (OpenID Connect Back-Channel Logout 1.0, section 2.4)."""

from datetime import datetime, timedelta
from typing import Any

from core.clock import to_epoch
from core.ids import new_id

TYPE = "logout+jwt"
EVENT = "http://schemas.openid.net/event/backchannel-logout"
LIFETIME = timedelta(minutes=2)  # section 4 recommends no more


def claims(issuer: str, client_id: str, subject: str, sign_in: str, now: datetime) -> dict[str, Any]:
    """Return the claims of a logout token.

    Subject and `sid` are both there, as in the ID Token, so that every client finds its session by the
    one or the other. There is never a nonce, so that nothing can be taken for an ID Token.
    """
    return {
        "iss": issuer,
        "sub": subject,
        "aud": client_id,
        "iat": to_epoch(now),
        "exp": to_epoch(now + LIFETIME),
        "jti": new_id(),
        "events": {EVENT: {}},
        "sid": sign_in,
    }
