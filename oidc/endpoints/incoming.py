"""A request as the endpoints of machines read it, by whichever door it came: its form, and who sends it."""

from dataclasses import dataclass, field

from core.db import reading
from core.runtime import AtMtls, request_time, settings
from oidc.bearer import Shown, shown_token
from oidc.clients.authentication import Presented, claimed_client, presented
from oidc.clients.credentials import credentials
from oidc.clients.fetched_keys import KeyCache
from oidc.dpop.proofs import Proof, ProofRefusedError, verified
from oidc.errors import BearerError, BodyError
from oidc.mtls.certificates import Certificate, CertificateRefusedError, shown_certificate
from oidc.outbound import Door
from oidc.parameters import Parameters
from oidc.possession.holding import INVALID

FORM = "application/x-www-form-urlencoded"
CLIENT_KEYS = KeyCache()


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request: `parameters` are those of its form (none when the body is of another type), or of its address where that is asked.

    `accepts` and `known` are what `Accept` and `If-None-Match` say; `mtls` is what our proxy tells of the connection, None at
    the ordinary address.
    """

    method: str
    path: str
    parameters: Parameters
    authorization: str | None = field(default=None, repr=False)
    proofs: tuple[str, ...] = ()
    accepts: str = ""
    known: str = ""
    mtls: AtMtls | None = None


def presented_in(incoming: Incoming) -> Presented:
    """Return the client's credentials, with the keys to judge them by, fetched before any transaction begins."""
    shown = credentials(incoming.parameters, incoming.authorization)
    try:
        certificate = certificate_of_client(incoming)
    except CertificateRefusedError as refused:
        raise BodyError("invalid_client", str(refused), 401) from None
    with reading() as session:
        client = claimed_client(session, shown, certificate)
    return presented(shown, certificate, client, CLIENT_KEYS, door())


def certificate_of_client(incoming: Incoming) -> Certificate | None:
    """Return the certificate of the connection, or None without one; raise `CertificateRefusedError`."""
    told = incoming.mtls
    return None if told is None else shown_certificate(told.certificate, told.verified, request_time())


def proof_in(incoming: Incoming) -> Proof | None:
    """Return what the request's DPoP header shows, or None without one; raise `ProofRefusedError`."""
    shown = incoming.proofs
    if not shown:
        return None
    if len(shown) > 1:
        raise ProofRefusedError("more than one DPoP header")
    address = settings().issuer if incoming.mtls is None else settings().mtls_address
    return verified(shown[0], incoming.method, address + incoming.path, request_time())


def proof_of_client(incoming: Incoming) -> Proof | None:
    """Return the same where a client proves itself; raise `BodyError`."""
    try:
        return proof_in(incoming)
    except ProofRefusedError as refused:
        raise BodyError(INVALID, str(refused)) from None


def shown_in(incoming: Incoming) -> Shown:
    """Return the access token of the request with its proof; raise `BearerError`."""
    try:
        return shown_token(
            incoming.authorization, incoming.parameters, proof_in(incoming), certificate_of_client(incoming)
        )
    except ProofRefusedError as refused:
        raise BearerError(INVALID, str(refused), wants_proof=True) from None
    except CertificateRefusedError as refused:
        raise BearerError("invalid_token", str(refused)) from None


def door() -> Door:
    """Return the way out that this deployment's settings allow."""
    own = settings()
    return Door(own.outbound_hosts, own.outbound_ca_file)
