"""Mutual TLS behind a real nginx, set up as the documentation says: real handshakes, and headers that outsiders make up."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
from cryptography import x509

from core.clock import system_clock
from core.runtime import CLOCK
from tests.conftest import build_town, leave
from tests.interop.conftest import needed
from tests.interop.nginx import Nginx, why_missing
from tests.interop.walking import SECONDS
from tests.journeys.story import SITI, answer, open_account
from tests.live import free_port, serving
from tests.oidc.certifying import SUBJECT, Identity
from tests.oidc.test_endpoints import CALLBACK, CHALLENGE, VERIFIER
from tests.oidc.test_pushing import told_after
from tests.town import Town

STRICT = {
    "redirect_uris": [CALLBACK],
    "client_name": "Layanan uji",
    "grant_types": ["authorization_code", "refresh_token"],
    "require_pushed_authorization_requests": True,
    "tls_client_certificate_bound_access_tokens": True,
}


@dataclass
class World:
    """A provider behind nginx, and the certificates of whoever comes."""

    folder: Path
    authority: Identity
    nginx: Nginx
    town: Town
    files: dict[int, tuple[str, str]] = field(default_factory=dict)

    @property
    def discovered(self) -> dict[str, Any]:
        return self.ask("GET", self.nginx.address + "/.well-known/openid-configuration").json()

    def ask(self, method: str, url: str, identity: Identity | None = None, **more: Any) -> requests.Response:
        """Send a request in a connection of its own, showing the certificate of `identity`."""
        shown = None if identity is None else self._files(identity)
        return requests.request(
            method, url, cert=shown, verify=str(self.folder / "server.crt"), timeout=SECONDS, **more
        )

    def registered(self, **metadata: Any) -> str:
        told = self.ask("POST", self.discovered["registration_endpoint"], json=STRICT | metadata)
        assert told.status_code == 201, told.text
        return told.json()["client_id"]

    def _files(self, identity: Identity) -> tuple[str, str]:
        if id(identity) not in self.files:
            names = [self.folder / f"{len(self.files)}.{kind}" for kind in ("crt", "key")]
            for name, text in zip(names, (identity.pem, identity.private_pem), strict=True):
                name.write_text(text)
            self.files[id(identity)] = (str(names[0]), str(names[1]))
        return self.files[id(identity)]


def identity(*given: Any, **more: Any) -> Identity:
    return Identity(*given, at=datetime.now(UTC), **more)


@pytest.fixture
def world(database_url: str, ring: object, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[World]:
    needed(why_missing())
    authority = identity("CN=Otoritas uji", names=(), is_authority=True)
    own = identity("CN=localhost", names=(x509.DNSName("localhost"),))
    (tmp_path / "server.crt").write_text(own.pem)
    nginx, port = Nginx(authority, own), free_port()
    town = build_town(
        database_url, ring, issuer=nginx.address, trusted_proxies=1, mtls_address=nginx.mtls_address,
        mtls_proxies=("127.0.0.1",), mtls_verified_header="Client-Verified",
    )  # fmt: skip
    town.clock = town.app.extensions[CLOCK] = system_clock
    with serving(town.app, port), nginx.running(port):
        yield World(tmp_path, authority, nginx, town)
    leave(town, capfd)


@pytest.mark.parametrize("method", ["tls_client_auth", "self_signed_tls_client_auth"])
def test_the_whole_way_of_a_strict_client(world: World, method: str) -> None:
    aliases = world.discovered["mtls_endpoint_aliases"]
    assert method in world.discovered["token_endpoint_auth_methods_supported"]
    own = identity(SUBJECT, world.authority) if method == "tls_client_auth" else identity(SUBJECT)
    other = identity("CN=Layanan lain", world.authority)
    named = {"tls_client_auth_subject_dn": SUBJECT} if method == "tls_client_auth" else {"jwks": own.jwks}
    client = world.registered(token_endpoint_auth_method=method, **named)

    request = {"client_id": client, "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid profile offline_access",
               "code_challenge": CHALLENGE, "code_challenge_method": "S256"}  # fmt: skip
    par = aliases["pushed_authorization_request_endpoint"]
    for url, shown in ((par, None), (par, other), (world.discovered["pushed_authorization_request_endpoint"], own)):
        assert world.ask("POST", url, shown, data=request).json()["error"] == "invalid_client"
    handle = world.ask("POST", par, own, data=request).json()["request_uri"]
    browser = open_account(world.town, identity=SITI)
    browser.get("/authorize?" + urlencode({"client_id": client, "request_uri": handle}))
    code = told_after(answer(browser, fields=["full_name"]))["code"]

    form = {
        "client_id": client,
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
    }
    tokens = world.ask("POST", aliases["token_endpoint"], own, data=form).json()
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    claims = world.ask("GET", aliases["userinfo_endpoint"], own, headers=bearer)
    assert claims.json()["name"] == "SITI AMINAH"
    for url, shown in (
        (aliases["userinfo_endpoint"], None),
        (aliases["userinfo_endpoint"], other),
        (world.discovered["userinfo_endpoint"], own),
    ):
        assert world.ask("GET", url, shown, headers=bearer).json()["error"] == "invalid_token"
    again = {"client_id": client, "grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert world.ask("POST", aliases["token_endpoint"], own, data=again).status_code == 200
    assert world.ask("POST", aliases["token_endpoint"], other, data=again).json()["error"] == "invalid_client"
    world.town.check_ledger()


def test_no_header_from_outside_is_a_certificate(world: World) -> None:
    own, of_itself = identity(SUBJECT, world.authority), identity(SUBJECT)
    client = world.registered(token_endpoint_auth_method="tls_client_auth", tls_client_auth_subject_dn=SUBJECT)
    form = {"client_id": client, "grant_type": "refresh_token", "refresh_token": "x"}
    host = world.nginx.mtls_address.removeprefix("https://")
    made_up = {
        "Client-Cert": own.in_bytes,
        "Client-Verified": "SUCCESS",
        "X-Forwarded-Host": host,
        "X-Forwarded-For": "127.0.0.1",
    }
    spelt = made_up | {"Client_Cert": own.in_bytes, "Client_Verified": "SUCCESS", "CLIENT-CERT": own.escaped}
    for address in (world.nginx.address, world.nginx.mtls_address):
        for headers in (made_up, spelt, made_up | {"Host": host}):
            for shown in (None, of_itself):
                told = world.ask("POST", address + "/token", shown, data=form, headers=headers)
                assert (told.status_code, told.json()["error"]) == (401, "invalid_client"), (address, headers)
    assert world.ask("POST", world.nginx.mtls_address + "/token", own, data=form).json()["error"] == "invalid_grant"
