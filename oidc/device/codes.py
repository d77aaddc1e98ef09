"""The two codes of a device: a long one that it keeps, a short one that its person types; and what a poll is answered."""

import secrets
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from oidc.details.vault_release import VaultRelease
from oidc.errors import BodyError, invalid_grant
from oidc.requests import AuthorizeRequest

# No vowels, so that no word comes of it, and nothing that looks like another letter or a number (RFC 8628, section 6.1).
ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"
LENGTH = 8
INTERVAL = timedelta(seconds=5)
# Our clock ticks in whole seconds: a device that waits as long as it should may seem to come one too early.
TICK = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class DeviceRequest:
    """What a device asked, from which network address, and what became of it. `family` is what its person gave."""

    id: str
    client_id: str
    request: AuthorizeRequest
    place: str
    asked_at: datetime
    expires_at: datetime
    interval: timedelta = INTERVAL
    poll_after: datetime | None = None
    is_denied: bool = False
    family: str | None = None
    is_used: bool = False


@dataclass(frozen=True, slots=True)
class DeviceRedemption:
    """A token request with a device code (RFC 8628, section 3.4)."""

    device_code: str = field(repr=False)
    release: VaultRelease | None = None
    resources: tuple[str, ...] = ()


def new_user_code() -> str:
    """Return a fresh code for a person: 34 bits, enough for ten minutes behind a throttle (section 5.1)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def shown(user_code: str) -> str:
    """Return a code as people read it: `BCDF-GHJK`."""
    return f"{user_code[:4]}-{user_code[4:]}"


def typed(text: str) -> str | None:
    """Return the code that a person meant, however they wrote it, or None when it can be none (section 6.1)."""
    letters = "".join(sign for sign in unicodedata.normalize("NFKC", text).upper() if sign.isalnum())
    return letters if len(letters) == LENGTH and set(letters) <= set(ALPHABET) else None


def why_no_tokens(found: DeviceRequest | None, now: datetime) -> BodyError:
    """Return what a poll is told that brought no tokens (RFC 8628, section 3.5)."""
    if found is None or found.is_used:
        return invalid_grant("the device code is unknown, used, or of another client")
    if found.is_denied:
        return BodyError("access_denied", "the citizen refused")
    if found.expires_at <= now:
        return BodyError("expired_token", "the device code has expired; begin again")
    if is_too_early(found, now):
        return BodyError("slow_down", "the device asks too often; wait 5 seconds longer between two requests")
    return BodyError("authorization_pending", "the citizen has not answered yet")


def is_too_early(found: DeviceRequest, now: datetime) -> bool:
    """Tell whether a device asks again before its interval is over."""
    return found.poll_after is not None and now < found.poll_after


def polled(found: DeviceRequest, now: datetime) -> tuple[timedelta, datetime]:
    """Return the interval that holds from now on, longer for who came too early, and when the next poll is welcome."""
    interval = found.interval + (INTERVAL if is_too_early(found, now) else timedelta())
    return interval, now + interval - TICK
