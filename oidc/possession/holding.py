"""Holding: who asks for a token, and what they showed that it shall be bound to; every proof of a key is let in once."""

from dataclasses import dataclass
from typing import assert_never

from sqlalchemy.orm import Session

from oidc.clients import store
from oidc.clients.authentication import Presented
from oidc.clients.client import Client
from oidc.dpop.proofs import Proof
from oidc.errors import BodyError
from oidc.possession.bindings import Binding, Kind

INVALID = "invalid_dpop_proof"


@dataclass(frozen=True, slots=True)
class Asker:
    """The credentials of a client, with the certificate of its connection, and the proof of a key if it showed one."""

    presented: Presented
    proof: Proof | None = None


def held(session: Session, client: Client, asker: Asker) -> Binding | None:
    """Return what tokens for the asker are bound to, or None; its proof is used up.

    Raises `BodyError` when a client that must hold something does not show it, and as `proved_key` does.
    """
    key = proved_key(session, client, asker.proof)
    match client.must_hold:
        case None:
            return key
        case Kind.KEY:
            if key is None:
                raise BodyError("invalid_request", "this client proves its key by a DPoP header")
            return key
        case Kind.CERTIFICATE:
            if asker.presented.certificate is None:
                raise BodyError("invalid_request", "this client shows its certificate, at the mtls_endpoint_aliases")
            return asker.presented.certificate.binding
    assert_never(client.must_hold)


def proved_key(session: Session, client: Client, proof: Proof | None) -> Binding | None:
    """Return the key that `proof` shows, and use the proof up; None without one.

    Raises `BodyError` for a proof that came before or is not signed as the client's profile asks, and
    for one of a client whose tokens are bound to its certificate: a token has one binding.
    """
    if proof is None:
        return None
    if client.must_hold is Kind.CERTIFICATE:
        raise BodyError(INVALID, "the tokens of this client are bound to its certificate; leave the DPoP header out")
    if proof.algorithm not in client.profile.client_algorithms:
        raise BodyError(INVALID, "this client does not sign by that algorithm")
    if not store.use_assertion(session, proof.digest, proof.expires_at):
        raise BodyError(INVALID, "the proof was used before")
    return Binding(Kind.KEY, proof.thumbprint)
