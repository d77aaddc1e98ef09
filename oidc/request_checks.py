"""Every check of an authorization request, in order, and for which way in it applies; the first complaint is told."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Flag, auto

from oidc import claims_request, pkce
from oidc.clients.client import Client
from oidc.details import vault_release
from oidc.details.vault_release import INVALID, PARAMETER, DetailsError
from oidc.errors import Refusal
from oidc.parameters import Parameters
from oidc.resources.named import INVALID as INVALID_TARGET
from oidc.resources.named import PARAMETER as RESOURCE
from oidc.resources.named import why_not_readable
from oidc.response_modes import mode_for, response_type

OPENID = "openid"
PURPOSE = "purpose:"
PROMPTS = frozenset({"none", "login", "consent", "select_account", "create"})
KNOWN = ("response_type", "response_mode", "scope", "state", "nonce", "code_challenge", "code_challenge_method", "prompt",
         "max_age", "acr_values", "claims", "id_token_hint", "login_hint", "ui_locales", "claims_locales", "display",
         "request", "request_uri", "registration", "dpop_jkt", PARAMETER, RESOURCE)  # fmt: skip
THUMBPRINT = re.compile(r"[A-Za-z0-9_-]{43}\Z")
LONGEST_MAX_AGE = 9  # digits, some thirty years


class WayIn(Flag):
    """How the parameters of a request came: as they are, in an object, at the back door, behind a handle of ours, or from a device."""

    PLAIN = auto()
    SIGNED = auto()
    PUSHED = auto()
    PUSHED_SIGNED = auto()
    BY_HANDLE = auto()
    DEVICE = auto()
    FRONT = PLAIN | SIGNED
    UNSIGNED = PLAIN | PUSHED
    BROWSER = PLAIN | SIGNED | PUSHED | PUSHED_SIGNED | BY_HANDLE
    EVERY = BROWSER | DEVICE


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of a request and how they came; `refusal` is why a request object among them is not used."""

    parameters: Parameters
    way: WayIn
    refusal: Refusal | None = None


def complaint(asked: Asked, client: Client) -> Refusal | None:
    """Return the first refusal of the table, or None for a request that may go on (RFC 6749, section 4.1.2.1)."""
    if asked.refusal is not None:
        return asked.refusal
    judged = (check(asked.parameters, client) for check, ways in CHECKS if asked.way in ways)
    return next((refusal for refusal in judged if refusal is not None), None)


def scoped_purpose(parameters: Parameters) -> str | None:
    """Return the first purpose that the scope names."""
    named = (scope for scope in (parameters.get("scope") or "").split() if scope.startswith(PURPOSE))
    return next((scope.removeprefix(PURPOSE) for scope in named), None)


def _readable(parameters: Parameters, _client: Client) -> Refusal | None:
    # Authorization details have an error of their own, for their size too (RFC 9396, section 5).
    found = parameters.complaint(name for name in KNOWN if name not in {PARAMETER, RESOURCE})
    return None if found is None else Refusal("invalid_request", found)


def _signed(_parameters: Parameters, client: Client) -> Refusal | None:
    return Refusal("invalid_request", "this client signs its requests") if client.must_sign_requests else None


def _pushed(_parameters: Parameters, client: Client) -> Refusal | None:
    return Refusal("invalid_request", "this client pushes its requests") if client.must_push else None


def _no_handle_inside(parameters: Parameters, _client: Client) -> Refusal | None:
    if parameters.get("request_uri") is None:
        return None
    return Refusal("invalid_request", "request_uri is not pushed (RFC 9126, section 2.1)")


def _registered_before(parameters: Parameters, _client: Client) -> Refusal | None:
    if parameters.get("registration") is None:
        return None
    return Refusal("registration_not_supported", "the parameter registration is not offered")


def _type_offered(parameters: Parameters, client: Client) -> Refusal | None:
    named = parameters.get("response_type")
    if named is None:
        return Refusal("invalid_request", "response_type is missing")
    of_type = response_type(named)
    if of_type is None or of_type not in client.profile.response_types:
        return Refusal("unsupported_response_type", "this response_type is not offered")
    if of_type not in client.response_types:
        return Refusal("unauthorized_client", "the client did not register this response_type")
    return None


def _mode_offered(parameters: Parameters, _client: Client) -> Refusal | None:
    if mode_for(_type(parameters), parameters.get("response_mode")) is not None:
        return None
    return Refusal("invalid_request", "this response_mode is not offered for this response_type")


def _nonce_for_id_token(parameters: Parameters, _client: Client) -> Refusal | None:
    if "id_token" not in _type(parameters) or parameters.get("nonce") is not None:
        return None
    return Refusal("invalid_request", "nonce is missing")


def _challenge(parameters: Parameters, client: Client) -> Refusal | None:
    method = parameters.get("code_challenge_method")
    required = client.requires_pkce and "code" in _type(parameters)
    found = pkce.why_no_challenge(parameters.get("code_challenge"), method, required=required)
    return None if found is None else Refusal("invalid_request", found)


def _scope(parameters: Parameters, _client: Client) -> Refusal | None:
    scopes = (parameters.get("scope") or "").split()
    if OPENID not in scopes:
        return Refusal("invalid_scope", "scope must contain openid")
    if len({scope for scope in scopes if scope.startswith(PURPOSE)}) > 1:
        return Refusal("invalid_scope", "one request has one purpose")
    return None


def _prompt(parameters: Parameters, _client: Client) -> Refusal | None:
    prompts = frozenset((parameters.get("prompt") or "").split())
    if not prompts <= PROMPTS:
        return Refusal("invalid_request", "prompt holds a value that is not offered")
    if "none" in prompts and len(prompts) > 1:
        return Refusal("invalid_request", "prompt none stands alone")
    return None


def _max_age(parameters: Parameters, _client: Client) -> Refusal | None:
    text = parameters.get("max_age")
    if text is None or (text.isascii() and text.isdigit() and len(text) <= LONGEST_MAX_AGE):
        return None
    return Refusal("invalid_request", "max_age must be a number of seconds")


def _claims(parameters: Parameters, _client: Client) -> Refusal | None:
    try:
        claims_request.parse(parameters.get("claims"))
    except ValueError:
        return Refusal("invalid_request", "claims is not an object of claims (OpenID Connect Core, 5.5)")
    return None


def _details(parameters: Parameters, _client: Client) -> Refusal | None:
    if found := parameters.complaint((PARAMETER,)):
        return Refusal(INVALID, found)
    try:
        release = vault_release.parse(parameters.get(PARAMETER))
    except DetailsError as refused:
        return Refusal(INVALID, str(refused))
    by_scope = scoped_purpose(parameters)
    if release is None or by_scope in {None, release.purpose}:
        return None
    return Refusal(INVALID, "scope and authorization_details name different purposes")


def _thumbprint(parameters: Parameters, _client: Client) -> Refusal | None:
    named = parameters.get("dpop_jkt")
    if named is None or THUMBPRINT.match(named):
        return None
    return Refusal("invalid_request", "dpop_jkt is no SHA-256 thumbprint of a key")


def _resource(parameters: Parameters, _client: Client) -> Refusal | None:
    found = why_not_readable(parameters)
    return None if found is None else Refusal(INVALID_TARGET, found)


def _type(parameters: Parameters) -> str:
    return response_type(parameters.get("response_type") or "") or ""


CHECKS: tuple[tuple[Callable[[Parameters, Client], Refusal | None], WayIn], ...] = (
    (_readable, WayIn.EVERY),
    (_pushed, WayIn.FRONT),
    (_signed, WayIn.UNSIGNED),
    (_no_handle_inside, WayIn.PUSHED),
    (_registered_before, WayIn.BROWSER),
    (_type_offered, WayIn.BROWSER),
    (_mode_offered, WayIn.BROWSER),
    (_nonce_for_id_token, WayIn.BROWSER),
    (_challenge, WayIn.BROWSER),
    (_scope, WayIn.EVERY),
    (_prompt, WayIn.BROWSER),
    (_max_age, WayIn.EVERY),
    (_claims, WayIn.EVERY),
    (_details, WayIn.EVERY),
    (_thumbprint, WayIn.BROWSER),
    (_resource, WayIn.EVERY),
)
