"""Authenticating a client: its one registered way, judged the same at every endpoint, with one answer to every failure."""

import hmac
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from core.canonical import NotCanonicalError, unb64
from keys.ring import KeyRing
from oidc.clients import store
from oidc.clients.assertions import AssertionRefusedError, Proved, verify
from oidc.clients.client import Client
from oidc.clients.credentials import Assertion, Credentials, Secret
from oidc.clients.fetched_keys import KeyCache
from oidc.clients.key_sets import PublicKey
from oidc.clients.profiles import ASSERTION_ALGORITHMS
from oidc.errors import invalid_client
from oidc.outbound import Door

NO_DIGEST = bytes(32)
log = logging.getLogger("sekali.oidc.clients")


@dataclass(frozen=True, slots=True)
class Presented:
    """Credentials as they came, with the keys that may have signed them, fetched before any transaction began."""

    credentials: Credentials
    keys: Sequence[PublicKey] = ()


def with_keys(session: Session, credentials: Credentials, cache: KeyCache, door: Door) -> Presented:
    """Return `credentials` with the client's public keys when they are an assertion.

    The keys may come over the network: `session` only reads, and holds no lock meanwhile.
    """
    if not isinstance(credentials, Assertion):
        return Presented(credentials)
    kept = store.find(session, credentials.client_id)
    session.rollback()
    if kept is None or kept.client.auth_method != credentials.method:
        return Presented(credentials)
    return Presented(credentials, cache.keys_of(kept.client, door, _kid(credentials.token)))


def authenticate(session: Session, keys: KeyRing, presented: Presented, issuer: str, now: datetime) -> Client:
    """Return the client that `presented` proves; raise the one `BodyError` of invalid_client otherwise.

    An assertion is used up here, in the caller's transaction.
    """
    credentials = presented.credentials
    kept = store.find(session, credentials.client_id)
    if isinstance(credentials, Secret):
        # Compared for an unknown client too: the answer takes the same time.
        wanted = (kept.secret_digest if kept else None) or NO_DIGEST
        if not hmac.compare_digest(keys.secret_digest(credentials.secret), wanted):
            raise invalid_client()
    if kept is None or kept.client.auth_method != credentials.method:
        raise invalid_client()
    if isinstance(credentials, Assertion):
        _use(session, kept.client, presented, issuer, now)
    return kept.client


def _use(session: Session, client: Client, presented: Presented, issuer: str, now: datetime) -> None:
    proved = _proved(client, presented, issuer, now)
    if proved is None or not store.use_assertion(session, proved.digest, proved.expires_at):
        raise invalid_client()


def _proved(client: Client, presented: Presented, issuer: str, now: datetime) -> Proved | None:
    assert isinstance(presented.credentials, Assertion)  # noqa: S101 - told by the caller
    audiences = {issuer, f"{issuer}/token"} if client.profile.assertion_at_token_endpoint else {issuer}
    chosen = client.details.get("token_endpoint_auth_signing_alg")
    algorithms = (str(chosen),) if chosen else ASSERTION_ALGORITHMS
    try:
        return verify(presented.credentials.token, presented.keys, client.id, audiences, now, algorithms)
    except AssertionRefusedError as refused:
        log.info("client assertion refused: %s (client %s)", refused, client.id)
        return None


def _kid(token: str) -> str | None:
    try:
        kid = json.loads(unb64(token.split(".")[0])).get("kid")
    except (ValueError, NotCanonicalError, AttributeError, RecursionError):
        return None
    return kid if isinstance(kid, str) else None
