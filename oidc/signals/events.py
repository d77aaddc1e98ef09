"""The events that a service hears about a consent: security event tokens (RFC 8417) with names and dates, never a value."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.clock import to_epoch

TYPE = "secevent+jwt"  # RFC 8417, section 2.3
MEDIA_TYPE = "application/secevent+jwt"  # RFC 8935, section 2.1


class Kind(StrEnum):
    """What has happened to a consent, as the name of its event says it."""

    WITHDRAWN = "urn:sekali:event:consent-withdrawn"
    EXPIRED = "urn:sekali:event:consent-expired"
    FROZEN = "urn:sekali:event:consent-frozen"
    UNFROZEN = "urn:sekali:event:consent-unfrozen"


@dataclass(frozen=True, slots=True)
class Due:
    """What is asked of the service besides: the id of the deletion request, and until when it is answered."""

    request: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Signal:
    """One event for one client about one grant of one citizen; its id is the token's `jti`, however often it is sent."""

    id: str
    client: str
    citizen: str
    grant: str
    kind: Kind
    made_at: datetime


def claims(
    issuer: str, signal: Signal, subject: str, purpose: str, fields: Iterable[str], due: Due | None
) -> dict[str, Any]:
    """Return the claims of the token; there is neither `sub` nor `exp`, so that nothing takes it for another token (section 2.2)."""
    told: dict[str, Any] = {"purpose": purpose, "fields": list(fields)}
    if due is not None:
        told["deletion"] = {
            "request": due.request,
            "answer_by": to_epoch(due.until),
            "answer_at": f"{issuer}/api/deletions/{due.request}",
        }
    return {
        "iss": issuer,
        "aud": signal.client,
        "iat": to_epoch(signal.made_at),
        "jti": signal.id,
        # RFC 9493, section 3.2.2
        "sub_id": {"format": "iss_sub", "iss": issuer, "sub": subject},
        "events": {signal.kind.value: told},
    }
