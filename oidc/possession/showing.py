"""Showing a token: a bound one is worth nothing without the key or the certificate that it is bound to."""

from sqlalchemy.orm import Session

from oidc.bearer import Shown
from oidc.clients import store
from oidc.errors import BearerError
from oidc.possession.bindings import Binding, Kind

INVALID = "invalid_token"
NO_PROOF = "invalid_dpop_proof"


def check_possession(session: Session, bound_to: Binding | None, shown: Shown) -> None:
    """Raise `BearerError` unless the request shows what its token is bound to (RFC 9449, 7.1; RFC 8705, 3).

    A proof is used up.
    """
    is_of_key = bound_to is not None and bound_to.kind is Kind.KEY
    if is_of_key is not shown.as_bound:
        raise BearerError(INVALID, "the token is not shown as what it is, bound to a key or not", wants_proof=True)
    if bound_to is None:
        return
    if bound_to.kind is Kind.KEY:
        _check_proof(session, bound_to, shown)
    elif shown.certificate is None or shown.certificate.binding != bound_to:
        raise BearerError(INVALID, "the token is bound to another certificate than this connection shows")


def _check_proof(session: Session, bound_to: Binding, shown: Shown) -> None:
    proof = shown.proof
    if proof is None or not proof.is_for(shown.secret):
        raise BearerError(NO_PROOF, "a DPoP header proves the key for this token", wants_proof=True)
    if Binding(Kind.KEY, proof.thumbprint) != bound_to:
        raise BearerError(INVALID, "the token is bound to another key", wants_proof=True)
    if not store.use_assertion(session, proof.digest, proof.expires_at):
        raise BearerError(NO_PROOF, "the proof was used before", wants_proof=True)
