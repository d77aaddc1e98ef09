"""Rows of objections."""

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from consent.objections import Ground, Objection
from consent.store import ObjectionRow


def keep(session: Session, objection: Objection) -> None:
    """Write a new objection."""
    session.execute(
        insert(ObjectionRow).values(
            id=objection.id, number=objection.number, citizen_id=objection.citizen, grant_id=objection.grant,
            ground=objection.ground.value, state=objection.state, created_at=objection.created_at,
        )
    )  # fmt: skip


def of_citizen(session: Session, citizen: str) -> dict[str, Objection]:
    """Return the citizen's newest objection to each answer, by the answer's id."""
    rows = session.scalars(
        select(ObjectionRow)
        .where(ObjectionRow.citizen_id == citizen)
        .order_by(ObjectionRow.created_at, ObjectionRow.id)
    )
    return {
        row.grant_id: Objection(
            row.id, row.number, row.citizen_id, row.grant_id, Ground(row.ground), row.state, row.created_at
        )
        for row in rows
    }
