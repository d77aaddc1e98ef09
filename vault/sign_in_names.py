"""Enter once: the e-mail address or phone of the sign-up is offered where the profile asks for it."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from accounts import names
from accounts.identifiers import EMAIL, PHONE
from keys.ring import KeyRing

FIELD_OF = {EMAIL: "email", PHONE: "phone_number"}
FIELDS = tuple(FIELD_OF.values())


def offered(session: Session, keys: KeyRing, citizen: str, versions: Mapping[str, int]) -> dict[str, str]:
    """Return, by field, what `citizen` typed at sign-up and has never kept in the profile.

    Nothing is copied behind the citizen's back: the offer stands in the form until they save the page. A
    field that was ever filled, and perhaps cleared again, has their own answer and is offered nothing.
    """
    if all(field in versions for field in FIELDS):
        return {}
    known = {FIELD_OF[one.kind]: one.value for one in names.addresses(session, keys, citizen)}
    return {field: value for field, value in known.items() if field not in versions}
