"""What each parameter of an authorization request may hold, judged by itself or beside its nearest neighbour; None is no complaint."""

import re

from oidc import claims_request, pkce
from oidc.clients.client import Client
from oidc.details import vault_release
from oidc.details.vault_release import INVALID, PARAMETER, DetailsError
from oidc.errors import Refusal
from oidc.parameters import Parameters
from oidc.resources.named import INVALID as INVALID_TARGET
from oidc.resources.named import why_not_readable
from oidc.response_modes import mode_for, response_type

OPENID = "openid"
PURPOSE = "purpose:"
PROMPTS = frozenset({"none", "login", "consent", "select_account", "create"})
THUMBPRINT = re.compile(r"[A-Za-z0-9_-]{43}\Z")
LONGEST_MAX_AGE = 9  # digits, some thirty years


def scoped_purpose(parameters: Parameters) -> str | None:
    """Return the first purpose that the scope names."""
    named = (scope for scope in (parameters.get("scope") or "").split() if scope.startswith(PURPOSE))
    return next((scope.removeprefix(PURPOSE) for scope in named), None)


def type_offered(parameters: Parameters, client: Client) -> Refusal | None:
    """Refuse a response type that is unknown, or that the profile or the client does not have (RFC 6749, section 3.1.1)."""
    named = parameters.get("response_type")
    if named is None:
        return Refusal("invalid_request", "response_type is missing")
    of_type = response_type(named)
    if of_type is None or of_type not in client.profile.response_types:
        return Refusal("unsupported_response_type", "this response_type is not offered")
    if of_type not in client.response_types:
        return Refusal("unauthorized_client", "the client did not register this response_type")
    return None


def mode_offered(parameters: Parameters, _client: Client) -> Refusal | None:
    """Refuse a response mode that does not suit the response type (OAuth 2.0 Multiple Response Types, section 2.1)."""
    if mode_for(_type(parameters), parameters.get("response_mode")) is not None:
        return None
    return Refusal("invalid_request", "this response_mode is not offered for this response_type")


def nonce_for_id_token(parameters: Parameters, _client: Client) -> Refusal | None:
    """Refuse an ID Token from the authorization endpoint without a nonce (OpenID Connect Core 1.0, section 3.2.2.1)."""
    if "id_token" not in _type(parameters) or parameters.get("nonce") is not None:
        return None
    return Refusal("invalid_request", "nonce is missing")


def challenge(parameters: Parameters, client: Client) -> Refusal | None:
    """Refuse a challenge that is missing where it is required, or malformed (RFC 7636, section 4.3)."""
    method = parameters.get("code_challenge_method")
    required = client.requires_pkce and "code" in _type(parameters)
    found = pkce.why_no_challenge(parameters.get("code_challenge"), method, required=required)
    return None if found is None else Refusal("invalid_request", found)


def scope(parameters: Parameters, _client: Client) -> Refusal | None:
    """Refuse a request without `openid`, or with two purposes."""
    scopes = (parameters.get("scope") or "").split()
    if OPENID not in scopes:
        return Refusal("invalid_scope", "scope must contain openid")
    if len({scope for scope in scopes if scope.startswith(PURPOSE)}) > 1:
        return Refusal("invalid_scope", "one request has one purpose")
    return None


def prompt(parameters: Parameters, _client: Client) -> Refusal | None:
    """Refuse unknown prompts, and `none` beside another (OpenID Connect Core 1.0, section 3.1.2.1)."""
    prompts = frozenset((parameters.get("prompt") or "").split())
    if not prompts <= PROMPTS:
        return Refusal("invalid_request", "prompt holds a value that is not offered")
    if "none" in prompts and len(prompts) > 1:
        return Refusal("invalid_request", "prompt none stands alone")
    return None


def max_age(parameters: Parameters, _client: Client) -> Refusal | None:
    """Refuse an age that is not a number of seconds."""
    text = parameters.get("max_age")
    if text is None or (text.isascii() and text.isdigit() and len(text) <= LONGEST_MAX_AGE):
        return None
    return Refusal("invalid_request", "max_age must be a number of seconds")


def claims(parameters: Parameters, _client: Client) -> Refusal | None:
    """Refuse claims that cannot be read (OpenID Connect Core 1.0, section 5.5)."""
    try:
        claims_request.parse(parameters.get("claims"))
    except ValueError:
        return Refusal("invalid_request", "claims is not an object of claims (OpenID Connect Core, 5.5)")
    return None


def details(parameters: Parameters, _client: Client) -> Refusal | None:
    """Refuse details that cannot be read, or that name another purpose than the scope (RFC 9396, section 5)."""
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


def thumbprint(parameters: Parameters, _client: Client) -> Refusal | None:
    """Refuse a key that is not named by its SHA-256 thumbprint (RFC 9449, section 10)."""
    named = parameters.get("dpop_jkt")
    if named is None or THUMBPRINT.match(named):
        return None
    return Refusal("invalid_request", "dpop_jkt is no SHA-256 thumbprint of a key")


def resource(parameters: Parameters, _client: Client) -> Refusal | None:
    """Refuse resources that cannot be read (RFC 8707, section 2)."""
    found = why_not_readable(parameters)
    return None if found is None else Refusal(INVALID_TARGET, found)


def _type(parameters: Parameters) -> str:
    return response_type(parameters.get("response_type") or "") or ""
