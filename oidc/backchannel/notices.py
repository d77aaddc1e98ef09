"""Telling services that a sign-in has ended (Back-Channel Logout 1.0): one piece of work per client, each retried by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from accounts.ended.store import visit
from core import outbox
from core.outbox import RECEIVER, UndeliveredError
from keys.ring import KeyRing
from oidc import logout_tokens, subjects
from oidc.backchannel import store
from oidc.clients import store as clients
from oidc.clients.client import Client
from oidc.clients.encryption import Outgoing
from oidc.clients.fetched_keys import Recipients
from oidc.outbound import Door, OutboundError
from oidc.sealed_answers import NoUsableKeyError, sealed

NOTICE = "logout.token"
PATIENCE = timedelta(hours=1)
TAKEN = frozenset({200, 204})  # section 2.8
REFUSED = 400


@dataclass(frozen=True, slots=True)
class Notice:
    """What a logout token will say, to whom, and where it goes."""

    url: str
    client: Client
    claims: Mapping[str, Any] = field(repr=False)


def announce(session: Session, sign_in: str, now: datetime) -> int:
    """Put a notice into the outbox for every client that hung on the visit that ended with `sign_in`; return how many.

    All that is needed later is in the payload: sign-ins and codes may be cleared away before it is sent.
    """
    hearers = [one for one in store.hearers(session, visit(session, sign_in)) if _listens(session, one.client_id)]
    for one in hearers:
        payload = {RECEIVER: one.client_id, "sign_in": one.sign_in, "citizen": one.citizen}
        outbox.put(session, NOTICE, payload, now, within=PATIENCE)
    return len(hearers)


def notice(session: Session, keys: KeyRing, issuer: str, payload: Mapping[str, Any], now: datetime) -> Notice | None:
    """Return the notice that `payload` stands for; None when its client is gone or listens no more."""
    kept = clients.find(session, payload[RECEIVER])
    url = _address(kept.client) if kept else None
    if kept is None or url is None:
        return None
    subject = subjects.subject(keys, kept.client, payload["citizen"])
    told = logout_tokens.claims(issuer, kept.client.id, subject, payload["sign_in"], now)
    return Notice(url, kept.client, told)


def token_of(keys: KeyRing, recipients: Recipients, wanted: Notice) -> str:
    """Return the logout token of a notice, signed and encrypted as the client's ID Tokens are (sections 2.4 and 2.6).

    Raises as `sealed` does.
    """
    client, claims = wanted.client, wanted.claims
    signed_by, typ = client.id_token_algorithm, logout_tokens.TYPE
    return sealed(keys, recipients, client, Outgoing.ID_TOKEN, claims, signed_by, typ)


def send(door: Door, keys: KeyRing, recipients: Recipients, wanted: Notice) -> None:
    """Post a notice (section 2.5), outside of transactions; raise `UndeliveredError` unless the client took it.

    A client that answers 400 has read the token and refuses it: it would refuse the next one too.
    """
    try:
        status = door.post(wanted.url, {"logout_token": token_of(keys, recipients, wanted)})
    except NoUsableKeyError:
        raise UndeliveredError("no usable key to encrypt to") from None
    except OutboundError as error:
        raise UndeliveredError(str(error)) from None
    if status not in TAKEN:
        raise UndeliveredError(f"status {status}", is_final=status == REFUSED)


def _listens(session: Session, client_id: str) -> bool:
    kept = clients.find(session, client_id)
    return kept is not None and _address(kept.client) is not None


def _address(client: Client) -> str | None:
    return client.details.get("backchannel_logout_uri")
