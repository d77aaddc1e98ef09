"""The token of an event: what is told is what is true when it is signed, under the name that the client knows the citizen by."""

from sqlalchemy.orm import Session

from consent.answers import store as answers
from consent.deletion import store as deletions
from keys.ring import KeyRing
from oidc import subjects
from oidc.clients.client import Client
from oidc.signals.events import TYPE, Due, Kind, Signal, claims

OF_AN_END = frozenset({Kind.WITHDRAWN, Kind.EXPIRED})


def token_of(session: Session, keys: KeyRing, issuer: str, client: Client, signal: Signal) -> str | None:
    """Return the signed token of an event for its client, or None when its grant is gone."""
    found = answers.find(session, signal.citizen, signal.grant)
    if found is None:
        return None
    grant, purpose, _ = found
    request = deletions.of_grant(session, grant.id) if signal.kind in OF_AN_END else None
    due = None if request is None else Due(request.id, request.due_at)
    subject = subjects.subject(keys, client, signal.citizen)
    fields = grant.granted if request is None else request.fields
    told = claims(issuer, signal, subject, purpose.key, fields, due)
    return keys.sign_jwt(told, client.id_token_algorithm, TYPE)
