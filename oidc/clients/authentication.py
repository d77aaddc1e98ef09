"""Authenticating a client: its one registered way, judged the same at every endpoint, with one answer to every failure."""

import hmac
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from keys.ring import KeyRing
from oidc.clients import store
from oidc.clients.assertions import AssertionRefusedError, Proved, verify
from oidc.clients.client import Client
from oidc.clients.credentials import Assertion, Bare, Credentials, Secret
from oidc.clients.fetched_keys import KeyCache
from oidc.clients.key_sets import PublicKey
from oidc.clients.profiles import TLS_METHODS
from oidc.clients.signed import SignatureRefusedError, header_of
from oidc.errors import invalid_client
from oidc.mtls.certificates import Certificate
from oidc.mtls.deployment import OF_ITSELF
from oidc.mtls.subjects import NAMES, bears
from oidc.outbound import Door
from oidc.terms import Terms

NO_DIGEST = bytes(32)
OF_KEYS = frozenset({"private_key_jwt", OF_ITSELF})  # judged by what lies in jwks or at jwks_uri
log = logging.getLogger("sekali.oidc.clients")


@dataclass(frozen=True, slots=True)
class Presented:
    """Credentials as they came, with the certificate of the connection.

    `keys` may have signed them, `certificates` (thumbprints) are the client's own: both fetched before any transaction began.
    """

    credentials: Credentials
    keys: Sequence[PublicKey] = ()
    certificate: Certificate | None = None
    certificates: frozenset[str] = frozenset()


def claimed_client(session: Session, credentials: Credentials, certificate: Certificate | None) -> Client | None:
    """Return the client whose keys or certificates the credentials must be judged by, or None when none are needed."""
    if isinstance(credentials, Secret) or (isinstance(credentials, Bare) and certificate is None):
        return None
    kept = store.find(session, credentials.client_id)
    return kept.client if kept is not None and _way(kept.client, credentials) in OF_KEYS else None


def presented(
    credentials: Credentials, certificate: Certificate | None, client: Client | None, cache: KeyCache, door: Door
) -> Presented:
    """Return `credentials` with the public keys of `client`, which may come over the network: never in a transaction."""
    if client is None:
        return Presented(credentials, certificate=certificate)
    if isinstance(credentials, Assertion):
        return Presented(credentials, cache.keys_of(client, door, kid_of(credentials.token)), certificate)
    assert certificate is not None  # noqa: S101 - told by the client that was claimed
    known = cache.certificates_of(client, door, certificate.binding.thumbprint)
    return Presented(credentials, certificate=certificate, certificates=known)


def authenticate(session: Session, keys: KeyRing, shown: Presented, terms: Terms, now: datetime) -> Client:
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
    way = _way(kept.client, credentials) if kept else None
    if kept is None or way is None:
        raise invalid_client()
    if isinstance(credentials, Assertion):
        _use(session, kept.client, shown, terms, now)
    elif why := why_not_shown(way, kept.client.details, shown):
        log.info("client certificate refused: %s (client %s)", why, kept.client.id)
        raise invalid_client()
    return kept.client


def why_not_shown(way: str, details: Mapping[str, Any], shown: Presented) -> str | None:
    """Return why a certificate is not the client's (RFC 8705, section 2), or None when it is, or `way` needs none."""
    if way not in TLS_METHODS:
        return None
    if shown.certificate is None:
        return "none was shown at the address of mutual TLS"
    if way == OF_ITSELF:
        is_known = shown.certificate.binding.thumbprint in shown.certificates
        return None if is_known else "it is not among the x5c of the client's keys"
    if not shown.certificate.is_verified:
        return "the proxy does not say that it verified the chain, or it is self-signed"
    names = [(member, str(details[member])) for member in NAMES if member in details]
    is_named = len(names) == 1 and bears(shown.certificate, *names[0])
    return None if is_named else "it does not bear the registered name"


def _way(client: Client, credentials: Credentials) -> str | None:
    # A request that holds only a name is a public client's, or is proved by its connection: which, was registered.
    is_bare = isinstance(credentials, Bare) and client.auth_method in TLS_METHODS
    way = client.auth_method if is_bare else credentials.method
    return way if client.authenticates_by(way) else None


def _use(session: Session, client: Client, shown: Presented, terms: Terms, now: datetime) -> None:
    proved = _proved(client, shown, terms, now)
    if proved is None or not store.use_assertion(session, proved.digest, proved.expires_at):
        raise invalid_client()


def _proved(client: Client, shown: Presented, terms: Terms, now: datetime) -> Proved | None:
    assert isinstance(shown.credentials, Assertion)  # noqa: S101 - told by the caller
    audiences = {terms.issuer, *(terms.token_endpoints if client.profile.assertion_at_token_endpoint else ())}
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
