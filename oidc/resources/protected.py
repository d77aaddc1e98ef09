"""Protected resource metadata: what our own doors say about themselves to a client that knows only their address (RFC 9728)."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from oidc.clients.profiles import Profile, signing_algorithms
from oidc.parameter_checks import OPENID, PURPOSE
from oidc.resources.resource import Resource

WELL_KNOWN = "/.well-known/oauth-protected-resource"
USERINFO, RELEASE = "userinfo", "api/release/"


def is_protected(path: str) -> bool:
    """Tell whether one of our doors to what is kept about a citizen is at `path`, written without its first stroke."""
    return path in {"", USERINFO} or (path.startswith(RELEASE) and path != RELEASE)


def all_scopes(own: Iterable[str], known: Iterable[Resource]) -> tuple[str, ...]:
    """Return our `own` scopes and those of resource servers, each once."""
    return tuple(dict.fromkeys((*own, *(scope for one in known for scope in one.scopes))))


def listed(issuer: str, known: Iterable[Resource]) -> dict[str, list[str]]:
    """Return the member of our metadata that names us and the resource servers whose tokens we give (section 4)."""
    return {"protected_resources": [issuer, *(one.identifier for one in known)]}


def document(
    issuer: str,
    path: str,
    profiles: tuple[Profile, ...],
    scopes: Iterable[str],
    purposes: Iterable[str],
    *,
    takes_certificates: bool,
) -> dict[str, Any]:
    """Return the metadata of our door at `path`, or of all of them when that is empty (section 2).

    `scopes` are the catalogue's, `purposes` the keys now offered; `takes_certificates` where tokens may be bound to one.
    """
    proofs = list(dict.fromkeys(name for profile in profiles for name in profile.client_algorithms))
    by_form = path == USERINFO
    return {
        "resource": f"{issuer}/{quote(path)}" if path else issuer,
        "authorization_servers": [issuer],
        "jwks_uri": f"{issuer}/jwks",
        "scopes_supported": [OPENID, *scopes, *(PURPOSE + key for key in purposes)],
        "bearer_methods_supported": ["header", "body"] if by_form else ["header"],
        **({"resource_signing_alg_values_supported": list(signing_algorithms(profiles))} if by_form else {}),
        "dpop_signing_alg_values_supported": proofs,
        "dpop_bound_access_tokens_required": False,
        "tls_client_certificate_bound_access_tokens": takes_certificates,
        "resource_name": "Sekali",
        "resource_documentation": f"{issuer}/help",
        "resource_policy_uri": f"{issuer}/privacy",
        "resource_tos_uri": f"{issuer}/terms",
    }
