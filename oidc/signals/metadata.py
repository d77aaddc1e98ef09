"""What we say about ourselves as one who tells events (Shared Signals Framework 1.0, section 7.1)."""

from typing import Any

from oidc.signals.events import Kind

PUSHED, POLLED = "urn:ietf:rfc:8935", "urn:ietf:rfc:8936"


def document(issuer: str) -> dict[str, Any]:
    """Return the metadata. A stream is made by registering the client, so no endpoint manages streams."""
    return {
        "spec_version": "1_0",
        "issuer": issuer,
        "jwks_uri": f"{issuer}/jwks",
        "delivery_methods_supported": [PUSHED, POLLED],
        "default_subjects": "ALL",
        "authorization_schemes": [{"spec_urn": "urn:ietf:rfc:6749"}],
        "poll_endpoint": f"{issuer}/api/events",
        "events_supported": [kind.value for kind in Kind],
        "deletion_endpoint": f"{issuer}/api/deletions",
    }
