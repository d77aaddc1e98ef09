"""Queries on the asks that wait for their citizen."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, case, delete, null, select, update
from sqlalchemy.orm import Session

from consent.asks import KeptAsk
from consent.purposes import Purpose, Service
from consent.store import AskRow, PurposeRow, ServiceRow, ask_of, purpose_of, service_of
from consent.systems import kept
from core.tables import inserting


def keep(session: Session, ask: KeptAsk) -> None:
    """Write an ask; one that is raised again under the same interaction takes the place of the former, undecided.

    What the same citizen had ticked stays ticked: they come back from filling in something.
    """
    values = {
        "service_id": ask.service, "purpose_id": ask.purpose, "requested": list(ask.requested),
        "only": None if ask.only is None else list(ask.only), "once": ask.once, "systems": kept(ask.systems),
        "browser": ask.browser, "expires_at": ask.expires_at, "citizen_id": ask.citizen,
        "decision": None, "grant_id": None,
    }  # fmt: skip
    statement = inserting(session, AskRow).values(id=ask.id, **values)
    ticked = case((AskRow.citizen_id == ask.citizen, AskRow.ticked), else_=null())
    session.execute(statement.on_conflict_do_update(index_elements=[AskRow.id], set_=values | {"ticked": ticked}))


def find(session: Session, ask: str) -> KeptAsk | None:
    """Return the ask of an interaction, or None."""
    row = session.get(AskRow, ask, populate_existing=True)
    return None if row is None else ask_of(row)


def question(session: Session, ask: str) -> tuple[KeptAsk, Purpose, Service] | None:
    """Return the ask of an interaction with the purpose and service that it is about, or None."""
    row = session.execute(
        select(AskRow, PurposeRow, ServiceRow)
        .join(PurposeRow, PurposeRow.id == AskRow.purpose_id)
        .join(ServiceRow, ServiceRow.id == AskRow.service_id)
        .where(AskRow.id == ask)
        .execution_options(populate_existing=True)
    ).one_or_none()
    return None if row is None else (ask_of(row[0]), purpose_of(row[1]), service_of(row[2]))


def answer(session: Session, ask: str, citizen: str, decision: str, grant: str, now: datetime) -> bool:
    """Note on an ask how it was answered and by whom; False when it was answered before or its time has passed."""
    result = session.execute(
        update(AskRow)
        .where(AskRow.id == ask, AskRow.decision.is_(None), AskRow.expires_at > now)
        .values(citizen_id=citizen, decision=decision, grant_id=grant)
    )
    return cast(CursorResult[Any], result).rowcount == 1


def tick(session: Session, ask: str, citizen: str, ticked: Collection[str]) -> None:
    """Note what the citizen has ticked so far on an ask that waits."""
    session.execute(
        update(AskRow)
        .where(AskRow.id == ask, AskRow.decision.is_(None))
        .values(citizen_id=citizen, ticked=sorted(ticked))
    )


def clear(session: Session, now: datetime) -> int:
    """Remove the asks whose time has passed; return how many."""
    return cast(CursorResult[Any], session.execute(delete(AskRow).where(AskRow.expires_at <= now))).rowcount
