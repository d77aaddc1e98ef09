"""The doors of signals: their metadata, polling, and what a service says about deletion requests."""

from flask import Response, request

from accounts.guard import machine
from consent.disclosures import receipts as disclosures
from core.db import keeping
from core.runtime import request_time, settings
from keys.runtime import ring
from oidc.bearer import Shown
from oidc.blueprint import blueprint, told
from oidc.clients.authentication import Presented
from oidc.endpoints.incoming import presented_in, shown_in
from oidc.endpoints.routes import incoming
from oidc.errors import BodyError
from oidc.signals import deletions
from oidc.signals.caller import by_token, caller
from oidc.signals.metadata import document
from oidc.signals.poll import poll as polling
from oidc.signals.poll import poll_request
from oidc.terms import terms_of

MOST_ENTRIES = 2**53 - 1  # RFC 8785: no greater number is told in JSON


@blueprint.get("/.well-known/ssf-configuration")
@machine("public")
def ssf_configuration() -> Response:
    """Publish how events are told (Shared Signals Framework 1.0, section 7)."""
    return told(document(settings().issuer))


@blueprint.post("/api/events")
@machine("client")
def poll_events() -> Response:
    """Give a client the events that wait for it, and take note of those that it took (RFC 8936)."""
    shown, wanted = _shown(), poll_request(request.get_json(silent=True))
    with keeping() as session:
        client = caller(session, ring(), terms_of(settings()), shown, request_time())
        answer = polling(session, ring(), settings().issuer, client, wanted, request_time())
    return told(answer)


@blueprint.get("/api/deletions")
@machine("client")
def deletion_requests() -> Response:
    """List the deletion requests that wait for a client's service, the most pressing first."""
    shown = _shown()
    with keeping() as session:
        client = caller(session, ring(), terms_of(settings()), shown, request_time())
        answer = deletions.listed(session, ring(), client, request_time())
    return told(answer)


@blueprint.post("/api/deletions/<deletion>")
@machine("client")
def answer_deletion(deletion: str) -> Response:
    """Take a service's word that it deleted, or which law makes it keep the data (UU 27/2022, articles 43 to 45)."""
    shown, said = _shown(), deletions.said_in(request.get_json(silent=True))
    with keeping() as session:
        client = caller(session, ring(), terms_of(settings()), shown, request_time())
        answer = deletions.answered(session, ring(), client, deletion, said, request_time())
    return told(answer)


@blueprint.get("/api/receipts/<int:entry>")
@machine("client")
def disclosure_receipt(entry: int) -> Response:
    """Give a service the signed receipt of a read of its own, by the entry that the answer's `Sekali-Receipt` names."""
    shown = _shown()
    with keeping() as session:
        client = caller(session, ring(), terms_of(settings()), shown, request_time())
        found = (
            None
            if entry > MOST_ENTRIES
            else disclosures.for_service(session, ring(), settings().issuer, client.service, entry, request_time())
        )
    if found is None:
        raise BodyError("not_found", "your service has made no such read", 404)
    return told(found)


def _shown() -> Presented | Shown:
    arrived = incoming()
    return shown_in(arrived) if by_token(arrived.authorization) else presented_in(arrived)
