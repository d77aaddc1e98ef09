"""News: values that were there before have changed; whoever stands above the vault may tell those who received them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core import outbox

CHANGED = "fields.changed"
PATIENCE = timedelta(days=3)  # UU 27/2022, article 30: a correction is made and told within 3 x 24 hours


def tell(session: Session, citizen: str, fields: Iterable[str], now: datetime) -> None:
    """Leave word that these `fields` of a citizen are other ones now, in the transaction that changed them; never what they are."""
    named = sorted(set(fields))
    if named:
        outbox.put(session, CHANGED, {"citizen": citizen, "fields": named}, now, within=PATIENCE)
