"""The authorization request: parsed once into a typed value; nothing below sees raw parameters."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from oidc import claims_request, redirects
from oidc.claims_request import ClaimsRequest
from oidc.clients.client import Client
from oidc.clients.encryption import Outgoing
from oidc.clients.profiles import DEVICE
from oidc.details import vault_release
from oidc.details.vault_release import PARAMETER, DetailsError, VaultRelease
from oidc.errors import BodyError, PageError, PageReason, RedirectError, Refusal
from oidc.parameter_checks import scoped_purpose
from oidc.parameters import Parameters
from oidc.request_checks import Asked, WayIn, complaint
from oidc.resources.named import PARAMETER as RESOURCE
from oidc.resources.named import named
from oidc.response_modes import MODES, WayBack, default_mode, mode_for, response_type

OFFLINE = "offline_access"
OF_DEVICES = ("scope", "claims", "max_age", "acr_values", "ui_locales", PARAMETER, RESOURCE)


@dataclass(frozen=True, slots=True)
class AuthorizeRequest:
    """What a client asks of a citizen's browser (OpenID Connect Core 1.0, section 3.1.2.1).

    `max_age` is in seconds; `bound_to` is the thumbprint of the key that must redeem the code
    (RFC 9449, section 10); `pushed` is the id of the pushed request that it came by; `login_hint` is sealed.
    `release` is what its authorization details say (RFC 9396); they say the purpose too. `resources` are whom tokens shall be for, us when it names none (RFC 8707).
    `acr_values` are wished for, those of `claims` must be. `device` is the id of a device's request: the answer goes to it instead of an address (RFC 8628).
    """

    client_id: str
    redirect_uri: str
    state: str | None
    response_type: str
    response_mode: str
    response_algorithm: str
    scopes: tuple[str, ...]
    purpose: str | None
    nonce: str | None
    challenge: str | None
    prompts: frozenset[str]
    max_age: int | None
    claims: ClaimsRequest
    id_token_hint: str | None
    ui_locales: tuple[str, ...]
    bound_to: str | None = None
    pushed: str | None = None
    device: str | None = None
    resources: tuple[str, ...] = ()
    acr_values: tuple[str, ...] = ()
    is_answer_encrypted: bool = False
    login_hint: str | None = field(default=None, repr=False)
    release: VaultRelease | None = None

    @property
    def is_silent(self) -> bool:
        """Tell whether no page may be shown."""
        return "none" in self.prompts

    @property
    def back(self) -> WayBack:
        """Return where and how the answer goes."""
        mode = MODES[self.response_mode]
        return WayBack(
            self.client_id, self.redirect_uri, self.state, mode, self.response_algorithm, self.is_answer_encrypted
        )

    def refused(self, error: str, description: str) -> RedirectError | PageError:
        """Return a refusal of this request, told to its client through the browser; a device is not behind one."""
        if self.device is not None:
            return PageError(PageReason.DEVICE)
        return RedirectError(self.back, Refusal(error, description))


def purpose_of(parameters: Parameters) -> str | None:
    """Return the purpose that scope or details name, before anything is checked: it only says what to look up."""
    if (by_scope := scoped_purpose(parameters)) is not None:
        return by_scope
    try:
        release = vault_release.parse(parameters.get(PARAMETER))
    except DetailsError:
        return None
    return None if release is None else release.purpose


def authorize_request(asked: Asked, client: Client | None) -> AuthorizeRequest:
    """Return the typed request of `asked`.

    Raises `PageError` while client and redirect address are not trusted, and `RedirectError` after
    that (RFC 6749, section 4.1.2.1). Unknown parameters are ignored (section 3.1).
    """
    parameters = asked.parameters
    redirect_uri = _trusted_redirect(parameters, client)
    assert client is not None  # noqa: S101 - _trusted_redirect refuses an unknown client
    back = _way_back(parameters, client, redirect_uri)
    if (refusal := complaint(asked, client)) is not None:
        raise RedirectError(back, refusal)
    return _typed(parameters, client, back)


def device_request(parameters: Parameters, client: Client, device: str) -> AuthorizeRequest:
    """Return the typed request of a device; raise `BodyError` (RFC 8628, section 3.1).

    What only makes sense in the browser that would carry the answer back is not read.
    """
    if (refusal := complaint(Asked(parameters, WayIn.DEVICE), client)) is not None:
        raise BodyError(refusal.error, refusal.description)
    known = Parameters({name: value for name in OF_DEVICES if (value := parameters.get(name)) is not None})
    back = WayBack(client.id, "", None, default_mode("code"), client.response_algorithm)
    return replace(_typed(known, client, back), response_type="code", device=device)


def is_still_allowed(request: AuthorizeRequest, client: Client) -> bool:
    """Tell whether a kept request still goes to an address of its client, or to a device of it."""
    if request.device is not None:
        return client.may_use(DEVICE)
    return redirects.matches(client.redirect_uris, request.redirect_uri, client.application_type)


def kept(request: AuthorizeRequest) -> dict[str, Any]:
    """Return the request in JSON's types, to be kept while the citizen answers."""
    return asdict(request) | {"prompts": sorted(request.prompts)}


def restored(stored: Mapping[str, Any]) -> AuthorizeRequest:
    """Return the request that `kept` wrote; one of before an update may lack what came since."""
    lists = {name: tuple(stored.get(name, ())) for name in ("scopes", "ui_locales", "resources", "acr_values")}
    claims = ClaimsRequest(**{name: tuple(values) for name, values in stored["claims"].items()})
    release = vault_release.restored(stored.get("release"))
    told = {"prompts": frozenset(stored["prompts"]), "claims": claims, "release": release}
    return AuthorizeRequest(**{**stored, **lists, **told})


def _trusted_redirect(parameters: Parameters, client: Client | None) -> str:
    if parameters.complaint(("client_id", "redirect_uri")):
        raise PageError(PageReason.UNREADABLE)
    if client is None:
        raise PageError(PageReason.UNKNOWN_CLIENT)
    presented = parameters.get("redirect_uri")
    if presented is None or not redirects.matches(client.redirect_uris, presented, client.application_type):
        raise PageError(PageReason.FOREIGN_REDIRECT)
    return presented


def _way_back(parameters: Parameters, client: Client, redirect_uri: str) -> WayBack:
    # A refusal of the mode goes the usual way of its type, a refusal of the type the usual way of a code.
    named = response_type(parameters.get("response_type") or "")
    of_type = named if named in client.profile.response_types else None
    mode = mode_for(of_type, parameters.get("response_mode")) or default_mode(of_type)
    is_encrypted = mode.is_signed and client.encryption(Outgoing.AUTHORIZATION) is not None
    return WayBack(client.id, redirect_uri, parameters.get("state"), mode, client.response_algorithm, is_encrypted)


def _typed(parameters: Parameters, client: Client, back: WayBack) -> AuthorizeRequest:
    scopes = tuple(dict.fromkeys((parameters.get("scope") or "").split()))
    max_age = parameters.get("max_age")
    return AuthorizeRequest(
        client_id=client.id,
        redirect_uri=back.redirect_uri,
        state=back.state,
        response_type=response_type(parameters.get("response_type") or "") or "",
        response_mode=back.mode.name,
        response_algorithm=back.algorithm,
        is_answer_encrypted=back.is_encrypted,
        scopes=scopes,
        purpose=purpose_of(parameters),
        nonce=parameters.get("nonce"),
        challenge=parameters.get("code_challenge"),
        prompts=frozenset((parameters.get("prompt") or "").split()),
        max_age=client.default_max_age if max_age is None else int(max_age),
        claims=claims_request.parse(parameters.get("claims")),
        id_token_hint=parameters.get("id_token_hint"),
        bound_to=parameters.get("dpop_jkt"),
        login_hint=parameters.get("login_hint"),
        ui_locales=tuple((parameters.get("ui_locales") or "").split()),
        release=vault_release.parse(parameters.get(PARAMETER)),
        resources=named(parameters),
        acr_values=tuple((parameters.get("acr_values") or "").split()) or client.default_acr_values,
    )
