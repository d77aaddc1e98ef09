"""What the ledger is told of answers: bodies hold names of fields, the sealed parts hold who and what was shown."""

from datetime import datetime
from typing import Any

from consent.asks import Ask
from consent.deletion.requests import Cause, Request
from consent.grants import Grant
from consent.purposes import Purpose, Service
from core.canonical import b64
from core.clock import to_epoch
from ledger.entries import Actor, Draft, EntryType, Terms


def answer_draft(grant: Grant, ask: Ask, now: datetime, *, is_change: bool) -> Draft:
    """Return the entry of an answer that gives something: a consent given or changed, or a notice shown."""
    kind = EntryType.CONSENT_CHANGED if is_change else EntryType.CONSENT_GIVEN
    return Draft(
        type=EntryType.NOTICE_SHOWN if grant.is_notice else kind,
        time=now,
        tag=grant.tag,
        actor="citizen",
        fields=grant.granted,
        service=ask.service.key,
        purpose=ask.purpose.reference,
        terms=_terms(grant),
        count=grant.reads,
        citizen=grant.citizen,
        sealed=_proof(grant) | {"versions": dict(grant.versions)},
    )


def ended_draft(grant: Grant, ask: Ask, now: datetime) -> Draft:
    """Return the entry that ends an answer because the purpose now rests on another basis: it gives nothing any more."""
    return Draft(
        type=EntryType.NOTICE_SHOWN if grant.is_notice else EntryType.CONSENT_CHANGED,
        time=now,
        tag=grant.tag,
        actor="citizen",
        service=ask.service.key,
        purpose=ask.purpose.reference,
        terms=Terms(once=grant.once, ends=to_epoch(now)),
        citizen=grant.citizen,
        sealed={"grant": grant.id},
    )


def refusal_draft(grant: Grant, ask: Ask, now: datetime) -> Draft:
    """Return the entry of a refusal; `fields` are those that were asked and are not given."""
    return Draft(
        type=EntryType.CONSENT_REFUSED,
        time=now,
        tag=grant.tag,
        actor="citizen",
        fields=grant.refused,
        service=ask.service.key,
        purpose=ask.purpose.reference,
        citizen=grant.citizen,
        sealed=_proof(grant),
    )


def withdrawal_draft(grant: Grant, purpose: Purpose, service: Service, now: datetime) -> Draft:
    """Return the entry of a withdrawal (UU 27/2022, article 9)."""
    return Draft(
        type=EntryType.CONSENT_WITHDRAWN,
        time=now,
        tag=grant.tag,
        actor="citizen",
        fields=grant.granted,
        service=service.key,
        purpose=purpose.reference,
        citizen=grant.citizen,
        sealed={"grant": grant.id},
    )


def deletion_draft(
    grant: Grant, purpose: Purpose, service: Service, kind: EntryType, request: Request, now: datetime
) -> Draft:
    """Return the entry of a deletion request or of its answer: asked by the citizen or by the end of time, answered by the service."""
    asker: Actor = "citizen" if request.cause is Cause.WITHDRAWN else "system"
    return Draft(
        type=kind,
        time=now,
        tag=grant.tag,
        actor=asker if kind is EntryType.DELETION_REQUESTED else "service",
        fields=request.fields,
        service=service.key,
        purpose=purpose.reference,
        citizen=grant.citizen,
        sealed={"grant": grant.id, "request": request.id, **({"basis": request.basis} if request.basis else {})},
    )


def frozen_draft(grant: Grant, purpose: Purpose, service: Service, now: datetime) -> Draft:
    """Return the entry of a freeze, or of its end where `grant` is not frozen (UU 27/2022, article 11)."""
    return Draft(
        type=EntryType.GRANT_FROZEN if grant.is_frozen else EntryType.GRANT_THAWED,
        time=now,
        tag=grant.tag,
        actor="citizen",
        fields=grant.granted,
        service=service.key,
        purpose=purpose.reference,
        citizen=grant.citizen,
        sealed={"grant": grant.id},
    )


def _terms(grant: Grant) -> Terms:
    return Terms(once=grant.once, ends=None if grant.ends_at is None else to_epoch(grant.ends_at))


def _proof(grant: Grant) -> dict[str, Any]:
    return {
        "grant": grant.id,
        "evidence": b64(grant.evidence_hash),
        "language": grant.language,
        "refused": list(grant.refused),
    }
