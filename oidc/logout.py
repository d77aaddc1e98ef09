"""Signing out for a service (RP-Initiated Logout 1.0): whether to ask first, and where the person may go afterwards."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from accounts.ended.store import end_by_digest, end_sign_ins
from accounts.sign_ins import SignIn
from keys.ring import KeyRing
from oidc import redirects, subjects
from oidc.clients import store as clients
from oidc.clients.client import Client
from oidc.errors import PageError, PageReason
from oidc.parameters import Parameters

KNOWN = ("id_token_hint", "client_id", "post_logout_redirect_uri", "state", "logout_hint", "ui_locales")


@dataclass(frozen=True, slots=True)
class LogoutRequest:
    """What a service asks when it sends somebody to sign out."""

    id_token_hint: str | None
    client_id: str | None
    redirect_uri: str | None
    state: str | None


@dataclass(frozen=True, slots=True)
class SignedOut:
    """The sign-in has ended, if there was one; `url` is where the person goes, None for our own page."""

    url: str | None


@dataclass(frozen=True, slots=True)
class AskFirst:
    """Nothing proves that the person at this browser wants it: they are asked (section 2), and then go to `url`."""

    request: LogoutRequest
    url: str | None


def logout_request(parameters: Parameters) -> LogoutRequest:
    """Return the typed request of `parameters`; raise `PageError` when it cannot be read."""
    if parameters.complaint(KNOWN):
        raise PageError(PageReason.UNREADABLE)
    return LogoutRequest(
        parameters.get("id_token_hint"),
        parameters.get("client_id"),
        parameters.get("post_logout_redirect_uri"),
        parameters.get("state"),
    )


def sign_out(
    session: Session,
    keys: KeyRing,
    issuer: str,
    request: LogoutRequest,
    sign_in: SignIn | None,
    cookie: bytes | None,
    now: datetime,
    *,
    confirmed: bool,
) -> SignedOut | AskFirst:
    """End the sign-in when a valid hint names its citizen or the person `confirmed` it; ask them otherwise.

    One that is honoured no more, but whose `cookie` (as a digest) is still at this browser, ends without a
    question: the other services that hang on it learn of it then. A return address counts only together
    with a valid hint of a client that registered it, byte for byte; raises `PageError` when it did not.
    """
    hint = subjects.hint(keys, issuer, request.id_token_hint) if request.id_token_hint else None
    if hint is not None and request.client_id not in {None, hint.client_id}:
        hint = None
    kept = clients.find(session, hint.client_id) if hint else None
    url = _return_address(request, kept.client) if kept else None
    if sign_in is None:
        if cookie is not None:
            end_by_digest(session, cookie, now)
        return SignedOut(url)
    is_theirs = kept and hint and subjects.subject(keys, kept.client, sign_in.citizen) == hint.subject
    if not (confirmed or is_theirs):
        return AskFirst(request, url)
    end_sign_ins(session, sign_in.citizen, now, only=sign_in.id)
    return SignedOut(url)


def _return_address(request: LogoutRequest, client: Client) -> str | None:
    if request.redirect_uri is None:
        return None
    if request.redirect_uri not in client.post_logout_redirect_uris:
        raise PageError(PageReason.FOREIGN_RETURN)
    state = [("state", request.state)] if request.state is not None else []
    return redirects.with_query(request.redirect_uri, state)
