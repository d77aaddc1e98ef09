"""What machine endpoints read of a request: its form, and who sends it."""

from flask import request

from core.db import reading
from core.runtime import request_time, settings
from oidc.bearer import Shown, shown_token
from oidc.clients.authentication import Presented, claimed_client, presented
from oidc.clients.credentials import credentials
from oidc.clients.fetched_keys import KeyCache
from oidc.dpop.holding import INVALID
from oidc.dpop.proofs import Proof, ProofRefusedError, verified
from oidc.errors import BearerError, BodyError
from oidc.outbound import Door
from oidc.parameters import Parameters, read

FORM = "application/x-www-form-urlencoded"
CLIENT_KEYS = KeyCache()


def form() -> Parameters:
    """Return the parameters of the body; any other type of body has none."""
    return read(request.form.items(multi=True) if request.mimetype == FORM else ())


def presented_in(parameters: Parameters) -> Presented:
    """Return the client's credentials, with the keys to judge them by, fetched before any transaction begins."""
    shown = credentials(parameters, request.headers.get("Authorization"))
    with reading() as session:
        client = claimed_client(session, shown)
    return presented(shown, client, CLIENT_KEYS, door())


def proof() -> Proof | None:
    """Return what the request's DPoP header shows, or None without one; raise `ProofRefusedError`."""
    shown = request.headers.getlist("DPoP")
    if not shown:
        return None
    if len(shown) > 1:
        raise ProofRefusedError("more than one DPoP header")
    return verified(shown[0], request.method, settings().issuer + request.path, request_time())


def proof_of_client() -> Proof | None:
    """Return the same where a client proves itself; raise `BodyError`."""
    try:
        return proof()
    except ProofRefusedError as refused:
        raise BodyError(INVALID, str(refused)) from None


def shown_in(parameters: Parameters) -> Shown:
    """Return the access token of the request with its proof; raise `BearerError`."""
    try:
        return shown_token(request.headers.get("Authorization"), parameters, proof())
    except ProofRefusedError as refused:
        raise BearerError(INVALID, str(refused), wants_proof=True) from None


def door() -> Door:
    """Return the way out that this deployment's settings allow."""
    own = settings()
    return Door(own.outbound_hosts, own.outbound_ca_file)
