"""Access tokens for resource servers: opaque ones that it introspects, or JWTs that it reads by itself (RFC 9068)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from core.clock import to_epoch
from keys.ring import KeyRing
from oidc.possession.bindings import confirmation
from oidc.resources.resource import JWT, Resource
from oidc.tokens import NewToken

TYPE = "at+jwt"


def addressed(
    keys: KeyRing, issuer: str, resource: Resource, token: NewToken, subject: Mapping[str, Any], now: datetime
) -> NewToken:
    """Return `token` as the resource server reads it; `subject` are the claims about who stands behind it.

    None of them is an attribute of a citizen. A JWT is kept as a digest like every token, so that it can be
    revoked and introspected.
    """
    token = replace(token, audience=resource.identifier)
    if resource.form != JWT:
        return token
    claims = {
        "iss": issuer,
        "aud": resource.identifier,
        "exp": to_epoch(token.expires_at),
        "iat": to_epoch(now),
        "jti": token.id,
        **({"scope": " ".join(token.scopes)} if token.scopes else {}),
        **confirmation(token.bound_to),
        **subject,
    }
    return replace(token, secret=keys.sign_jwt(claims, resource.algorithm, TYPE))
