"""The keys of clients as they are now: registered ones, or fetched from `jwks_uri` and kept for minutes."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from oidc.clients.client import Client
from oidc.clients.encryption import key_for
from oidc.clients.key_sets import ClientKeys, KeySetError, PublicKey, client_keys
from oidc.outbound import Door, OutboundError

KEEP_SECONDS = 600.0
RETRY_SECONDS = 10.0
MOST = 1000

# Returns the key of a client to encrypt to by an algorithm, or None when it has none; may raise `KeysNeededError`.
Recipients = Callable[[Client, str], PublicKey | None]


class KeysNeededError(Exception):
    """The work cannot go on before the keys of `client` are fetched: raised inside a transaction, which is undone."""

    def __init__(self, client: Client, alg: str) -> None:
        super().__init__(client.id)
        self.client = client
        self.alg = alg


def nobody(_client: Client, _alg: str) -> PublicKey | None:
    """Return no key: where nothing is encrypted, none is looked for."""
    return None


@dataclass(slots=True)
class KeyCache:
    """Key objects in this process; importing an RSA key takes tens of milliseconds, fetching one takes more."""

    _registered: dict[tuple[str, int], ClientKeys] = field(default_factory=dict)
    _fetched: dict[str, tuple[float, ClientKeys]] = field(default_factory=dict)

    def keys_of(self, client: Client, door: Door, kid: str | None) -> tuple[PublicKey, ...]:
        """Return the public keys of `client` that verify its signatures; none when it has none or they cannot be had.

        A `kid` that is not among the fetched keys fetches anew, so that a client can rotate its keys,
        but not more than once in ten seconds.
        """
        return self._now(
            client, door, lambda keys: any(kid in {None, key.get("kid")} for key in keys.signature)
        ).signature

    def certificates_of(self, client: Client, door: Door, shown: str) -> frozenset[str]:
        """Return the thumbprints of the certificates that `client` registered; one that is not among them fetches anew."""
        return self._now(client, door, lambda keys: shown in keys.certificates).certificates

    def fetched_recipient(self, client: Client, alg: str, door: Door) -> PublicKey | None:
        """Return the key of `client` to encrypt to by `alg`, fetched if need be: never in a transaction."""
        return key_for(self._now(client, door, lambda keys: key_for(keys.encryption, alg) is not None).encryption, alg)

    def recipient(self, client: Client, alg: str) -> PublicKey | None:
        """Return the same without asking anybody; raise `KeysNeededError` when somebody must be asked."""
        url = client.details.get("jwks_uri")
        if url is None:
            return key_for(self._registered_of(client).encryption, alg)
        age, keys = self._known(str(url))
        key = key_for(keys.encryption, alg)
        if _must_ask(age, is_enough=key is not None):
            raise KeysNeededError(client, alg)
        return key

    def _now(self, client: Client, door: Door, is_enough: Callable[[ClientKeys], bool]) -> ClientKeys:
        url = client.details.get("jwks_uri")
        return self._from_address(str(url), door, is_enough) if url else self._registered_of(client)

    def _registered_of(self, client: Client) -> ClientKeys:
        place = (client.id, client.version)
        if place not in self._registered:
            _make_room(self._registered)
            self._registered[place] = _read(client.details.get("jwks"))
        return self._registered[place]

    def _from_address(self, url: str, door: Door, is_enough: Callable[[ClientKeys], bool]) -> ClientKeys:
        age, keys = self._known(url)
        if not _must_ask(age, is_enough=is_enough(keys)):
            return keys
        try:
            fetched = client_keys(door.fetch_json(url))
        except (OutboundError, KeySetError):
            fetched = keys if age < KEEP_SECONDS else ClientKeys()
        _make_room(self._fetched)
        self._fetched[url] = (time.monotonic(), fetched)
        return fetched

    def _known(self, url: str) -> tuple[float, ClientKeys]:
        # A stopwatch, not the time of day: it decides only how often an address is asked.
        at, keys = self._fetched.get(url, (float("-inf"), ClientKeys()))
        return time.monotonic() - at, keys


def _must_ask(age: float, *, is_enough: bool) -> bool:
    return age >= RETRY_SECONDS and not (age < KEEP_SECONDS and is_enough)


def _read(document: object) -> ClientKeys:
    try:
        return client_keys(document)
    except KeySetError:
        return ClientKeys()


def _make_room(held: dict[Any, Any]) -> None:
    if len(held) >= MOST:
        held.clear()
