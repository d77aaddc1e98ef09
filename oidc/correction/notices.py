"""Telling services that fields have changed, by push (RFC 8935): one piece of work per client, each retried by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consent.correction.hearers import hearers, still_hears
from core import outbox
from core.outbox import RECEIVER, UndeliveredError
from keys.ring import KeyRing
from oidc import subjects
from oidc.clients import store as clients
from oidc.clients.client import Client
from oidc.correction import event_tokens
from oidc.outbound import Door, OutboundError
from oidc.tables import ClientRow

NOTICE = "fields.changed.event"
ADDRESS = "fields_changed_uri"
PATIENCE = timedelta(days=3)  # UU 27/2022, article 30
TAKEN = frozenset({200, 202, 204})  # section 2.2 says 202
REFUSED = 400  # section 2.3


@dataclass(frozen=True, slots=True)
class Notice:
    """What an event will say, to whom, and where it goes."""

    url: str
    client: Client
    claims: Mapping[str, Any] = field(repr=False)


def announce(session: Session, citizen: str, changed: list[str], now: datetime) -> int:
    """Put an event into the outbox for every client that wants to hear and whose service may; return how many."""
    count = 0
    for one in hearers(session, citizen, changed, now):
        for client_id in _listening(session, one.service):
            payload = {
                RECEIVER: client_id, "citizen": citizen, "grant": one.grant, "purpose": one.purpose, "fields": list(one.fields),
            }  # fmt: skip
            outbox.put(session, NOTICE, payload, now, within=PATIENCE)
            count += 1
    return count


def notice(session: Session, keys: KeyRing, issuer: str, payload: Mapping[str, Any], now: datetime) -> Notice | None:
    """Return the event that `payload` stands for; None when its client is gone, or the consent is taken back since."""
    kept = clients.find(session, payload[RECEIVER])
    url = kept.client.details.get(ADDRESS) if kept else None
    if kept is None or url is None or not still_hears(session, payload["citizen"], payload["grant"], now):
        return None
    subject = subjects.subject(keys, kept.client, payload["citizen"])
    told = event_tokens.claims(issuer, kept.client.id, subject, payload["purpose"], payload["fields"], now)
    return Notice(url, kept.client, told)


def send(door: Door, keys: KeyRing, wanted: Notice) -> None:
    """Post an event, outside of transactions; raise `UndeliveredError` unless the client took it."""
    token = keys.sign_jwt(wanted.claims, wanted.client.id_token_algorithm, event_tokens.TYPE)
    try:
        status, _ = door.exchange(wanted.url, token.encode(), content_type=event_tokens.MEDIA_TYPE)
    except OutboundError as error:
        raise UndeliveredError(str(error)) from None
    if status not in TAKEN:
        raise UndeliveredError(f"status {status}", is_final=status == REFUSED)


def _listening(session: Session, service: str) -> list[str]:
    rows = session.execute(select(ClientRow.id, ClientRow.details).where(ClientRow.service_id == service))
    return [client_id for client_id, details in rows if details.get(ADDRESS)]
