"""The token request: parsed once into one of the grants that are offered (RFC 6749, sections 4.1.3 and 6)."""

from dataclasses import dataclass, field

from oidc.codes import CodeRedemption
from oidc.errors import BodyError
from oidc.parameters import Parameters

KNOWN = ("grant_type", "code", "redirect_uri", "code_verifier", "refresh_token", "scope")
GRANT_TYPES = ("authorization_code", "refresh_token")


@dataclass(frozen=True, slots=True)
class RefreshRequest:
    """A token request with a refresh token; `scopes` narrows what the new access token may do."""

    refresh_token: str = field(repr=False)
    scopes: tuple[str, ...] | None


TokenRequest = CodeRedemption | RefreshRequest


def token_request(parameters: Parameters) -> TokenRequest:
    """Return the typed request of `parameters`; raise `BodyError` for any other (RFC 6749, section 5.2)."""
    if complaint := parameters.complaint(KNOWN):
        raise BodyError("invalid_request", complaint)
    match parameters.get("grant_type"):
        case "authorization_code":
            code = _needed(parameters, "code")
            return CodeRedemption(code, parameters.get("redirect_uri"), parameters.get("code_verifier"))
        case "refresh_token":
            scope = parameters.get("scope")
            scopes = None if scope is None else tuple(dict.fromkeys(scope.split()))
            return RefreshRequest(_needed(parameters, "refresh_token"), scopes)
        case None:
            raise BodyError("invalid_request", "grant_type is missing")
        case _:
            raise BodyError("unsupported_grant_type", "grant_type must be authorization_code or refresh_token")


def _needed(parameters: Parameters, name: str) -> str:
    value = parameters.get(name)
    if value is None:
        raise BodyError("invalid_request", f"{name} is missing")
    return value
