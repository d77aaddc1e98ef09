"""A grant: what a citizen answered to one purpose, and whether a service may still read by it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from accounts.citizens import FROZEN
from consent.purposes import Purpose, Service
from consent.systems import System

REPEATABLE = timedelta(seconds=60)


class State(StrEnum):
    """Where a grant stands. Only `live` may be read by; `spent` may be repeated for a minute."""

    LIVE = "live"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    SPENT = "spent"
    EXPIRED = "expired"


class Refusal(StrEnum):
    """Why nothing is released under a grant."""

    UNKNOWN = "unknown_grant"
    WITHDRAWN = "consent_withdrawn"
    EXPIRED = "consent_expired"
    SPENT = "consent_spent"
    CHANGED = "purpose_changed"
    PAUSED = "purpose_paused"
    FROZEN = "frozen"
    SERVICE_DISABLED = "service_disabled"
    ACCOUNT_NOT_ACTIVE = "account_not_active"
    STALE_SIGN_IN = "sign_in_too_old"


@dataclass(frozen=True, slots=True)
class Grant:
    """One recorded answer. A `notice` stands where a consent stands when the basis is another one.

    `reads` is how many readings it covers (None: not counted), `used` how many of them were made.
    """

    id: str
    citizen: str
    service: str
    purpose: str
    purpose_key: str
    kind: str
    actor: str
    granted: tuple[str, ...]
    refused: tuple[str, ...]
    once: bool
    state: State
    tag: bytes
    match_key: str
    evidence_hash: bytes
    language: str
    versions: Mapping[str, int]
    given_at: datetime
    ends_at: datetime | None
    ended_at: datetime | None
    spent_at: datetime | None
    spent_by: str | None
    systems: tuple[System, ...] = ()
    frozen_at: datetime | None = None
    reads: int | None = None
    used: int = 0

    @property
    def is_frozen(self) -> bool:
        """Tell whether the citizen has frozen the service: nothing is read until they thaw it (UU 27/2022, article 11)."""
        return self.frozen_at is not None

    @property
    def is_counted(self) -> bool:
        """Tell whether readings under it are claimed: it covers one, or so many."""
        return self.once or self.reads is not None

    @property
    def is_notice(self) -> bool:
        """Tell whether this records a notice: it cannot be withdrawn, only objected to."""
        return self.kind == "notice"

    @property
    def answered(self) -> frozenset[str]:
        """Return the fields to which the citizen has given an answer, whichever."""
        return frozenset(self.granted) | frozenset(self.refused)


def is_live(grant: Grant, now: datetime) -> bool:
    """Tell whether the grant holds at `now`."""
    return grant.state is State.LIVE and not is_over(grant, now)


def can_be_read(grant: Grant, now: datetime) -> bool:
    """Tell whether something may still be read by the grant: it holds, or was spent within the minute of a repeat."""
    repeats = grant.state is State.SPENT and grant.spent_at is not None and now - grant.spent_at <= REPEATABLE
    return repeats or is_live(grant, now)


def is_over(grant: Grant, now: datetime) -> bool:
    """Tell whether the time that the citizen agreed to has passed."""
    return grant.ends_at is not None and grant.ends_at <= now


def can_be_withdrawn(grant: Grant) -> bool:
    """Tell whether the citizen can take this answer back (UU 27/2022, article 9).

    A spent one-off consent can be taken back too: the service must then stop using what it received.
    """
    return grant.kind == "consent" and grant.state in {State.LIVE, State.SPENT}


def can_be_changed(grant: Grant, purpose: Purpose, now: datetime) -> bool:
    """Tell whether optional fields can still be ticked and unticked: an ongoing, uncounted consent to the present version."""
    return is_live(grant, now) and not grant.is_notice and not grant.is_counted and purpose.is_active


def can_be_renewed(grant: Grant, purpose: Purpose, now: datetime) -> bool:
    """Tell whether the citizen can answer the version that took the place of the one that they had consented to."""
    return is_live(grant, now) and not grant.is_notice and not grant.once and purpose.state == "replaced"


@dataclass(frozen=True, slots=True)
class Permit:
    """The facts of one moment by which a read is allowed, read in one statement under row locks."""

    grant: Grant
    citizen_state: str
    purpose: Purpose
    service: Service


def why_not_permitted(permit: Permit, token: str, now: datetime) -> Refusal | None:
    """Return why the bearer of `token` may not read under `permit` at `now`, or None when they may."""
    if permit.citizen_state != "active":
        return Refusal.FROZEN if permit.citizen_state == FROZEN else Refusal.ACCOUNT_NOT_ACTIVE
    if not permit.service.is_active:
        return Refusal.SERVICE_DISABLED
    if refusal := why_not_held(permit.grant, token, now):
        return refusal
    match permit.purpose.state:
        case "active":
            return None
        case "replaced":
            return Refusal.CHANGED
        case _:
            return Refusal.PAUSED


def why_not_held(grant: Grant, token: str, now: datetime) -> Refusal | None:
    """Return why the grant itself gives nothing to `token`, or None when it does."""
    match grant.state:
        case State.LIVE if is_over(grant, now):
            return Refusal.EXPIRED
        case State.SPENT if not may_repeat(grant, token, now):
            return Refusal.SPENT
        case State.LIVE | State.SPENT:
            return Refusal.FROZEN if grant.is_frozen else None
        case State.EXPIRED:
            return Refusal.EXPIRED
        case State.REPLACED:
            return Refusal.CHANGED
        case _:
            return Refusal.WITHDRAWN


def may_repeat(grant: Grant, token: str, now: datetime) -> bool:
    """Tell whether the token that made the last counted reading may repeat it."""
    return grant.spent_at is not None and grant.spent_by == token and now - grant.spent_at <= REPEATABLE
