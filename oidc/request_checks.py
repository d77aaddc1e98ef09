"""Every check of an authorization request, in order, and for which way in it applies; the first complaint is told."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Flag, auto

from oidc import parameter_checks
from oidc.clients.client import Client
from oidc.details.vault_release import PARAMETER
from oidc.errors import Refusal
from oidc.parameters import Parameters
from oidc.resources.named import PARAMETER as RESOURCE

KNOWN = ("response_type", "response_mode", "scope", "state", "nonce", "code_challenge", "code_challenge_method", "prompt",
         "max_age", "acr_values", "claims", "id_token_hint", "login_hint", "ui_locales", "claims_locales", "display",
         "request", "request_uri", "registration", "dpop_jkt", PARAMETER, RESOURCE)  # fmt: skip


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


CHECKS: tuple[tuple[Callable[[Parameters, Client], Refusal | None], WayIn], ...] = (
    (_readable, WayIn.EVERY),
    (_pushed, WayIn.FRONT),
    (_signed, WayIn.UNSIGNED),
    (_no_handle_inside, WayIn.PUSHED),
    (_registered_before, WayIn.BROWSER),
    (parameter_checks.type_offered, WayIn.BROWSER),
    (parameter_checks.mode_offered, WayIn.BROWSER),
    (parameter_checks.nonce_for_id_token, WayIn.BROWSER),
    (parameter_checks.challenge, WayIn.BROWSER),
    (parameter_checks.scope, WayIn.EVERY),
    (parameter_checks.prompt, WayIn.BROWSER),
    (parameter_checks.max_age, WayIn.EVERY),
    (parameter_checks.claims, WayIn.EVERY),
    (parameter_checks.details, WayIn.EVERY),
    (parameter_checks.thumbprint, WayIn.BROWSER),
    (parameter_checks.resource, WayIn.EVERY),
)
