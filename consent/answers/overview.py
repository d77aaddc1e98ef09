"""My consents: a citizen's answers sorted into what holds, what they were told, and what is over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from consent.answers import store
from consent.deletion import store as requests
from consent.deletion.requests import Request
from consent.grants import Grant, State, can_be_changed, can_be_renewed, can_be_withdrawn, is_live, is_over
from consent.objected import store as objected
from consent.objections import Objection
from consent.purposes import Purpose, Service


@dataclass(frozen=True, slots=True)
class Seen:
    """One answer, what it is about, and what can be done with it."""

    grant: Grant
    purpose: Purpose
    service: Service
    state: str
    can_withdraw: bool
    can_change: bool
    can_renew: bool
    objection: Objection | None
    deletion: Request | None


@dataclass(frozen=True, slots=True)
class Overview:
    """All answers, each list newest first."""

    live: Sequence[Seen]
    notices: Sequence[Seen]
    ended: Sequence[Seen]

    @property
    def all(self) -> Sequence[Seen]:
        """Return every answer."""
        return [*self.live, *self.notices, *self.ended]


def overview(session: Session, citizen: str, now: datetime) -> Overview:
    """Return the citizen's answers as they stand at `now`."""
    objections = objected.of_citizen(session, citizen)
    deletions = requests.of_citizen(session, citizen)
    seen = [_seen(*found, objections, deletions, now) for found in store.all_of(session, citizen)]
    holds = [one for one in seen if is_live(one.grant, now)]
    return Overview(
        live=[one for one in holds if not one.grant.is_notice],
        notices=[one for one in holds if one.grant.is_notice],
        ended=[one for one in seen if not is_live(one.grant, now)],
    )


def _seen(
    grant: Grant,
    purpose: Purpose,
    service: Service,
    objections: Mapping[str, Objection],
    deletions: Mapping[str, Request],
    now: datetime,
) -> Seen:
    has_run_out = grant.state is State.LIVE and is_over(grant, now)
    return Seen(
        grant=grant,
        purpose=purpose,
        service=service,
        state=State.EXPIRED.value if has_run_out else grant.state.value,
        can_withdraw=can_be_withdrawn(grant) and not has_run_out,
        can_change=can_be_changed(grant, purpose, now)
        and any(not wanted.required and wanted.key in grant.answered for wanted in purpose.fields),
        can_renew=can_be_renewed(grant, purpose, now) and service.is_active,
        objection=objections.get(grant.id),
        deletion=deletions.get(grant.id),
    )
