"""Who hangs on a sign-in: the clients that were given a code under it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from oidc.tables import CodeRow


@dataclass(frozen=True, slots=True)
class Hearer:
    """One client under one sign-in of one citizen; three ids."""

    client_id: str
    sign_in: str
    citizen: str


def hearers(session: Session, sign_ins: Sequence[str]) -> tuple[Hearer, ...]:
    """Return every client that was given a code under one of these sign-ins, once for each of them."""
    given = select(CodeRow.client_id, CodeRow.sign_in_id, CodeRow.citizen_id).where(CodeRow.sign_in_id.in_(sign_ins))
    rows = session.execute(given.distinct().order_by(CodeRow.sign_in_id, CodeRow.client_id))
    return tuple(Hearer(client_id, sign_in or "", citizen) for client_id, sign_in, citizen in rows)
