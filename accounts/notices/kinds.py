"""What a citizen is told of: every kind of notice, with the name that its rows and entries keep for ever."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

GOOD_FOR = timedelta(days=7)


class Kind(StrEnum):
    """What happened to the account. New ones are added at the end."""

    PASSWORD_CHANGED = "password.changed"
    PASSWORD_RECOVERED = "password.recovered"
    CODES_RENEWED = "codes.renewed"
    PASSKEY_ADDED = "passkey.added"
    PASSKEY_REMOVED = "passkey.removed"
    APP_ADDED = "app.added"
    APP_REMOVED = "app.removed"
    NEW_BROWSER = "sign_in.new_browser"
    DISOWNED = "disowned"
    RECOVERY_PROPOSED = "recovery.proposed"
    RECOVERY_APPROVED = "recovery.approved"
    RECOVERY_CANCELLED = "recovery.cancelled"
    RECOVERY_DONE = "recovery.done"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that a citizen was told; of a sign-in also by which coarse device, and whether it was disowned."""

    id: str
    citizen: str
    kind: Kind
    made_at: datetime
    device: str = ""
    is_answered: bool = False

    def is_open(self, now: datetime) -> bool:
        """Tell whether the citizen may still say that it was not them: for a week, once."""
        return self.kind is not Kind.DISOWNED and not self.is_answered and now - self.made_at < GOOD_FOR
