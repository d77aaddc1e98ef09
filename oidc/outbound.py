"""The one door outward: https to public addresses, no redirects, small and quick answers, or nothing."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import requests
from requests_hardened import Config, Manager
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3.exceptions import HTTPError

from oidc.deadlines import WHOLE_SECONDS, bound

CONNECT_SECONDS = 2.0
READ_SECONDS = 3.0
MOST_BYTES = 65_536


class _Filter(IPFilterAdapter):  # type: ignore[misc] # the library tells no types
    """The library's filter, and beside it what is reserved: `::127.0.0.1` is nobody's (RFC 4291, section 2.5.5.1)."""

    def build_connection_pool_key_attributes(self, *given: Any, **named: Any) -> Any:
        """Return where to connect to, as the address that was judged; raise `InvalidIPAddress`."""
        place, pool = super().build_connection_pool_key_attributes(*given, **named)
        judged = ip_address(place["host"].strip("[]"))
        if judged.is_reserved:
            raise InvalidIPAddress(judged)
        return place, pool


class OutboundError(Exception):
    """Nothing usable came from an address; the message is for the operator's log."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where one may go: `hosts` (host or host:port) are trusted though they be private or plain http."""

    hosts: tuple[str, ...] = ()
    ca_file: str = ""

    def fetch_json(self, url: str) -> Any:
        """Return the JSON document at `url`; raise `OutboundError` for anything else. See `fetch`."""
        try:
            return json.loads(self.fetch(url, "application/json"))
        except (ValueError, RecursionError) as error:
            raise OutboundError(type(error).__name__) from None

    def fetch(self, url: str, media_type: str, most: int = MOST_BYTES) -> bytes:
        """Return what lies at `url`, of at most `most` bytes; raise `OutboundError` for anything else.

        The resolved address is checked and then connected to, so that a second answer of the name
        server changes nothing. Called outside of transactions only.
        """
        headers = {"Accept": media_type, "Accept-Encoding": "identity"}
        with self._answer("GET", url, headers) as response:
            if response.status_code != requests.codes.ok:
                raise OutboundError(f"status {response.status_code}")
            return _within_limits(response, most)

    def post(self, url: str, form: Mapping[str, str]) -> int:
        """Send `form` to `url` and return the status of the answer, whose body is left unread; raise `OutboundError`.

        The same limits hold as for `fetch`; a redirect is an answer like any other, and not followed.
        """
        with self._answer("POST", url, {"Accept": "*/*", "Accept-Encoding": "identity"}, form) as response:
            return response.status_code

    def exchange(
        self, url: str, body: bytes, most: int = MOST_BYTES, content_type: str = "application/octet-stream"
    ) -> tuple[int, bytes]:
        """Send `body` to `url` as what it is and return status and body of the answer; raise `OutboundError`.

        The same limits hold as for `fetch`.
        """
        headers = {"Accept": "*/*", "Accept-Encoding": "identity", "Content-Type": content_type}
        with self._answer("POST", url, headers, body) as response:
            return response.status_code, _within_limits(response, most)

    @contextmanager
    def _answer(
        self, method: str, url: str, headers: Mapping[str, str], form: Mapping[str, str] | bytes | None = None
    ) -> Iterator[requests.Response]:
        is_trusted = self._is_trusted(url)
        config = Config(
            ip_filter_enable=not is_trusted,
            ip_filter_allow_loopback_ips=False,
            never_redirect=True,
            default_timeout=(CONNECT_SECONDS, READ_SECONDS),
            user_agent_override="Sekali",
        )
        try:
            with Manager(config).get_session() as session:
                if not is_trusted:
                    session.mount("https://", _Filter(is_https_proto=True))
                session.trust_env = False  # a proxy of the environment would resolve names for us
                session.verify = self.ca_file or True
                bound(session)
                with session.request(method, url, data=form, stream=True, headers=headers) as response:
                    yield response
        except (requests.RequestException, HTTPError) as error:
            raise OutboundError(type(error).__name__) from None

    def _is_trusted(self, url: str) -> bool:
        parts = urlsplit(url)
        is_trusted = parts.netloc in self.hosts or (parts.hostname or "") in self.hosts
        if (
            not parts.hostname
            or "@" in parts.netloc
            or (parts.scheme != "https" and not (parts.scheme == "http" and is_trusted))
        ):
            raise OutboundError("not an https address")
        return is_trusted


def _within_limits(response: requests.Response, most: int) -> bytes:
    deadline, body = time.monotonic() + WHOLE_SECONDS, b""
    # What has arrived is taken piece by piece: waiting for a full buffer would let a server drip for ever.
    while piece := response.raw.read1(8192, decode_content=False):
        body += piece
        if len(body) > most or time.monotonic() > deadline:
            raise OutboundError("too large or too slow")
    return body
