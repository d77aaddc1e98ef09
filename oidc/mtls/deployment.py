"""What of mutual TLS a deployment offers: nothing without a proxy that asks for certificates at an address of its own."""

from core.settings import Settings
from oidc.clients.profiles import TLS_METHODS

OF_AUTHORITIES, OF_ITSELF = TLS_METHODS
ALIASED = {
    "token_endpoint": "/token",
    "revocation_endpoint": "/revoke",
    "introspection_endpoint": "/introspect",
    "pushed_authorization_request_endpoint": "/par",
    "device_authorization_endpoint": "/device_authorization",
    "userinfo_endpoint": "/userinfo",
}


def methods(settings: Settings) -> tuple[str, ...]:
    """Return the ways in which certificates authenticate clients here; an authority's only where the proxy says that it checked."""
    if not settings.mtls_address:
        return ()
    return (OF_AUTHORITIES, OF_ITSELF) if settings.mtls_verified_header else (OF_ITSELF,)


def aliases(address: str, endpoints: frozenset[str]) -> dict[str, str]:
    """Return where those `endpoints` answer with mutual TLS (RFC 8705, section 5)."""
    return {name: address + path for name, path in ALIASED.items() if name in endpoints}
