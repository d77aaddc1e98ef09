"""Token, revocation, introspection, UserInfo, release, discovery and keys; none of them reads a cookie."""

from typing import Any

from flask import Response, request, stream_with_context

from accounts.guard import machine
from core.db import keeping, reading
from core.runtime import request_time, settings
from keys.runtime import ring
from oidc import revocation, token_requests, userinfo
from oidc import token as exchanging
from oidc.authorization.store import offered_purposes
from oidc.blueprint import blueprint, told, told_as_jwt
from oidc.clients.profiles import offered, signing_algorithms
from oidc.discovery import document
from oidc.endpoints.incoming import form, presented_in, proof_of_client, shown_in
from oidc.endpoints.recipients import answered
from oidc.errors import BodyError
from oidc.mtls.deployment import methods
from oidc.parameters import Parameters, read
from oidc.possession.holding import Asker
from oidc.resources import protected
from oidc.resources.protected import WELL_KNOWN, is_protected
from oidc.resources.store import algorithms, listed
from oidc.revocation import INTROSPECTION_JWT
from oidc.terms import terms_of
from vault import catalogue

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
PUBLISHED_SECONDS = 300
JSON = "application/json"
JWT = "application/jwt"


@blueprint.post("/token")
@machine("client")
def token() -> Response:
    """Give tokens for whatever grant the request brings (RFC 6749, section 3.2)."""
    parameters = form()
    wanted = token_requests.token_request(parameters)
    asker = Asker(presented_in(parameters), proof_of_client())
    answer = answered(lambda session, terms: exchanging.exchange(session, ring(), terms, asker, wanted, request_time()))
    if isinstance(answer, BodyError):
        raise answer
    return told(answer.body())


@blueprint.post("/revoke")
@machine("client")
def revoke() -> Response:
    """Revoke a token (RFC 7009)."""
    parameters = form()
    named, shown = revocation.named_token(parameters), presented_in(parameters)
    with keeping() as session:
        revocation.revoke(session, ring(), terms_of(settings()), shown, named, request_time())
    return told({})


@blueprint.post("/introspect")
@machine("client")
def introspect() -> Response:
    """Tell a client what its token is good for (RFC 7662), as a JWT if it accepts that (RFC 9701, section 4)."""
    parameters = form()
    named, shown = revocation.named_token(parameters), presented_in(parameters)
    as_jwt = request.accept_mimetypes.best_match((JSON, INTROSPECTION_JWT)) == INTROSPECTION_JWT
    facts = answered(
        lambda session, terms: revocation.introspect(
            session, ring(), terms, shown, named, request_time(), as_jwt=as_jwt
        )
    )
    return told_as_jwt(facts, INTROSPECTION_JWT) if isinstance(facts, str) else told(facts)


@blueprint.get("/userinfo")
@machine("bearer")
def user_info() -> Response:
    """Tell the claims that a token opens (OpenID Connect Core 1.0, section 5.3)."""
    return _user_info(read(()))


@blueprint.post("/userinfo")
@machine("bearer")
def user_info_posted() -> Response:
    """Tell the same by POST, where the token may stand in the form (RFC 6750, section 2.2)."""
    return _user_info(form())


@blueprint.get("/api/release/<path:purpose>")
@machine("bearer")
def release(purpose: str) -> Response:
    """Tell every field of a purpose with its origin, or the reason why it is not there."""
    shown = shown_in(read(()))
    with keeping() as session:
        fields = userinfo.released_fields(session, ring(), terms_of(settings()), shown, purpose, request_time())
    return told(fields)


@blueprint.get("/api/release/<path:purpose>/documents/<field>")
@machine("bearer")
def release_document(purpose: str, field: str) -> Response:
    """Give the bytes of a document of a purpose; reading them is a release of its own, entered before the first byte."""
    shown = shown_in(read(()))
    with keeping() as session:
        found = userinfo.released_document(session, ring(), terms_of(settings()), shown, purpose, field, request_time())
    answer = Response(stream_with_context(found.pieces(reading)), mimetype=found.kind)
    answer.content_length = found.size
    return answer


@blueprint.get("/.well-known/openid-configuration")
@blueprint.get("/.well-known/oauth-authorization-server")
@machine("public")
def configuration() -> Response:
    """Publish the discovery document, under both of its names."""
    own = settings()
    with reading() as session:
        purposes, known = offered_purposes(session), listed(session)
    body = document(
        own.issuer,
        offered(own.profiles),
        protected.all_scopes(catalogue.SCOPES, known),
        catalogue.CLAIMS,
        purposes,
        open_registration=own.open_registration,
        mtls_address=own.mtls_address,
        tls_methods=methods(own),
    )
    return _published(body | protected.listed(own.issuer, known))


@blueprint.get(WELL_KNOWN, defaults={"path": ""})
@blueprint.get(f"{WELL_KNOWN}/<path:path>")
@machine("public")
def protected_resource(path: str) -> Response:
    """Publish what our own doors to citizens' data say about themselves (RFC 9728, section 3)."""
    if not is_protected(path):
        return told({"error": "not_found", "error_description": "no protected resource of ours is there"}, 404)
    own = settings()
    with reading() as session:
        purposes = offered_purposes(session)
    profiles, takes = offered(own.profiles), bool(own.mtls_address)
    return _published(
        protected.document(own.issuer, path, profiles, catalogue.SCOPES, purposes, takes_certificates=takes)
    )


@blueprint.get("/jwks")
@machine("public")
def jwks() -> Response:
    """Publish the public keys of our tokens, of the algorithms in use and no other: a key nobody needs only puzzles.

    Many readers of ID Tokens stumble over a kind of key that they do not know, such as that of EdDSA.
    """
    with reading() as session:
        read_elsewhere = algorithms(session)
    return _published(ring().public_jwks({*signing_algorithms(offered(settings().profiles)), *read_elsewhere}))


@blueprint.get("/token")
@blueprint.get("/revoke")
@blueprint.get("/introspect")
@blueprint.get("/register")
@blueprint.get("/par")
@blueprint.get("/device_authorization")
@machine("public")
def only_posted() -> Response:
    """Refuse a GET where only POST is served: secrets and codes have no place in an address."""
    response = told({"error": "invalid_request", "error_description": "this endpoint is called by POST"}, 405)
    response.headers["Allow"] = "POST, OPTIONS"
    return response


@blueprint.after_request
def open_to_scripts(response: Response) -> Response:
    """Let scripts of any origin call the endpoints that are made for them."""
    if request.endpoint in OPEN_TO_SCRIPTS:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "WWW-Authenticate"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type, DPoP"
            response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "")
    return response


def _user_info(parameters: Parameters) -> Response:
    shown = shown_in(parameters)
    claims = answered(lambda session, terms: userinfo.userinfo(session, ring(), terms, shown, request_time()))
    return told_as_jwt(claims, JWT) if isinstance(claims, str) else told(claims)


def _published(body: dict[str, Any]) -> Response:
    response = told(body)
    response.headers["Cache-Control"] = f"public, max-age={PUBLISHED_SECONDS}"
    return response
