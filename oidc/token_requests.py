"""The token request: parsed once into one of the grants that are offered (RFC 6749, sections 4.1.3, 4.4.2 and 6; RFC 8628, 3.4)."""

from dataclasses import dataclass, field

from oidc.clients import profiles
from oidc.codes import CodeRedemption
from oidc.details.vault_release import INVALID, PARAMETER, DetailsError, VaultRelease, parse
from oidc.device.codes import DeviceRedemption
from oidc.errors import BodyError
from oidc.parameters import Parameters
from oidc.resources.named import INVALID as INVALID_TARGET
from oidc.resources.named import named, why_not_readable

KNOWN = ("grant_type", "code", "redirect_uri", "code_verifier", "refresh_token", "device_code", "scope")
ABOUT_CITIZENS = "authorization_details are about a citizen, and none stands behind client credentials"
GRANT_TYPES = (*profiles.CODE_GRANTS, profiles.CLIENT_CREDENTIALS, profiles.DEVICE)


@dataclass(frozen=True, slots=True)
class RefreshRequest:
    """A token request with a refresh token; `scopes` and `release` narrow what the new access token may do."""

    refresh_token: str = field(repr=False)
    scopes: tuple[str, ...] | None
    release: VaultRelease | None = None
    resources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MachineRequest:
    """A token request of a client on its own behalf (RFC 6749, section 4.4.2)."""

    scopes: tuple[str, ...]
    resources: tuple[str, ...] = ()


TokenRequest = CodeRedemption | RefreshRequest | MachineRequest | DeviceRedemption


def token_request(parameters: Parameters) -> TokenRequest:
    """Return the typed request of `parameters`; raise `BodyError` for any other (RFC 6749, section 5.2)."""
    if complaint := parameters.complaint(KNOWN):
        raise BodyError("invalid_request", complaint)
    release, resources = _release(parameters), _resources(parameters)
    match parameters.get("grant_type"):
        case "authorization_code":
            code = _needed(parameters, "code")
            return CodeRedemption(
                code, parameters.get("redirect_uri"), parameters.get("code_verifier"), release, resources
            )
        case "refresh_token":
            return RefreshRequest(_needed(parameters, "refresh_token"), _scopes(parameters), release, resources)
        case profiles.CLIENT_CREDENTIALS if release is not None:
            raise BodyError(INVALID, ABOUT_CITIZENS)
        case profiles.CLIENT_CREDENTIALS:
            return MachineRequest(_scopes(parameters) or (), resources)
        case profiles.DEVICE:
            return DeviceRedemption(_needed(parameters, "device_code"), release, resources)
        case None:
            raise BodyError("invalid_request", "grant_type is missing")
        case _:
            raise BodyError("unsupported_grant_type", f"grant_type must be one of {', '.join(GRANT_TYPES)}")


def _resources(parameters: Parameters) -> tuple[str, ...]:
    if complaint := why_not_readable(parameters):
        raise BodyError(INVALID_TARGET, complaint)
    return named(parameters)


def _release(parameters: Parameters) -> VaultRelease | None:
    if complaint := parameters.complaint((PARAMETER,)):
        raise BodyError(INVALID, complaint)
    try:
        return parse(parameters.get(PARAMETER), is_answer=True)
    except DetailsError as refused:
        raise BodyError(INVALID, str(refused)) from None


def _scopes(parameters: Parameters) -> tuple[str, ...] | None:
    scope = parameters.get("scope")
    return None if scope is None else tuple(dict.fromkeys(scope.split()))


def _needed(parameters: Parameters, name: str) -> str:
    value = parameters.get(name)
    if value is None:
        raise BodyError("invalid_request", f"{name} is missing")
    return value
