"""Answers that leave as JWTs: signed by us, encrypted to their client, or first the one and then the other (RFC 7519, section 5.2)."""

import json
from collections.abc import Mapping
from typing import Any

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwe import JWERegistry

from keys.ring import KeyRing
from oidc.clients.client import Client
from oidc.clients.encryption import Encryption, Outgoing
from oidc.clients.fetched_keys import Recipients
from oidc.clients.key_sets import PublicKey

NESTED = "JWT"


class NoUsableKeyError(Exception):
    """A client wants an answer encrypted and has no key for that at this moment: it gets none, never a readable one."""

    def __init__(self, client_id: str, kind: Outgoing) -> None:
        super().__init__(f"{kind} for client {client_id}")


def sealed(
    keys: KeyRing,
    recipients: Recipients,
    client: Client,
    kind: Outgoing,
    claims: Mapping[str, Any],
    signed_by: str | None,
    typ: str = "JWT",
) -> str:
    """Return `claims` as a compact JWT for `client`: signed by `signed_by` unless that is None, encrypted if the client asked so.

    Raises `NoUsableKeyError`, and `KeysNeededError` where `recipients` does.
    """
    signed = None if signed_by is None else keys.sign_jwt(claims, signed_by, typ)
    wanted, key = client.encryption(kind), recipient(recipients, client, kind)
    if wanted is None or key is None:
        if signed is None:
            raise ValueError("an answer that is neither signed nor encrypted is no JWT")
        return signed
    try:
        return _encrypted(key, wanted, signed or json.dumps(claims), cty=NESTED if signed else None)
    except (JoseError, ValueError):
        # A point of small order, say: such a key can be read, and nothing can be encrypted to it.
        raise NoUsableKeyError(client.id, kind) from None


def recipient(recipients: Recipients, client: Client, kind: Outgoing) -> PublicKey | None:
    """Return the key to which `kind` is encrypted for `client`, None when that asked for no encryption. Raises like `sealed`."""
    wanted = client.encryption(kind)
    if wanted is None:
        return None
    key = recipients(client, wanted.alg)
    if key is None:
        raise NoUsableKeyError(client.id, kind)
    return key


def _encrypted(key: PublicKey, wanted: Encryption, content: str, cty: str | None) -> str:
    header = {"alg": wanted.alg, "enc": wanted.enc, "kid": key.get("kid"), "cty": cty}
    protected = {name: value for name, value in header.items() if value is not None}
    return jwe.encrypt_compact(protected, content, key, registry=JWERegistry(algorithms=[wanted.alg, wanted.enc]))
