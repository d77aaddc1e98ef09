"""Registering clients: by themselves where the deployment is open (RFC 7591), by the operator always; and managing them (RFC 7592)."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from consent import unverified
from core.clock import to_epoch
from core.ids import digest, new_id, new_secret
from keys.ring import KeyRing
from oidc import redirects
from oidc.clients import store
from oidc.clients.client import SECRET_METHODS, Client, built
from oidc.clients.metadata import accepted
from oidc.clients.values import Rules
from oidc.errors import BearerError, BodyError
from oidc.outbound import Door, OutboundError


@dataclass(frozen=True, slots=True)
class Registered:
    """A client as it is answered to whoever registered it; both secrets leave here once and are kept as digests."""

    client: Client
    created_at: datetime | None = None
    secret: str | None = field(default=None, repr=False)
    registration_token: str | None = field(default=None, repr=False)

    def body(self, issuer: str) -> dict[str, Any]:
        """Return the client information response (RFC 7591, section 3.2.1): every registered value is echoed."""
        told: dict[str, Any] = {"client_id": self.client.id}
        if self.created_at is not None:
            told["client_id_issued_at"] = to_epoch(self.created_at)
        if self.secret is not None:
            told |= {"client_secret": self.secret, "client_secret_expires_at": 0}
        if self.registration_token is not None:
            told["registration_access_token"] = self.registration_token
            told["registration_client_uri"] = f"{issuer}/register/{self.client.id}"
        return told | {"token_endpoint_auth_method": self.client.auth_method} | dict(self.client.details)


def checked(document: Any, rules: Rules, door: Door) -> tuple[dict[str, Any], str]:
    """Return the metadata that is registered for `document`, and the client's sector, empty when it has none.

    Addresses on several hosts have none without a sector document; its service is then the whole
    world in which a citizen has one name (docs/divergences.md).

    A sector document is fetched and must list every redirect address (OpenID Connect Registration 1.0,
    section 5), so this is called outside of transactions. Raises `BodyError`.
    """
    details = accepted(document, rules)
    address = details.get("sector_identifier_uri")
    if address is None:
        return details, redirects.sector_of(details.get("redirect_uris", ())) or ""
    try:
        listed = door.fetch_json(address)
    except OutboundError:
        raise BodyError("invalid_client_metadata", "sector_identifier_uri cannot be fetched") from None
    if not isinstance(listed, list) or not set(details.get("redirect_uris", ())) <= {
        one for one in listed if isinstance(one, str)
    }:
        raise BodyError("invalid_client_metadata", "sector_identifier_uri does not list every redirect address")
    return details, redirects.sector_of([address]) or ""


def self_portrait(details: Mapping[str, Any]) -> unverified.Registration:
    """Return what a client without a registered service says about its service."""
    return unverified.Registration(
        name=str(details.get("client_name", "")),
        homepage=str(details.get("client_uri", "")),
        privacy_url=str(details.get("policy_uri", "")),
        contact=", ".join(details.get("contacts", ())),
    )


def register(
    session: Session, keys: KeyRing, service: str, rules: Rules, details: Mapping[str, Any], sector: str, now: datetime
) -> Registered:
    """Keep a client that registers itself for `service`, and return it with its secrets."""
    token = new_secret()
    made = add(session, keys, service, rules, details, sector, now, registration=digest(token))
    return Registered(made.client, now, made.secret, token)


def add(  # noqa: PLR0913 - a client is made of these
    session: Session,
    keys: KeyRing,
    service: str,
    rules: Rules,
    details: Mapping[str, Any],
    sector: str,
    now: datetime,
    *,
    secret: str | None = None,
    registration: bytes | None = None,
) -> Registered:
    """Keep a new client of `service` with checked metadata and return it with its secret (a fresh one unless given)."""
    client = built(new_id(), service, 1, rules.profile.name, sector, details)
    secret = (secret or new_secret()) if client.auth_method in SECRET_METHODS else None
    store.add(session, client, keys.secret_digest(secret) if secret else None, registration, now)
    return Registered(client, now, secret)


def managed(session: Session, client_id: str, token: str | None) -> Client:
    """Return the client that a registration token manages, its own and no other; raise `BearerError`."""
    kept = store.find(session, client_id)
    held = kept.registration_digest if kept else None
    if token is None or not hmac.compare_digest(digest(token), held or bytes(32)) or kept is None:
        raise BearerError("invalid_token" if token else None, "the registration access token is not this client's")
    return kept.client


def replace(
    session: Session, client_id: str, token: str | None, document: Any, details: Mapping[str, Any], sector: str
) -> Registered:
    """Replace the whole metadata of a client (RFC 7592, section 2.2); raise `BearerError` or `BodyError`.

    What was left out falls back to its default; the way of authentication cannot be changed, since
    secrets are made at registration.
    """
    client = managed(session, client_id, token)
    if document.get("client_id") != client.id:
        raise BodyError("invalid_client_metadata", "client_id is not this client's")
    if details.get("token_endpoint_auth_method", client.auth_method) != client.auth_method:
        raise BodyError("invalid_client_metadata", "token_endpoint_auth_method cannot be changed")
    if not store.change(session, client.id, client.version, details=dict(details), sector=sector):
        raise BodyError("invalid_client_metadata", "the client was changed at the same moment; read it again")
    changed = built(client.id, client.service, client.version + 1, client.profile.name, sector, details)
    return Registered(changed, registration_token=token)


def remove(session: Session, client_id: str, token: str | None) -> None:
    """End a client for good, and every token of it with it (RFC 7592, section 2.3); raise `BearerError`."""
    client = managed(session, client_id, token)
    store.change(session, client.id, state="removed", registration_digest=None, secret_digest=None)


def rotate_secret(session: Session, keys: KeyRing, client_id: str) -> str | None:
    """Give a client a fresh secret, from now on its only one; return it, or None when there is no such client."""
    kept = store.find(session, client_id)
    if kept is None or kept.client.auth_method not in SECRET_METHODS:
        return None
    secret = new_secret()
    done = store.change(session, client_id, kept.client.version, secret_digest=keys.secret_digest(secret))
    return secret if done else None
