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


@dataclass(frozen=True, slots=True)
class _Fetched:
    """What an address answered, when, and from when on it is asked again for a key that is not there.

    Times are those of a stopwatch, not of the day: they decide only how often an address is asked.
    """

    at: float = float("-inf")
    retry_at: float = float("-inf")
    keys: ClientKeys = field(default_factory=ClientKeys)

    def must_ask(self, *, is_enough: bool) -> bool:
        return time.monotonic() >= (self.at + KEEP_SECONDS if is_enough else self.retry_at)

    def followed_by(self, keys: ClientKeys | None, is_enough: Callable[[ClientKeys], bool]) -> "_Fetched":
        """Return what is known after asking again; None for `keys` is no answer.

        Who asked because of a missing key, or was not helped, waits; who was helped may miss one at once.
        """
        now = time.monotonic()
        is_known = now < self.at + KEEP_SECONDS
        if keys is None:
            keys = self.keys if is_known else ClientKeys()
        waits = is_known or not is_enough(keys)
        return _Fetched(now, now + RETRY_SECONDS if waits else now, keys)


@dataclass(slots=True)
class KeyCache:
    """Key objects in this process; importing an RSA key takes tens of milliseconds, fetching one takes more."""

    _registered: dict[tuple[str, int], ClientKeys] = field(default_factory=dict)
    _fetched: dict[str, _Fetched] = field(default_factory=dict)

    def keys_of(self, client: Client, door: Door, kid: str | None) -> tuple[PublicKey, ...]:
        """Return the public keys of `client` that verify its signatures; none when it has none or they cannot be had.

        A `kid` that is not among the fetched keys fetches anew, so that a client can rotate its keys:
        at once the first time, and after that not more than once in ten seconds.
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
        known = self._fetched.get(str(url), _Fetched())
        key = key_for(known.keys.encryption, alg)
        if known.must_ask(is_enough=key is not None):
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
        known = self._fetched.get(url, _Fetched())
        if not known.must_ask(is_enough=is_enough(known.keys)):
            return known.keys
        try:
            fetched = client_keys(door.fetch_json(url))
        except (OutboundError, KeySetError):
            fetched = None
        _make_room(self._fetched)
        self._fetched[url] = known.followed_by(fetched, is_enough)
        return self._fetched[url].keys


def _read(document: object) -> ClientKeys:
    try:
        return client_keys(document)
    except KeySetError:
        return ClientKeys()


def _make_room(held: dict[Any, Any]) -> None:
    if len(held) >= MOST:
        held.clear()
