"""One raw request to a provider, and the class of its answer."""

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import requests

CALLBACK = "https://rp.example.id/kembali"
SECONDS = 30
GRANTS = ["authorization_code", "refresh_token", "client_credentials", "urn:ietf:params:oauth:grant-type:device_code"]
METADATA: dict[str, Any] = {
    "redirect_uris": [CALLBACK],
    "client_name": "Layanan uji",
    "grant_types": GRANTS,
    "post_logout_redirect_uris": [CALLBACK],
}
ENDPOINTS = {
    "authorize": "authorization_endpoint",
    "token": "token_endpoint",
    "userinfo": "userinfo_endpoint",
    "introspect": "introspection_endpoint",
    "revoke": "revocation_endpoint",
    "register": "registration_endpoint",
    "par": "pushed_authorization_request_endpoint",
    "device": "device_authorization_endpoint",
    "end_session": "end_session_endpoint",
    "jwks": "jwks_uri",
}
DISCOVERY = "/.well-known/openid-configuration"


@dataclass(frozen=True)
class Row:
    """A request: what is sent where, with `{…}` for what the provider gave to its client."""

    name: str
    endpoint: str
    method: str = "POST"
    pairs: tuple[tuple[str, str], ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    json: Any = None
    raw: str | None = None
    signed_in: bool = False


@dataclass
class Provider:
    """One of the two, with a client that registered itself by the same request as at the other."""

    issuer: str
    told: dict[str, Any] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    made: Mapping[str, Callable[[], str]] = field(default_factory=dict)
    session: requests.Session | None = None

    def __post_init__(self) -> None:
        self.told = requests.get(self.issuer + DISCOVERY, timeout=SECONDS).json()
        known, other = self._registered(), self._registered()
        self.given = {
            "client": known["client_id"],
            "secret": known["client_secret"],
            "basic": _basic(known),
            "other": other["client_id"],
            "other_basic": _basic(other),
            "managing": known["registration_access_token"],
            "management": known["registration_client_uri"],
        }
        self.given["own_token"] = self._own_token()

    def _registered(self) -> dict[str, str]:
        made = requests.post(self.told["registration_endpoint"], json=METADATA, timeout=SECONDS)
        assert made.status_code == 201, made.text
        return made.json()

    def _own_token(self) -> str:
        answer = requests.post(
            self.told["token_endpoint"],
            data={"grant_type": "client_credentials"},
            headers={"Authorization": self.given["basic"]},
            timeout=SECONDS,
        )
        return answer.json()["access_token"]

    def ask(self, row: Row) -> dict[str, str]:
        """Send `row` and return the class of the answer, aspect by aspect."""
        pairs = [(name, self._filled(value)) for name, value in row.pairs]
        headers = {name: self._filled(value) for name, value in row.headers.items()}
        url, body = self._address(row.endpoint), None
        if row.raw is not None:
            body = row.raw
        elif row.method == "POST" and row.json is None:
            body = urlencode(pairs)
            headers = {"Content-Type": "application/x-www-form-urlencoded"} | headers
        elif pairs:
            url += "?" + urlencode(pairs)
        asking = self.session if row.signed_in and self.session else requests
        answer = asking.request(
            row.method, url, data=body, json=row.json, headers=headers, allow_redirects=False, timeout=SECONDS
        )
        return classes(answer)

    def _address(self, endpoint: str) -> str:
        if endpoint in self.given:
            return self.given[endpoint]
        return self.issuer + DISCOVERY if endpoint == "discovery" else self.told[ENDPOINTS[endpoint]]

    def _filled(self, text: str) -> str:
        return re.sub(
            r"\{(\w+)\}", lambda found: self.made[found[1]]() if found[1] in self.made else self.given[found[1]], text
        )


def _holds(told: dict[str, Any]) -> str:
    active = {True: ["active"], False: ["not active"]}.get(told.get("active"), [])
    return " ".join([*(name for name in ("access_token", "refresh_token", "id_token", "sub") if name in told), *active])


def _basic(client: Mapping[str, str]) -> str:
    return "Basic " + base64.b64encode(f"{client['client_id']}:{client['client_secret']}".encode()).decode()


def classes(answer: requests.Response) -> dict[str, str]:
    """Return what the two are compared by: no sentence, no address of theirs, no value that is made anew."""
    location = answer.headers.get("Location", "")
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    sent = {"goes": "stays", "error": "", "holds": ""}
    if location.startswith(CALLBACK):
        told = parse_qs(urlsplit(location).query or urlsplit(location).fragment)
        sent |= {"goes": "to the client", "error": told.get("error", [""])[0]}
    elif location:
        sent |= {"goes": "to a page", "error": ""}
    elif kind == "application/json":
        sent["error"] = str(answer.json().get("error", ""))
        sent["holds"] = _holds(answer.json())
    cache = answer.headers.get("Cache-Control", "")
    return {
        "status": f"{answer.status_code // 100}xx",
        **sent,
        "challenge": "yes" if "WWW-Authenticate" in answer.headers else "no",
        "cache": "no-store" if "no-store" in cache else "other",
        "type": "any" if location or not answer.content else kind,
    }
