"""Bearer tokens in requests (RFC 6750, section 2): one token, in the header or the form, never in the address."""

from oidc.errors import BearerError
from oidc.parameters import Parameters

SCHEME = "bearer"
NO_TOKEN = "no access token was sent in the Authorization header"


def bearer_token(authorization: str | None, form: Parameters) -> str:
    """Return the token of a request; raise `BearerError`: 401 without one, 400 for two or a repeated one."""
    if complaint := form.complaint(("access_token",)):
        raise BearerError("invalid_request", complaint, 400)
    in_form = form.get("access_token")
    in_header = header_token(authorization)
    if in_form is not None and in_header is not None:
        raise BearerError("invalid_request", "the access token is sent in more than one way", 400)
    token = in_form or in_header
    if token is None:
        raise BearerError(None, NO_TOKEN)
    return token


def header_token(authorization: str | None) -> str | None:
    """Return the token of an Authorization header, or None when it holds none."""
    scheme, _, token = (authorization or "").partition(" ")
    return token.strip() or None if scheme.lower() == SCHEME else None
