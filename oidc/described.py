"""The provider's endpoints for programs, described: what the code knows by name is taken from the code."""

from collections.abc import Iterable, Mapping

from consent.deletion.requests import Answer as Answered
from core.operations import COUNT, FLAG, FORM, JSON, TEXT, Answer, Operation, Schema, listed, objects, refusal, texts
from oidc.clients import values
from oidc.clients.credentials import NAMES as CREDENTIALS
from oidc.clients.members import MEMBERS
from oidc.details.vault_release import PARAMETER as DETAILS
from oidc.request_checks import KNOWN as REQUEST
from oidc.requests import OF_DEVICES
from oidc.resources.named import PARAMETER as RESOURCE
from oidc.revocation import INTROSPECTION_JWT
from oidc.token_requests import GRANT_TYPES
from oidc.token_requests import KNOWN as TOKEN_REQUEST

JWT = "application/jwt"
CHALLENGE, ALLOW = "WWW-Authenticate", "Allow"
REGISTRATION = "registration_token"

REFUSED = refusal("The request cannot be used; error_description says what to change.")
NOT_PROVED = refusal("The client did not prove itself; the answer does not tell whether it exists.", CHALLENGE)
NOT_HONOURED = refusal("No token that is honoured was shown.", CHALLENGE)
TOO_LITTLE = refusal("The token does not open this.", CHALLENGE)
NOTHING_THERE = refusal("There is nothing at this address.")
NO_KEY = refusal("The answer must be encrypted, and no usable key of the client was found.")
OF_CLIENT = {400: REFUSED, 401: NOT_PROVED}
OF_BEARER = {400: TOO_LITTLE, 401: NOT_HONOURED, 403: TOO_LITTLE, 503: NO_KEY}


def _form(names: Iterable[str], required: Mapping[str, Schema]) -> Mapping[str, Schema]:
    return {FORM: objects(required, texts(name for name in (*names, *CREDENTIALS) if name not in required))}


def _json(meaning: str, required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None) -> Answer:
    return Answer(meaning, {JSON: objects(required, optional)})


TOKENS = _json(
    "Tokens (RFC 6749, section 5.1).",
    {"access_token": TEXT, "token_type": {"enum": ["Bearer", "DPoP"]}, "expires_in": COUNT},
    texts(("refresh_token", "id_token", "scope")) | {DETAILS: listed({"type": "object"})},
)
FACTS = Answer(
    "What the token is good for (RFC 7662, section 2.2), as a JWT for who accepts that (RFC 9701).",
    {JSON: objects({"active": FLAG}), INTROSPECTION_JWT: TEXT},
)
CLAIMS = Answer(
    "Claims of the citizen, as JSON or as the JWT that the client registered.",
    {JSON: objects({"sub": TEXT}), JWT: TEXT},
)
RELEASED = _json(
    "Each field of the purpose: its value and origin, or the reason why it is not there.",
    {"sub": TEXT, "purpose": TEXT, "fields": {"type": "object", "additionalProperties": {"type": "object"}}},
)
CLIENT = objects(
    {"client_id": TEXT, "token_endpoint_auth_method": TEXT},
    texts(("client_secret", "registration_access_token", "registration_client_uri"))
    | dict.fromkeys(("client_id_issued_at", "client_secret_expires_at"), COUNT),
)
ADDRESS: Schema = {"type": "string", "format": "uri"}
KINDS: Mapping[object, Schema] = {
    values.flag: FLAG, values.text: TEXT, values.texts: listed(), values.web_address: ADDRESS, values.web_addresses: listed(ADDRESS),
}  # fmt: skip
METADATA: Mapping[str, Schema] = {
    JSON: {
        "type": "object",
        "properties": {name: KINDS.get(check, {}) for name, check in MEMBERS.items()} | {"redirect_uris": listed()},
    }
}
DISCOVERY = _json(
    "The metadata of this provider (OpenID Connect Discovery 1.0, RFC 8414).",
    texts(("issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"))
    | dict.fromkeys(("response_types_supported", "subject_types_supported", "scopes_supported"), listed()),
)
HANDLE = _json("A handle (RFC 9126, section 2.2).", {"request_uri": TEXT, "expires_in": COUNT})
CODES = _json(
    "Codes of a device (RFC 8628, section 3.2).",
    texts(("device_code", "user_code", "verification_uri", "verification_uri_complete"))
    | {"expires_in": COUNT, "interval": COUNT},
)
KEYS = _json("Public keys (RFC 7517).", {"keys": listed(objects({"kty": TEXT, "kid": TEXT}))})
DOOR = _json("The metadata of a door of ours (RFC 9728).", {"resource": TEXT, "authorization_servers": listed()})
MANAGED = {200: Answer("What is registered.", {JSON: CLIENT}), 401: NOT_HONOURED, 404: NOTHING_THERE}

# Signals: a client shows its secret, or an access token of its own.
OWN_CALLER = ("client_secret", "access_token")
DELETION = objects(
    texts(("request", "sub", "cause", "made_at", "answer_by")) | {"fields": listed(), "overdue": FLAG},
    texts(("answer", "basis")) | {"entry": COUNT},
)
POLLED: Schema = objects(
    {}, {"maxEvents": COUNT, "returnImmediately": FLAG, "ack": listed(), "setErrs": {"type": "object"}}
)
SAID: Schema = objects({"answer": {"type": "string", "enum": list(Answered)}}, texts(("basis",)))

OPERATIONS: Mapping[str, Operation] = {
    "oidc.ssf_configuration": Operation(
        {200: _json("How events are told (Shared Signals Framework 1.0).", texts(("issuer", "jwks_uri")))}
    ),
    "oidc.poll_events": Operation(
        {
            200: _json("Tokens by their jti (RFC 8936).", {"sets": {"type": "object"}, "moreAvailable": FLAG}),
            **OF_CLIENT,
        },
        {JSON: POLLED},
        shows=OWN_CALLER,
    ),
    "oidc.deletion_requests": Operation(
        {200: _json("Requests that wait.", {"requests": listed(DELETION), "more": FLAG}), **OF_CLIENT}, shows=OWN_CALLER
    ),
    "oidc.disclosure_receipt": Operation(
        {
            200: _json(
                "The receipt of a read, signed, with its entry in the ledger and, once it is published, the proof.",
                {"receipt": {"type": "object"}, "jws": TEXT, "key": {"type": "object"}, "entry": {"type": "object"}},
            ),
            **OF_CLIENT,
            404: NOTHING_THERE,
        },
        shows=OWN_CALLER,
    ),
    "oidc.answer_deletion": Operation(
        {
            200: Answer("What is recorded, and its entry in the ledger.", {JSON: DELETION}),
            **OF_CLIENT,
            404: NOTHING_THERE,
            409: refusal("The service has answered this before."),
        },
        {JSON: SAID},
        shows=OWN_CALLER,
    ),
    "oidc.token": Operation(
        {200: TOKENS, **OF_CLIENT, 503: NO_KEY},
        _form((*TOKEN_REQUEST, RESOURCE, DETAILS), {"grant_type": {"type": "string", "enum": list(GRANT_TYPES)}}),
    ),
    "oidc.revoke": Operation(
        {200: _json("Revoked, or not this client's.", {}), **OF_CLIENT}, _form(("token_type_hint",), {"token": TEXT})
    ),
    "oidc.introspect": Operation({200: FACTS, **OF_CLIENT, 503: NO_KEY}, _form(("token_type_hint",), {"token": TEXT})),
    "oidc.pushed_request": Operation({201: HANDLE, **OF_CLIENT}, _form(REQUEST, {})),
    "oidc.device_authorization": Operation({200: CODES, **OF_CLIENT}, _form(OF_DEVICES, {})),
    "oidc.user_info": Operation({200: CLAIMS, **OF_BEARER}),
    "oidc.user_info_posted": Operation({200: CLAIMS, **OF_BEARER}, {FORM: objects({}, texts(("access_token",)))}),
    "oidc.release": Operation({200: RELEASED, **OF_BEARER, 404: NOTHING_THERE}),
    "oidc.release_document": Operation(
        {200: Answer("The document.", {"*/*": TEXT}), **OF_BEARER, 404: refusal("There is no such document.")}
    ),
    "oidc.configuration": Operation({200: DISCOVERY}),
    "oidc.jwks": Operation({200: KEYS}),
    "oidc.protected_resource": Operation({200: DOOR, 404: NOTHING_THERE}),
    "oidc.register": Operation(
        {
            201: Answer("Registered; its secrets are told this once.", {JSON: CLIENT}),
            400: refusal("The metadata cannot be used (RFC 7591, section 3.2.2)."),
            403: refusal("This provider does not offer registration."),
            429: refusal("Too many registrations from this address."),
        },
        METADATA,
    ),
    "oidc.registered": Operation(MANAGED, shows=(REGISTRATION,)),
    "oidc.replaced": Operation(MANAGED | {400: REFUSED}, METADATA, shows=(REGISTRATION,)),
    "oidc.removed": Operation(
        {204: Answer("The client has ended."), 401: NOT_HONOURED, 404: NOTHING_THERE}, shows=(REGISTRATION,)
    ),
    "oidc.only_posted": Operation({405: refusal("This endpoint is called by POST.", ALLOW)}),
}
FOR_BROWSERS = frozenset({"oidc.authorize_posted", "oidc.end_session_posted", "oidc.logo"})
"""Doors that read no cookie and yet answer a browser: with a page, a redirect or a picture."""
