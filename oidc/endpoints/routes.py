"""Token, revocation, introspection, UserInfo, release, discovery and keys; none of them reads a cookie."""

from flask import Response, request, stream_with_context

from accounts.guard import machine
from core.db import keeping, reading
from core.runtime import at_mtls, request_time, settings
from keys.runtime import ring
from oidc import userinfo
from oidc.blueprint import blueprint, response, told
from oidc.endpoints import machines, published
from oidc.endpoints.incoming import FORM, Incoming, shown_in
from oidc.parameters import read
from oidc.resources.protected import WELL_KNOWN
from oidc.terms import terms_of

# Any site's script may ask these: no answer depends on a cookie, and nothing of the request is reflected.
OPEN_TO_SCRIPTS = frozenset(
    {
        "oidc.configuration",
        "oidc.jwks",
        "oidc.protected_resource",
        "oidc.token",
        "oidc.device_authorization",
        "oidc.user_info",
        "oidc.user_info_posted",
    }
)
FOR_SCRIPTS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": f"WWW-Authenticate, {machines.RECEIPT}",
}


def incoming() -> Incoming:
    """Return the request under way, as the endpoints of machines read it; only what is posted as a form has parameters."""
    headers, is_form = request.headers, request.method == "POST" and request.mimetype == FORM
    return Incoming(
        request.method,
        request.path,
        read(request.form.items(multi=True) if is_form else ()),
        headers.get("Authorization"),
        tuple(headers.getlist("DPoP")),
        headers.get("Accept", ""),
        headers.get("If-None-Match", ""),
        at_mtls(),
    )


@blueprint.post("/token")
@machine("client")
def token() -> Response:
    """Give tokens for whatever grant the request brings (RFC 6749, section 3.2)."""
    return response(machines.token(incoming()))


@blueprint.post("/revoke")
@machine("client")
def revoke() -> Response:
    """Revoke a token (RFC 7009)."""
    return response(machines.revoke(incoming()))


@blueprint.post("/introspect")
@machine("client")
def introspect() -> Response:
    """Tell a client what its token is good for (RFC 7662), as a JWT if it accepts that (RFC 9701, section 4)."""
    return response(machines.introspect(incoming()))


@blueprint.get("/userinfo")
@machine("bearer")
def user_info() -> Response:
    """Tell the claims that a token opens (OpenID Connect Core 1.0, section 5.3)."""
    return response(machines.user_info(incoming()))


@blueprint.post("/userinfo")
@machine("bearer")
def user_info_posted() -> Response:
    """Tell the same by POST, where the token may stand in the form (RFC 6750, section 2.2)."""
    return response(machines.user_info(incoming()))


@blueprint.get("/api/release/<path:purpose>")
@machine("bearer")
def release(purpose: str) -> Response:
    """Tell every field of a purpose with its origin, or the reason why it is not there."""
    return response(machines.release(incoming(), purpose))


@blueprint.get("/api/release/<path:purpose>/documents/<field>")
@machine("bearer")
def release_document(purpose: str, field: str) -> Response:
    """Give the bytes of a document of a purpose; reading them is a release of its own, entered before the first byte."""
    shown = shown_in(incoming())
    with keeping() as session:
        found = userinfo.released_document(session, ring(), terms_of(settings()), shown, purpose, field, request_time())
    answer = Response(stream_with_context(found.pieces(reading)), mimetype=found.kind)
    answer.content_length = found.size
    answer.headers.update(machines.receipt_header(found.entry))
    return answer


@blueprint.get("/.well-known/openid-configuration")
@blueprint.get("/.well-known/oauth-authorization-server")
@machine("public")
def configuration() -> Response:
    """Publish the discovery document, under both of its names."""
    return response(published.configuration(incoming()))


@blueprint.get(WELL_KNOWN, defaults={"path": ""})
@blueprint.get(f"{WELL_KNOWN}/<path:path>")
@machine("public")
def protected_resource(path: str) -> Response:
    """Publish what our own doors to citizens' data say about themselves (RFC 9728, section 3)."""
    return response(published.protected_resource(incoming(), path))


@blueprint.get("/jwks")
@machine("public")
def jwks() -> Response:
    """Publish the public keys of our tokens, of the algorithms in use and no other: a key nobody needs only puzzles."""
    return response(published.jwks(incoming()))


@blueprint.get("/token")
@blueprint.get("/revoke")
@blueprint.get("/introspect")
@blueprint.get("/register")
@blueprint.get("/par")
@blueprint.get("/device_authorization")
@machine("public")
def only_posted() -> Response:
    """Refuse a GET where only POST is served: secrets and codes have no place in an address."""
    refused = told({"error": "invalid_request", "error_description": "this endpoint is called by POST"}, 405)
    refused.headers["Allow"] = "POST, OPTIONS"
    return refused


@blueprint.after_request
def open_to_scripts(answer: Response) -> Response:
    """Let scripts of any origin call the endpoints that are made for them."""
    if request.endpoint in OPEN_TO_SCRIPTS:
        answer.headers.update(FOR_SCRIPTS)
        if request.method == "OPTIONS":
            answer.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type, DPoP"
            answer.headers["Access-Control-Allow-Methods"] = answer.headers.get("Allow", "")
    return answer
