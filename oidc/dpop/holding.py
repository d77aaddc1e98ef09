"""Holding: who asks at the token endpoint, and which key they showed; every proof is let in once."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from oidc.clients import store
from oidc.clients.authentication import Presented
from oidc.clients.client import Client
from oidc.dpop.proofs import Proof
from oidc.errors import BodyError

INVALID = "invalid_dpop_proof"


@dataclass(frozen=True, slots=True)
class Asker:
    """The credentials of a client and, if it showed one, the proof of a key."""

    presented: Presented
    proof: Proof | None = None


def held_key(session: Session, client: Client, proof: Proof | None) -> str | None:
    """Return the thumbprint of the key that the client holds, or None; the proof is used up.

    Raises `BodyError` for a proof that came before, and when a client that must hold a key shows none.
    """
    if proof is None:
        if client.must_hold_key:
            raise BodyError("invalid_request", "this client proves its key by a DPoP header")
        return None
    if proof.algorithm not in client.profile.client_algorithms:
        raise BodyError(INVALID, "this client does not sign by that algorithm")
    return use(session, proof)


def use(session: Session, proof: Proof) -> str:
    """Use a proof up and return the thumbprint of its key; raise `BodyError` when it came before."""
    if not store.use_assertion(session, proof.digest, proof.expires_at):
        raise BodyError(INVALID, "the proof was used before")
    return proof.thumbprint
