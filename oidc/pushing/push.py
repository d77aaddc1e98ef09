"""Pushing: the client proves itself, its request is checked as at the front door, and kept for one answer."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from core.ids import digest, new_id, new_secret
from keys.ring import KeyRing
from oidc.authorization.store import standpoint
from oidc.claims_request import without_values
from oidc.clients.authentication import authenticate
from oidc.details.vault_release import asked_purpose
from oidc.errors import BodyError, PageError, PageReason, RedirectError, Refusal
from oidc.parameters import Parameters
from oidc.possession.bindings import Binding
from oidc.possession.holding import INVALID, Asker, proved_key
from oidc.pushing import store
from oidc.pushing.handles import KEPT, URN, Pushed
from oidc.request_checks import Asked
from oidc.requests import AuthorizeRequest, authorize_request
from oidc.resources.choose import systems_asked
from oidc.terms import Terms


@dataclass(frozen=True, slots=True)
class Handle:
    """What a client receives for a pushed request; `lifetime` in seconds."""

    secret: str = field(repr=False)
    lifetime: int

    def body(self) -> dict[str, Any]:
        """Return the answer in the words of RFC 9126, section 2.2."""
        return {"request_uri": URN + self.secret, "expires_in": self.lifetime}


def push(session: Session, keys: KeyRing, terms: Terms, asker: Asker, asked: Asked, now: datetime) -> Handle:
    """Keep the request of a client and return its handle; raise `BodyError` for what the front door would refuse too."""
    client = authenticate(session, keys, asker.presented, terms, now)
    if asked.refusal is not None:
        raise BodyError(asked.refusal.error, asked.refusal.description)
    named = asked.parameters.get("client_id")
    if named not in {None, client.id} or asked.parameters.complaint(("client_id",)):
        raise BodyError("invalid_request", "client_id is not the client that authenticated")
    whole = _bound(asked.parameters.with_value("client_id", client.id), proved_key(session, client, asker.proof))
    try:
        request = authorize_request(replace(asked, parameters=whole), client)
    except RedirectError as error:
        raise BodyError(error.refusal.error, error.refusal.description) from None
    except PageError as error:
        raise BodyError("invalid_request", _SENTENCES.get(error.reason, "the request cannot be read")) from None
    _check_details(session, terms, request)
    if isinstance(refusal := systems_asked(session, terms.issuer, client, request), Refusal):
        raise BodyError(refusal.error, refusal.description)
    secret = new_secret()
    kept = {name: value for name in KEPT if (value := whole.get(name)) is not None}
    if "claims" in kept:
        kept["claims"] = without_values(kept["claims"])
    store.keep(session, Pushed(new_id(), client.id, kept, now + terms.handle), digest(secret))
    return Handle(secret, int(terms.handle.total_seconds()))


def _check_details(session: Session, terms: Terms, request: AuthorizeRequest) -> None:
    # Their developer hears of it here, where a program listens, and not only at the citizen's browser.
    if request.release is None:
        return
    found = standpoint(session, request.client_id, request.purpose, None)
    purpose = asked_purpose(found.purposes if found else (), request.purpose, request.release, terms.issuer)
    if isinstance(purpose, Refusal):
        raise BodyError(purpose.error, purpose.description)


def _bound(parameters: Parameters, key: Binding | None) -> Parameters:
    # A proof at this door binds the code like dpop_jkt does; two different keys are a mistake (RFC 9449, section 10.1).
    if key is None:
        return parameters
    if parameters.get("dpop_jkt") not in {None, key.thumbprint}:
        raise BodyError(INVALID, "dpop_jkt is another key than the one that was proved")
    return parameters.with_value("dpop_jkt", key.thumbprint)


_SENTENCES = {PageReason.FOREIGN_REDIRECT: "redirect_uri is missing or not registered"}
