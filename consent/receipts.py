"""Receipts: what a citizen answered, signed, so that they can show it without asking us (UU 27/2022, article 24)."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from accounts.store import citizen_by_id
from consent.answers import store
from consent.grants import Grant
from consent.purposes import Purpose, Service
from consent.systems import kept
from core.canonical import b64
from core.clock import to_epoch
from core.settings import Settings
from keys.citizen_keys import open_key
from keys.ring import KeyRing
from ledger import openings, proofs, publishing, search
from ledger.entries import Entry, EntryType
from ledger.handovers import store as handovers
from ledger.publishing import RefusedToSignError
from vault import catalogue

FORMAT = "sekali-receipt-1"
ANSWERS = (
    EntryType.CONSENT_GIVEN,
    EntryType.CONSENT_CHANGED,
    EntryType.CONSENT_REFUSED,
    EntryType.CONSENT_WITHDRAWN,
    EntryType.NOTICE_SHOWN,
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """One answer with the entries that it left in the ledger, as data and as signed text (compact JWS)."""

    grant: Grant
    purpose: Purpose
    service: Service
    number: str | None
    entries: Sequence[Entry]
    claims: dict[str, Any]
    jws: str
    key: dict[str, Any]


def receipt(session: Session, keys: KeyRing, issuer: str, citizen: str, grant: str, now: datetime) -> Receipt | None:
    """Return the receipt of one answer of this citizen, signed now, or None when the answer is not theirs."""
    found = store.find(session, citizen, grant)
    if found is None:
        return None
    answer, purpose, service = found
    account = citizen_by_id(session, citizen)
    number = account.number if account else None
    entries = search.find(session, tag=answer.tag, type=ANSWERS, limit=search.MOST)
    claims = _claims(issuer, number, answer, purpose, service, entries, now)
    return Receipt(
        answer, purpose, service, number, entries, claims, keys.sign_receipt(claims), keys.receipt_public_jwk
    )


def proven(
    session: Session, keys: KeyRing, settings: Settings, citizen: str, receipt: Receipt, now: datetime
) -> dict[str, list[Any]]:
    """Return the receipt's entries with their openings and proofs, so that it is checked offline, an erasure or not.

    `handovers` lead from any key of the ledger that somebody trusts to the one that signed the proofs' checkpoint.

    What is not published yet is signed for now.
    """
    newest = publishing.newest(session)
    if newest is None or any(entry.index >= newest.size for entry in receipt.entries):
        with suppress(RefusedToSignError):
            publishing.publish(session, keys, settings.ledger_origin, now)
    key = open_key(session, keys, citizen)
    found = {proof.index: proof for proof in proofs.prove_all(session, [entry.index for entry in receipt.entries])}
    entries = [
        {
            "index": entry.index,
            "body": entry.body.decode(),
            "opening": b64(openings.open_for_citizen(entry, key).data),
            "proof": proofs.as_text(found[entry.index]).decode(),
        }
        for entry in receipt.entries
        if entry.index in found
    ]
    size = max((proof.size for proof in found.values()), default=0)
    chain = [one.note.decode() for one in handovers.checkpoints(session) if one.size < size]
    return {"entries": entries, "handovers": chain}


def _claims(
    issuer: str, number: str | None, grant: Grant, purpose: Purpose, service: Service, entries: Sequence[Entry], now: datetime
) -> dict[str, Any]:  # fmt: skip
    return {
        "format": FORMAT,
        "iss": issuer,
        "iat": to_epoch(now),
        "jti": grant.id,
        "account": number,
        "kind": grant.kind,
        "state": grant.state.value,
        "given": to_epoch(grant.given_at),
        "ends": _epoch(grant.ends_at),
        "ended": _epoch(grant.ended_at),
        "once": grant.once,
        "reads": grant.reads,
        "used": grant.used,
        "language": grant.language,
        "channel": "web",
        "actor": grant.actor,
        "service": {
            "key": service.key,
            "legal_name": service.legal_name,
            "agency": service.agency,
            "contact": service.contact,
            "privacy": service.privacy_url,
            "verified": service.verified,
        },
        "purpose": {
            "reference": purpose.reference,
            "text": {"id": purpose.text_id, "en": purpose.text_en},
            "basis": purpose.basis.value,
            "basis_reference": purpose.basis_reference,
            "retention": {"id": purpose.retention_id, "en": purpose.retention_en},
            "automated": purpose.automated,
            "abroad": purpose.abroad,
        },
        "granted": [_field(key) for key in grant.granted],
        "refused": [_field(key) for key in grant.refused],
        "systems": kept(grant.systems) or [],
        "evidence": b64(grant.evidence_hash),
        "ledger": [
            {"index": entry.index, "type": entry.type.value, "time": to_epoch(entry.time), "leaf": b64(entry.leaf_hash)}
            for entry in entries
        ],
    }


def _field(key: str) -> dict[str, str]:
    found = catalogue.get(key)
    return {"key": key, "id": found.label_id if found else key, "en": found.label_en if found else key}


def _epoch(moment: datetime | None) -> int | None:
    return None if moment is None else to_epoch(moment)
