"""The language in which a citizen uses Sekali, for whoever may know it when the field about it was left empty."""

from sqlalchemy.orm import Session

from accounts.store import citizen_by_id
from vault.values import SELF, SELF_DECLARED, Value

LANGUAGE = "preferred_language"
# Below the first version of the field: what is filled in later is another value than the one that was shown.
BEFORE_THE_FIRST = 0


def spoken(session: Session, citizen: str) -> dict[str, Value]:
    """Return the language of the account as the value of the field, said when the account was opened; one statement."""
    found = citizen_by_id(session, citizen)
    if found is None or not found.language:
        return {}
    return {LANGUAGE: Value(LANGUAGE, found.language, SELF_DECLARED, SELF, found.created_at, BEFORE_THE_FIRST)}
