"""The keys of clients as they are now: registered ones, or fetched from `jwks_uri` and kept for minutes."""

import time
from dataclasses import dataclass, field
from typing import Any

from oidc.clients.client import Client
from oidc.clients.key_sets import KeySetError, PublicKey, public_keys
from oidc.outbound import Door, OutboundError

KEEP_SECONDS = 600.0
RETRY_SECONDS = 10.0
MOST = 1000


@dataclass(slots=True)
class KeyCache:
    """Key objects in this process; importing an RSA key takes tens of milliseconds, fetching one takes more."""

    _registered: dict[tuple[str, int], tuple[PublicKey, ...]] = field(default_factory=dict)
    _fetched: dict[str, tuple[float, tuple[PublicKey, ...]]] = field(default_factory=dict)

    def keys_of(self, client: Client, door: Door, kid: str | None) -> tuple[PublicKey, ...]:
        """Return the public keys of `client`; none when it has none or they cannot be had.

        A `kid` that is not among the fetched keys fetches anew, so that a client can rotate its keys,
        but not more than once in ten seconds.
        """
        if url := client.details.get("jwks_uri"):
            return self._from_address(str(url), door, kid)
        place = (client.id, client.version)
        if place not in self._registered:
            _make_room(self._registered)
            self._registered[place] = _read(client.details.get("jwks"))
        return self._registered[place]

    def _from_address(self, url: str, door: Door, kid: str | None) -> tuple[PublicKey, ...]:
        # A stopwatch, not the time of day: it decides only how often an address is asked.
        at, keys = self._fetched.get(url, (float("-inf"), ()))
        age = time.monotonic() - at
        is_known = kid is None or any(key.get("kid") == kid for key in keys)
        if age < RETRY_SECONDS or (age < KEEP_SECONDS and keys and is_known):
            return keys
        try:
            fetched = public_keys(door.fetch_json(url))
        except (OutboundError, KeySetError):
            fetched = keys if age < KEEP_SECONDS else ()
        _make_room(self._fetched)
        self._fetched[url] = (time.monotonic(), fetched)
        return fetched


def _read(document: object) -> tuple[PublicKey, ...]:
    try:
        return public_keys(document)
    except KeySetError:
        return ()


def _make_room(held: dict[Any, Any]) -> None:
    if len(held) >= MOST:
        held.clear()
