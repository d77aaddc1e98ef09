"""What machine endpoints read of a request: its form, and who sends it."""

from flask import request

from core.db import reading
from core.runtime import at_mtls, request_time, settings
from oidc.bearer import Shown, shown_token
from oidc.clients.authentication import Presented, claimed_client, presented
from oidc.clients.credentials import credentials
from oidc.clients.fetched_keys import KeyCache
from oidc.dpop.proofs import Proof, ProofRefusedError, verified
from oidc.errors import BearerError, BodyError
from oidc.mtls.certificates import Certificate, CertificateRefusedError, shown_certificate
from oidc.outbound import Door
from oidc.parameters import Parameters, read
from oidc.possession.holding import INVALID

FORM = "application/x-www-form-urlencoded"
CLIENT_KEYS = KeyCache()


def form() -> Parameters:
    """Return the parameters of the body; any other type of body has none."""
    return read(request.form.items(multi=True) if request.mimetype == FORM else ())


def presented_in(parameters: Parameters) -> Presented:
    """Return the client's credentials, with the keys to judge them by, fetched before any transaction begins."""
    shown = credentials(parameters, request.headers.get("Authorization"))
    try:
        certificate = certificate_of_client()
    except CertificateRefusedError as refused:
        raise BodyError("invalid_client", str(refused), 401) from None
    with reading() as session:
        client = claimed_client(session, shown, certificate)
    return presented(shown, certificate, client, CLIENT_KEYS, door())


def certificate_of_client() -> Certificate | None:
    """Return the certificate of the connection, or None without one; raise `CertificateRefusedError`."""
    told = at_mtls()
    return None if told is None else shown_certificate(told.certificate, told.verified, request_time())


def proof() -> Proof | None:
    """Return what the request's DPoP header shows, or None without one; raise `ProofRefusedError`."""
    shown = request.headers.getlist("DPoP")
    if not shown:
        return None
    if len(shown) > 1:
        raise ProofRefusedError("more than one DPoP header")
    return verified(shown[0], request.method, _address() + request.path, request_time())


def proof_of_client() -> Proof | None:
    """Return the same where a client proves itself; raise `BodyError`."""
    try:
        return proof()
    except ProofRefusedError as refused:
        raise BodyError(INVALID, str(refused)) from None


def shown_in(parameters: Parameters) -> Shown:
    """Return the access token of the request with its proof; raise `BearerError`."""
    try:
        return shown_token(request.headers.get("Authorization"), parameters, proof(), certificate_of_client())
    except ProofRefusedError as refused:
        raise BearerError(INVALID, str(refused), wants_proof=True) from None
    except CertificateRefusedError as refused:
        raise BearerError("invalid_token", str(refused)) from None


def _address() -> str:
    return settings().issuer if at_mtls() is None else settings().mtls_address


def door() -> Door:
    """Return the way out that this deployment's settings allow."""
    own = settings()
    return Door(own.outbound_hosts, own.outbound_ca_file)
