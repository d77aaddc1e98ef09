"""A value as it lies in the safe: its data and everything that is known of where it came from."""

from dataclasses import dataclass
from dataclasses import field as declared
from datetime import datetime
from typing import Any

SELF, AUTHORITY = "self", "authority"
SELF_DECLARED, DOCUMENT_ATTACHED = "self_declared", "document_attached"
OFFICER_CHECKED, AUTHORITY_MATCHED = "officer_checked", "authority_matched"
STATES = (SELF_DECLARED, DOCUMENT_ATTACHED, OFFICER_CHECKED, AUTHORITY_MATCHED)
CHECKED = frozenset({OFFICER_CHECKED, AUTHORITY_MATCHED})


@dataclass(frozen=True, slots=True)
class Value:
    """One value of one field. `as_of` is when it was said or checked; `data` never shows itself in a log."""

    field: str
    data: Any = declared(repr=False)
    state: str
    source: str
    as_of: datetime
    version: int

    @property
    def is_checked(self) -> bool:
        """Tell whether an officer or an authority stands behind it."""
        return self.state in CHECKED
