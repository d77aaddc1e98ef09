"""The receipt of one pull: which service received which fields for which purpose, when, signed, with the entry and its proof."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from consent.answers import store
from consent.purposes import Purpose, Service
from consent.registry import store as registry
from core.canonical import b64
from core.clock import to_epoch
from core.settings import Settings
from keys.citizen_keys import open_key
from keys.ring import KeyRing
from ledger import openings, proofs, publishing, search
from ledger.entries import Entry, EntryType
from ledger.handovers import store as handovers
from ledger.publishing import RefusedToSignError

FORMAT = "sekali-disclosure-1"


def for_service(
    session: Session, keys: KeyRing, issuer: str, service: str, index: int, now: datetime
) -> dict[str, Any] | None:
    """Return the receipt of a pull by the service with id `service`, or None when entry `index` is not one.

    It names no citizen: what it is about the service knows from the answer that it came with. `proof` is None until the
    next checkpoint is signed.
    """
    found = registry.service_by_id(session, service)
    entry = _pull(session, index, service=found.key) if found else None
    if found is None or entry is None:
        return None
    claims = _claims(issuer, entry, found, _purpose(session, found, entry), now)
    return _signed(keys, claims) | {"entry": _proven(session, entry)}


def for_citizen(
    session: Session, keys: KeyRing, settings: Settings, citizen: str, index: int, now: datetime
) -> dict[str, Any] | None:
    """Return the receipt of a pull of this citizen's data with the opening of its entry, or None when it is not theirs.

    What is not published yet is signed for now.
    `python -m ledger.verify` checks it offline, after an erasure too.
    """
    entry = _pull(session, index, tag=store.tags_of(session, citizen))
    service = registry.service_by_key(session, entry.service or "") if entry else None
    if entry is None or service is None:
        return None
    opened = openings.open_for_citizen(entry, open_key(session, keys, citizen))
    behind = {"jti": opened.payload["grant"], "evidence": opened.payload["evidence"]}
    claims = _claims(settings.issuer, entry, service, _purpose(session, service, entry), now) | behind
    newest = publishing.newest(session)
    if newest is None or entry.index >= newest.size:
        with suppress(RefusedToSignError):
            publishing.publish(session, keys, settings.ledger_origin, now)
    proven = _proven(session, entry)
    if proven["proof"] is None:
        return _signed(keys, claims) | {"entries": []}
    # Those below the entry's checkpoint lead to its key; those above are nobody's question here.
    signed = publishing.newest(session)
    chain = [one.note.decode() for one in handovers.checkpoints(session) if signed and one.size < signed.size]
    return _signed(keys, claims) | {"entries": [{**proven, "opening": b64(opened.data)}], "handovers": chain}


def _pull(session: Session, index: int, **whose: Any) -> Entry | None:
    found = search.find(session, type=EntryType.RELEASE, after=index - 1, limit=1, **whose)
    return found[0] if found and found[0].index == index else None


def _purpose(session: Session, service: Service, entry: Entry) -> Purpose:
    return registry.purposes_by_reference(session, {service.id})[(service.id, entry.purpose or "")]


def _claims(issuer: str, entry: Entry, service: Service, purpose: Purpose, now: datetime) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "iss": issuer,
        "iat": to_epoch(now),
        "service": {"key": service.key, "legal_name": service.legal_name, "agency": service.agency},
        "purpose": {
            "reference": purpose.reference,
            "text": {"id": purpose.text_id, "en": purpose.text_en},
            "basis": purpose.basis.value,
        },
        "granted": [{"key": key} for key in entry.fields],
        "received": to_epoch(entry.time),
        "ledger": [
            {
                "index": entry.index,
                "type": entry.type.value,
                "time": to_epoch(entry.time),
                "leaf": b64(entry.leaf_hash),
            }
        ],
    }


def _signed(keys: KeyRing, claims: Mapping[str, Any]) -> dict[str, Any]:
    return {"receipt": dict(claims), "jws": keys.sign_receipt(claims), "key": keys.receipt_public_jwk}


def _proven(session: Session, entry: Entry) -> dict[str, Any]:
    proof = proofs.prove(session, entry.index)
    text = None if proof is None else proofs.as_text(proof).decode()
    return {"index": entry.index, "body": entry.body.decode(), "proof": text}
