"""Registration of clients by themselves (RFC 7591), and its management (RFC 7592)."""

from typing import Any

from flask import Response, request

from accounts.guard import machine
from consent import unverified
from core.db import keeping, reading
from core.runtime import request_time, settings
from keys.runtime import ring
from oidc.bearer import header_token
from oidc.blueprint import blueprint, told
from oidc.clients import registration
from oidc.clients.client import Client
from oidc.clients.profiles import Profile, profile_for
from oidc.clients.store import count_registration
from oidc.clients.values import Rules
from oidc.endpoints.incoming import door
from oidc.errors import BodyError
from oidc.mtls.deployment import methods

JSON = "application/json"


@blueprint.post("/register")
@machine("public")
def register() -> Response:
    """Register a client, where the deployment is open for it; at most so many an hour for one source."""
    own, now, document = settings(), request_time(), _document()
    rules = _rules(_profile_for(document))
    source = ring().identifier_index("registration", request.remote_addr or "")
    with keeping() as session:
        count = count_registration(session, source, now)
    if count > own.registrations_per_hour:
        raise BodyError("too_many_requests", "too many registrations from this address; try again in an hour", 429)
    details, sector = registration.checked(document, rules, door())
    with keeping() as session:
        service = unverified.register(session, registration.self_portrait(details), now)
        made = registration.register(session, ring(), service, rules, details, sector, now)
    return told(made.body(own.issuer), 201)


@blueprint.get("/register/<client_id>")
@machine("client")
def registered(client_id: str) -> Response:
    """Tell what is registered (RFC 7592, section 2.1)."""
    token = _token()
    return told(registration.Registered(_managed(client_id), registration_token=token).body(settings().issuer))


@blueprint.put("/register/<client_id>")
@machine("client")
def replaced(client_id: str) -> Response:
    """Replace what is registered (RFC 7592, section 2.2)."""
    client, document = _managed(client_id), _document()
    details, sector = registration.checked(document, _rules(client.profile), door())
    with keeping() as session:
        made = registration.replace(session, client_id, _token(), document, details, sector)
    return told(made.body(settings().issuer))


@blueprint.delete("/register/<client_id>")
@machine("client")
def removed(client_id: str) -> Response:
    """End a client (RFC 7592, section 2.3)."""
    with keeping() as session:
        registration.remove(session, client_id, _token())
    return Response(status=204)


def _profile_for(document: Any) -> Profile:
    own = settings()
    profile = profile_for(own.profiles, document if isinstance(document, dict) else {})
    if profile is None or not own.open_registration:
        raise BodyError("access_denied", "this provider does not offer registration", 403)
    return profile


def _rules(profile: Profile) -> Rules:
    own = settings()
    return Rules(profile, own.mode != "production", methods(own))


def _managed(client_id: str) -> Client:
    with reading() as session:
        return registration.managed(session, client_id, _token())


def _document() -> Any:
    try:
        return request.get_json(force=request.mimetype == JSON, silent=True)
    except RecursionError:
        return None


def _token() -> str | None:
    return header_token(request.headers.get("Authorization"))
