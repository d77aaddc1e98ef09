"""The authorization request: parsed once into a typed value; nothing below sees raw parameters."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from oidc import claims_request, pkce, redirects
from oidc.claims_request import ClaimsRequest
from oidc.clients.client import Client
from oidc.errors import PageError, PageReason, RedirectError, Refusal
from oidc.parameters import Parameters

OPENID = "openid"
OFFLINE = "offline_access"
PURPOSE = "purpose:"
PROMPTS = frozenset({"none", "login", "consent", "select_account", "create"})
KNOWN = ("response_type", "response_mode", "scope", "state", "nonce", "code_challenge", "code_challenge_method", "prompt",
         "max_age", "acr_values", "claims", "id_token_hint", "login_hint", "ui_locales", "claims_locales", "display",
         "request", "request_uri", "registration")  # fmt: skip
NOT_OFFERED = ("request", "request_uri", "registration")
LONGEST_MAX_AGE = 9  # digits, some thirty years


@dataclass(frozen=True, slots=True)
class AuthorizeRequest:
    """What a client asks of a citizen's browser (OpenID Connect Core 1.0, section 3.1.2.1). `max_age` is in seconds."""

    client_id: str
    redirect_uri: str
    state: str | None
    scopes: tuple[str, ...]
    purpose: str | None
    nonce: str | None
    challenge: str | None
    prompts: frozenset[str]
    max_age: int | None
    claims: ClaimsRequest
    id_token_hint: str | None
    ui_locales: tuple[str, ...]

    @property
    def wants_offline(self) -> bool:
        """Tell whether it asks for access that outlives the sign-in."""
        return OFFLINE in self.scopes

    @property
    def is_silent(self) -> bool:
        """Tell whether no page may be shown."""
        return "none" in self.prompts

    def refused(self, error: str, description: str) -> RedirectError:
        """Return a refusal of this request, told to its client."""
        return RedirectError(self.redirect_uri, self.state, Refusal(error, description))


def purpose_of(parameters: Parameters) -> str | None:
    """Return the first purpose that the scope names, before anything is checked: it only says what to look up."""
    named = (scope for scope in (parameters.get("scope") or "").split() if scope.startswith(PURPOSE))
    return next((scope.removeprefix(PURPOSE) for scope in named), None)


def authorize_request(parameters: Parameters, client: Client | None) -> AuthorizeRequest:
    """Return the typed request of `parameters`.

    Raises `PageError` while client and redirect address are not trusted, and `RedirectError` after
    that (RFC 6749, section 4.1.2.1). Unknown parameters are ignored (section 3.1).
    """
    redirect_uri = _trusted_redirect(parameters, client)
    assert client is not None  # noqa: S101 - _trusted_redirect refuses an unknown client
    state = parameters.get("state")
    try:
        _check_form(parameters)
        return _typed(parameters, client, redirect_uri, state)
    except _RefusedError as refused:
        raise RedirectError(redirect_uri, state, refused.refusal) from None


def is_still_allowed(request: AuthorizeRequest, client: Client) -> bool:
    """Tell whether a kept request still goes to an address of its client."""
    return redirects.matches(client.redirect_uris, request.redirect_uri, client.application_type)


def kept(request: AuthorizeRequest) -> dict[str, Any]:
    """Return the request in JSON's types, to be kept while the citizen answers."""
    return asdict(request) | {"prompts": sorted(request.prompts)}


def restored(stored: Mapping[str, Any]) -> AuthorizeRequest:
    """Return the request that `kept` wrote."""
    lists = {name: tuple(stored[name]) for name in ("scopes", "ui_locales")}
    claims = ClaimsRequest(**{name: tuple(values) for name, values in stored["claims"].items()})
    return AuthorizeRequest(**{**stored, **lists, "prompts": frozenset(stored["prompts"]), "claims": claims})


class _RefusedError(Exception):
    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.refusal = Refusal(error, description)


def _trusted_redirect(parameters: Parameters, client: Client | None) -> str:
    if parameters.complaint(("client_id", "redirect_uri")):
        raise PageError(PageReason.UNREADABLE)
    if client is None:
        raise PageError(PageReason.UNKNOWN_CLIENT)
    presented = parameters.get("redirect_uri")
    if presented is None or not redirects.matches(client.redirect_uris, presented, client.application_type):
        raise PageError(PageReason.FOREIGN_REDIRECT)
    return presented


def _check_form(parameters: Parameters) -> None:
    if complaint := parameters.complaint(KNOWN):
        raise _RefusedError("invalid_request", complaint)
    for name in NOT_OFFERED:
        if parameters.get(name) is not None:
            raise _RefusedError(f"{name}_not_supported", f"the parameter {name} is not offered")
    response_type = parameters.get("response_type")
    if response_type is None:
        raise _RefusedError("invalid_request", "response_type is missing")
    if response_type != "code":
        raise _RefusedError("unsupported_response_type", "response_type must be code")
    if parameters.get("response_mode") not in {None, "query"}:
        raise _RefusedError("invalid_request", "response_mode must be query")


def _typed(parameters: Parameters, client: Client, redirect_uri: str, state: str | None) -> AuthorizeRequest:
    scopes = _scopes(parameters)
    challenge = parameters.get("code_challenge")
    method = parameters.get("code_challenge_method")
    if complaint := pkce.why_no_challenge(challenge, method, required=client.requires_pkce):
        raise _RefusedError("invalid_request", complaint)
    return AuthorizeRequest(
        client_id=client.id,
        redirect_uri=redirect_uri,
        state=state,
        scopes=scopes,
        purpose=_purpose(scopes),
        nonce=parameters.get("nonce"),
        challenge=challenge,
        prompts=_prompts(parameters),
        max_age=_max_age(parameters, client),
        claims=_claims(parameters),
        id_token_hint=parameters.get("id_token_hint"),
        ui_locales=tuple((parameters.get("ui_locales") or "").split()),
    )


def _scopes(parameters: Parameters) -> tuple[str, ...]:
    scopes = tuple(dict.fromkeys((parameters.get("scope") or "").split()))
    if OPENID not in scopes:
        raise _RefusedError("invalid_scope", "scope must contain openid")
    return scopes


def _purpose(scopes: tuple[str, ...]) -> str | None:
    named = [scope.removeprefix(PURPOSE) for scope in scopes if scope.startswith(PURPOSE)]
    if len(named) > 1:
        raise _RefusedError("invalid_scope", "one request has one purpose")
    return named[0] if named else None


def _prompts(parameters: Parameters) -> frozenset[str]:
    prompts = frozenset((parameters.get("prompt") or "").split())
    if not prompts <= PROMPTS:
        raise _RefusedError("invalid_request", "prompt holds a value that is not offered")
    if "none" in prompts and len(prompts) > 1:
        raise _RefusedError("invalid_request", "prompt none stands alone")
    return prompts


def _max_age(parameters: Parameters, client: Client) -> int | None:
    text = parameters.get("max_age")
    if text is None:
        return client.default_max_age
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_MAX_AGE):
        raise _RefusedError("invalid_request", "max_age is a number of seconds")
    return int(text)


def _claims(parameters: Parameters) -> ClaimsRequest:
    try:
        return claims_request.parse(parameters.get("claims"))
    except ValueError:
        raise _RefusedError("invalid_request", "claims is not an object of claims (OpenID Connect Core, 5.5)") from None
