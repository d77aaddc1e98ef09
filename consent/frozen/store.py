"""The mark of a freeze on the grants of one service."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from consent.answers import store as answers
from consent.grants import Grant, State
from consent.purposes import Purpose, Service
from consent.store import GrantRow


def freeze(
    session: Session, citizen: str, service: str, now: datetime | None
) -> Sequence[tuple[Grant, Purpose, Service]]:
    """Freeze all answers to a service that may still be read by (thaw them where `now` is None); return those that changed.

    The mark stands on the rows that a read locks: whoever reads is waited for, or finds it.
    """
    changed = update(GrantRow).where(
        GrantRow.citizen_id == citizen,
        GrantRow.service_id == service,
        GrantRow.state.in_((State.LIVE.value, State.SPENT.value)),
        GrantRow.frozen_at.is_not(None) if now is None else GrantRow.frozen_at.is_(None),
    )
    ids = set(session.scalars(changed.values(frozen_at=now).returning(GrantRow.id)))
    return [found for found in reversed(answers.all_of(session, citizen)) if found[0].id in ids]


def frozen_since(session: Session, citizen: str, service: str) -> datetime | None:
    """Return since when the citizen has frozen a service, or None."""
    return session.scalar(
        select(func.min(GrantRow.frozen_at)).where(
            GrantRow.citizen_id == citizen,
            GrantRow.service_id == service,
            GrantRow.state.in_((State.LIVE.value, State.SPENT.value)),
        )
    )
