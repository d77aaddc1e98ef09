"""Releasing: the one door by which a value reaches a service. Permit, safe, entry, in one transaction: no entry, no data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from consent import derivation
from consent.answers import store
from consent.derivation import Disclosed
from consent.freshness import TELLS_WHO_IS_A_CHILD, needs_fresh_sign_in
from consent.grants import Grant, Permit, Refusal, why_not_permitted
from consent.offers import given_instead
from consent.purposes import Purpose
from core.canonical import b64
from keys.ring import KeyRing
from ledger.entries import Draft, EntryType
from ledger.writer import append
from vault import safe
from vault.values import Value

REFUSED = "refused"
NOT_FILLED = "not_filled"
CHANGED = "changed"
ANSWER_ONLY = "answer_only"
CANNOT_SAY = "cannot_say"


@dataclass(frozen=True, slots=True)
class Permitted:
    """What the protocol knows of a read: the grant behind the token, the token's id, and whether its sign-in was fresh."""

    grant: str
    token: str
    is_fresh: bool


@dataclass(frozen=True, slots=True)
class Released:
    """What leaves the house: values by field, the reason for every other field of the answer, and the entry's index.

    `instead` names, by field, the answer that the citizen gave in place of its value.
    """

    values: Mapping[str, Disclosed]
    refused: Mapping[str, str]
    entry: int
    instead: Mapping[str, str]


def release(
    session: Session, keys: KeyRing, permitted: Permitted, wanted: Iterable[str] | None, now: datetime
) -> Released | Refusal:
    """Return the consented values among `wanted` (all when None), with their entry; or why nothing is given at all.

    Citizen and grant stay locked until the caller commits, and the entry is the last that is written:
    whoever takes the consent back either waits for this read, or is seen by it. A read that gives no
    field is an entry too. A sign-in that was not fresh gives nothing of a purpose or a citizen that wants it
    fresh (`consent.freshness`), and spends nothing. Reasons for single fields: `refused` by the citizen, `answer_only` where they
    gave an answer in place of the value, `not_filled`, `cannot_say` where what is filled in does not tell the answer, and
    `changed` since a one-off consent was given.
    """
    permit = _permit(session, permitted, now)
    if isinstance(permit, Refusal):
        return permit
    grant = permit.grant
    asked = tuple(grant.answered if wanted is None else _with_answers(permit.purpose, wanted))
    given = tuple(key for key in grant.granted if key in asked)
    # Whose data they are is opened besides, where that matters; it is told to nobody.
    whose = () if permitted.is_fresh else TELLS_WHO_IS_A_CHILD
    opened = safe.read_for_release(session, keys, grant.citizen, derivation.stored_fields((*given, *whose)))
    today = derivation.local_day(now)
    if not permitted.is_fresh and needs_fresh_sign_in(permit.purpose, given, opened.values, today):
        return Refusal.STALE_SIGN_IN
    reading = _claimed(session, permit, permitted, now)
    if isinstance(reading, Refusal):
        return reading
    told = derivation.disclose(given, opened.values, today)
    values = {key: value for key, value in told.items() if _is_covered(grant, value)}
    draft = replace(_draft(permit, permitted, values, opened.manifest, now), count=reading)
    entry = append(session, keys, opened.citizen_key, draft)
    instead = given_instead(permit.purpose.fields, grant.granted)
    reasons = _refusals(grant, asked, instead) | _gaps(grant, asked, told, values, opened.values)
    return Released(values, reasons, entry.index, instead)


def _permit(session: Session, permitted: Permitted, now: datetime) -> Permit | Refusal:
    permit = store.permit_ongoing(session, permitted.grant)
    if permit is not None:
        return why_not_permitted(permit, permitted.token, now) or permit
    permit = store.permit_one_off(session, permitted.grant)
    if permit is None:
        return Refusal.UNKNOWN
    return why_not_permitted(permit, permitted.token, now) or permit


def _claimed(session: Session, permit: Permit, permitted: Permitted, now: datetime) -> int | Refusal | None:
    # A counted grant was read without a lock; the claim decides, and its row then stays locked.
    if not permit.grant.is_counted:
        return None
    reading = store.claim(session, permitted.grant, permitted.token, now)
    if reading is not None:
        return reading if permit.grant.reads is not None else None
    found = store.permit_one_off(session, permitted.grant)
    return (why_not_permitted(found, permitted.token, now) if found else None) or Refusal.SPENT


def _is_covered(grant: Grant, value: Disclosed) -> bool:
    # A one-off consent covers what was shown; an ongoing one the present value.
    return not grant.once or derivation.are_those(value.field, grant.versions, value)


def _with_answers(purpose: Purpose, wanted: Iterable[str]) -> dict[str, None]:
    # Whoever asks for a value is told the answer that was given in its place.
    answers = {one.key: one.names for one in purpose.fields}
    return dict.fromkeys(name for key in wanted for name in answers.get(key, (key,)))


def _refusals(grant: Grant, asked: Iterable[str], instead: Mapping[str, str]) -> dict[str, str]:
    return {key: ANSWER_ONLY if key in instead else REFUSED for key in asked if key in grant.refused}


def _gaps(
    grant: Grant, asked: Iterable[str], told: Mapping[str, Disclosed], values: Mapping[str, Disclosed],
    stored: Mapping[str, Value],
) -> dict[str, str]:  # fmt: skip
    gaps: dict[str, str] = {}
    for key in asked:
        if key in grant.granted and key not in values:
            is_there = set(derivation.stored_fields((key,))) <= stored.keys()
            gaps[key] = CHANGED if key in told else CANNOT_SAY if is_there else NOT_FILLED
    return gaps


def _draft(
    permit: Permit, permitted: Permitted, values: Mapping[str, Disclosed], manifest: Any, now: datetime
) -> Draft:
    return Draft(
        type=EntryType.RELEASE,
        time=now,
        tag=permit.grant.tag,
        actor="service",
        fields=tuple(values),
        service=permit.service.key,
        purpose=permit.purpose.reference,
        citizen=permit.grant.citizen,
        sealed={
            "grant": permit.grant.id,
            "token": permitted.token,
            "evidence": b64(permit.grant.evidence_hash),
            "versions": {name: number for value in values.values() for name, number in value.behind.items()},
            "manifest": None if manifest is None else {"number": manifest.number, "hash": b64(manifest.hash)},
        },
    )
