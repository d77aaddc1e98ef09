"""The event that says that fields have changed: a security event token (RFC 8417) that holds names, never a value."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from core.clock import to_epoch
from core.ids import new_id

TYPE = "secevent+jwt"  # RFC 8417, section 2.3
MEDIA_TYPE = "application/secevent+jwt"  # RFC 8935, section 2.1
EVENT = "urn:sekali:event:fields-changed"


def claims(
    issuer: str, client_id: str, subject: str, purpose: str, fields: Iterable[str], now: datetime
) -> dict[str, Any]:
    """Return the claims of the token; there is neither `sub` nor `exp`, so that nothing takes it for another token (section 2.2)."""
    return {
        "iss": issuer,
        "aud": client_id,
        "iat": to_epoch(now),
        "jti": new_id(),
        # RFC 9493, section 3.2.2
        "sub_id": {"format": "iss_sub", "iss": issuer, "sub": subject},
        "events": {EVENT: {"purpose": purpose, "fields": list(fields)}},
    }
