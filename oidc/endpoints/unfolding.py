"""Unfolding: finds the request object of an authorization request, by value or by address, before any transaction begins."""

from core.db import reading
from core.runtime import request_time, settings
from oidc.clients import store
from oidc.clients.authentication import kid_of
from oidc.clients.client import Client
from oidc.endpoints.incoming import CLIENT_KEYS, door
from oidc.outbound import OutboundError
from oidc.parameters import Parameters
from oidc.pushing.handles import secret_of
from oidc.request_checks import Asked, WayIn
from oidc.request_objects import ObjectRefusedError, registered_address, unfolded


def unfold(parameters: Parameters, client_id: str | None, plain: WayIn, signed: WayIn) -> Asked:
    """Return what `parameters` ask, out of the request object if they bring one, and how it came."""
    if not _brings_an_object(parameters, plain):
        return Asked(parameters, plain)
    with reading() as session:
        kept = store.find(session, client_id or "")
    if kept is None:
        return Asked(parameters, plain)
    client = kept.client
    try:
        token = _token(parameters, client)
        keys = CLIENT_KEYS.keys_of(client, door(), kid_of(token))
        return Asked(unfolded(parameters, client, token, keys, settings().issuer, request_time()), signed)
    except ObjectRefusedError as refused:
        return Asked(parameters, plain, refused.refusal)


def _brings_an_object(parameters: Parameters, plain: WayIn) -> bool:
    if "request" in parameters.values:
        return True
    # What is pushed holds no address (RFC 9126, section 2.1), and a handle of ours is none either.
    address = parameters.get("request_uri")
    return plain is WayIn.PLAIN and address is not None and secret_of(address) is None


def _token(parameters: Parameters, client: Client) -> str:
    if complaint := parameters.complaint(("request", "request_uri")):
        raise ObjectRefusedError(complaint, "invalid_request")
    token, address = parameters.get("request"), parameters.get("request_uri")
    if token is not None and address is not None:
        raise ObjectRefusedError("request and request_uri exclude each other", "invalid_request")
    if token is not None:
        return token
    known = registered_address(client, address or "")
    if known is None:
        raise ObjectRefusedError("request_uri is not registered", "invalid_request_uri")
    try:
        body = door().fetch(known.partition("#")[0], "application/oauth-authz-req+jwt, application/jwt")
        return body.decode("ascii").strip()
    except (OutboundError, UnicodeDecodeError):
        raise ObjectRefusedError("request_uri cannot be fetched", "invalid_request_uri") from None
