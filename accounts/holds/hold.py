"""A legal hold: by which law data are kept, of whom, and until when (UU 27/2022, articles 15 and 44)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold on everything of a citizen, or on one document where `field` names it; `law` is the rule with its article."""

    id: str
    citizen: str
    field: str
    law: str
    until: datetime
    placed_at: datetime

    def covers(self, field: str) -> bool:
        """Tell whether a document may not be taken away because of it."""
        return self.field in {"", field}
