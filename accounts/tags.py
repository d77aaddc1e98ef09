"""The ledger tags of a citizen's grants, kept until the account is erased: each of them then gets its last entry."""

from sqlalchemy.orm import Session

from accounts import store


def remember(session: Session, citizen: str, tag: bytes) -> None:
    """Keep the ledger tag of a new grant of `citizen`; a tag that is known already is an integrity error."""
    store.add_tag(session, citizen, tag)


def owner(session: Session, tag: bytes) -> str | None:
    """Return whose tag this is, an account's or a grant's; None when nobody's, or nobody's any more."""
    return store.owner_of_tag(session, tag)
