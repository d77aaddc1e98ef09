"""The ledger tags of a citizen's grants, kept until the account is erased: each of them then gets its last entry."""

from sqlalchemy.orm import Session

from accounts import store


def remember(session: Session, citizen: str, tag: bytes) -> None:
    """Keep the ledger tag of a new grant of `citizen`; a tag that is known already is an integrity error."""
    store.add_tag(session, citizen, tag)
