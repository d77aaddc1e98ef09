"""What a citizen is told of: every kind of notice, with the name that its rows and entries keep for ever."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What happened to the account. New ones are added at the end."""

    PASSWORD_CHANGED = "password.changed"
    PASSWORD_RECOVERED = "password.recovered"
    CODES_RENEWED = "codes.renewed"
    PASSKEY_ADDED = "passkey.added"
    PASSKEY_REMOVED = "passkey.removed"
    APP_ADDED = "app.added"
    APP_REMOVED = "app.removed"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that a citizen was told."""

    id: str
    kind: Kind
    made_at: datetime
