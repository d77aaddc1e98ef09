"""Access tokens in requests (RFC 6750, section 2; RFC 9449, section 7.1): one token, in the header or the form, never in the address."""

from dataclasses import dataclass, field

from oidc.dpop.proofs import Proof
from oidc.errors import BearerError
from oidc.mtls.certificates import Certificate
from oidc.parameters import Parameters

BEARER = "bearer"
DPOP = "dpop"
NO_TOKEN = "no access token was sent in the Authorization header"


@dataclass(frozen=True, slots=True)
class Shown:
    """An access token as a request shows it: its secret, whether as one that is bound to a key, and what came along."""

    secret: str = field(repr=False)
    as_bound: bool = False
    proof: Proof | None = None
    certificate: Certificate | None = None


def shown_token(
    authorization: str | None, form: Parameters, proof: Proof | None = None, certificate: Certificate | None = None
) -> Shown:
    """Return the token of a request; raise `BearerError`: 401 without one, 400 for two or a repeated one."""
    if complaint := form.complaint(("access_token",)):
        raise BearerError("invalid_request", complaint, 400)
    in_form = form.get("access_token")
    scheme, in_header = _in_header(authorization)
    if in_form is not None and in_header is not None:
        raise BearerError("invalid_request", "the access token is sent in more than one way", 400)
    token = in_form or in_header
    if token is None:
        raise BearerError(None, NO_TOKEN)
    return Shown(token, in_header is not None and scheme == DPOP, proof, certificate)


def header_token(authorization: str | None) -> str | None:
    """Return the bearer token of an Authorization header, or None when it holds none."""
    scheme, token = _in_header(authorization)
    return token if scheme == BEARER else None


def _in_header(authorization: str | None) -> tuple[str, str | None]:
    scheme, _, token = (authorization or "").partition(" ")
    scheme = scheme.lower()
    return scheme, (token.strip() or None) if scheme in {BEARER, DPOP} else None
