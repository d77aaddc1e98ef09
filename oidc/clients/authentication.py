"""Authenticating a client: its one registered way, judged the same at every endpoint, with one answer to every failure."""

import hmac
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from keys.ring import KeyRing
from oidc.clients import store
from oidc.clients.assertions import AssertionRefusedError, Proved, verify
from oidc.clients.client import Client
from oidc.clients.credentials import Assertion, Credentials, Secret
from oidc.clients.fetched_keys import KeyCache
from oidc.clients.key_sets import PublicKey
from oidc.clients.signed import SignatureRefusedError, header_of
from oidc.errors import invalid_client
from oidc.outbound import Door

NO_DIGEST = bytes(32)
log = logging.getLogger("sekali.oidc.clients")


@dataclass(frozen=True, slots=True)
class Presented:
    """Credentials as they came, with the keys that may have signed them, fetched before any transaction began."""

    credentials: Credentials
    keys: Sequence[PublicKey] = ()


def claimed_client(session: Session, credentials: Credentials) -> Client | None:
    """Return the client whose keys an assertion must be verified with, or None when no keys are needed."""
    if not isinstance(credentials, Assertion):
        return None
    kept = store.find(session, credentials.client_id)
    return kept.client if kept is not None and kept.client.authenticates_by(credentials.method) else None


def presented(credentials: Credentials, client: Client | None, cache: KeyCache, door: Door) -> Presented:
    """Return `credentials` with the public keys of `client`, which may come over the network: never in a transaction."""
    if client is None or not isinstance(credentials, Assertion):
        return Presented(credentials)
    return Presented(credentials, cache.keys_of(client, door, kid_of(credentials.token)))


def authenticate(session: Session, keys: KeyRing, shown: Presented, issuer: str, now: datetime) -> Client:
    """Return the client that `shown` proves; raise the one `BodyError` of invalid_client otherwise.

    An assertion is used up here, in the caller's transaction.
    """
    credentials = shown.credentials
    kept = store.find(session, credentials.client_id)
    if isinstance(credentials, Secret):
        # Compared for an unknown client too: the answer takes the same time.
        wanted = (kept.secret_digest if kept else None) or NO_DIGEST
        if not hmac.compare_digest(keys.secret_digest(credentials.secret), wanted):
            raise invalid_client()
    if kept is None or not kept.client.authenticates_by(credentials.method):
        raise invalid_client()
    if isinstance(credentials, Assertion):
        _use(session, kept.client, shown, issuer, now)
    return kept.client


def _use(session: Session, client: Client, shown: Presented, issuer: str, now: datetime) -> None:
    proved = _proved(client, shown, issuer, now)
    if proved is None or not store.use_assertion(session, proved.digest, proved.expires_at):
        raise invalid_client()


def _proved(client: Client, shown: Presented, issuer: str, now: datetime) -> Proved | None:
    assert isinstance(shown.credentials, Assertion)  # noqa: S101 - told by the caller
    audiences = {issuer, f"{issuer}/token"} if client.profile.assertion_at_token_endpoint else {issuer}
    chosen = client.details.get("token_endpoint_auth_signing_alg")
    algorithms = (str(chosen),) if chosen else client.profile.client_algorithms
    try:
        return verify(shown.credentials.token, shown.keys, client.id, audiences, now, algorithms)
    except AssertionRefusedError as refused:
        log.info("client assertion refused: %s (client %s)", refused, client.id)
        return None


def kid_of(token: str) -> str | None:
    """Return the `kid` that a token claims, so that unknown keys can be fetched; None when it names none."""
    try:
        kid = header_of(token).get("kid")
    except SignatureRefusedError:
        return None
    return kid if isinstance(kid, str) else None
