"""A sign-in: one citizen in one browser, how they proved it, and how long that is good for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.citizens import ACTIVE

PASSWORD_ACR = "urn:sekali:acr:password"
TWO_FACTORS_ACR = "urn:sekali:acr:two-factors"
PASSKEY_ACR = "urn:sekali:acr:passkey"

TOUCH_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Way:
    """By what a citizen proved who they are: the `acr` of that, and the methods by their names in RFC 8176, section 2."""

    acr: str
    amr: tuple[str, ...]


BY_PASSWORD = Way(PASSWORD_ACR, ("pwd",))
# The code of an app (RFC 6238) or a printed one: both are good once.
BY_PASSWORD_AND_CODE = Way(TWO_FACTORS_ACR, ("pwd", "otp", "mfa"))
# A key that its device gives after asking for PIN, finger or face: possession and one factor more.
BY_PASSKEY = Way(PASSKEY_ACR, ("pop", "mfa"))


@dataclass(frozen=True, slots=True)
class SignIn:
    """A living sign-in. `id` is the sid of the protocol, `citizen` an id, `state` the citizen's state when it was read."""

    id: str
    citizen: str
    auth_time: datetime
    acr: str
    amr: tuple[str, ...]
    language: str
    seen_at: datetime
    state: str = ACTIVE

    @property
    def is_active(self) -> bool:
        """Tell whether the citizen's account is in use; a frozen or closing one sees only its own state."""
        return self.state == ACTIVE

    def is_fresh(self, now: datetime, within: timedelta) -> bool:
        """Tell whether the citizen proved who they are at most `within` ago."""
        return now - self.auth_time <= within

    def is_strong(self, now: datetime, within: timedelta) -> bool:
        """Tell whether more than a password was given at most `within` ago: a code, or a key that asked for PIN or finger."""
        return self.acr != PASSWORD_ACR and self.is_fresh(now, within)

    def wants_touch(self, now: datetime) -> bool:
        """Tell whether the moment it was last seen is old enough to be written anew, so that hot paths write nothing."""
        return now - self.seen_at >= TOUCH_AFTER


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a sign-in lives: `idle` without being seen, `longest` since the proof (ASVS 5.0, 7.3.1 and 7.3.2)."""

    idle: timedelta
    longest: timedelta


@dataclass(frozen=True, slots=True)
class PastSignIn:
    """A line of the citizen's own list of sign-ins; `device` is coarse, such as `chrome/android`, and so is `network`."""

    id: str
    auth_time: datetime
    seen_at: datetime
    device: str
    network: str
    is_live: bool
