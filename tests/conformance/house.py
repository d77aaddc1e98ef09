"""The provider as it is deployed: `sekali serve` and `sekali worker`, each a process, behind a proxy that ends TLS."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import requests

from core.clock import system_clock
from core.environment import load
from tests.conformance.proxy import Authority, Handler, Proxy, TlsServer, answers
from tests.live import free_port

SEKALI = str(Path(sys.executable).parent / "sekali")
START_SECONDS = 60
END_SECONDS = 20


class _Service(Handler):
    """Serves what tests lay down, and keeps what is posted."""

    server: "Service"

    def do_GET(self) -> None:
        found = self.server.documents.get(self.path)
        kind, body = found or ("text/plain", b"")
        self.answer(200 if found else 404, [("Content-Type", kind)], body)

    def do_POST(self) -> None:
        self.server.posted.setdefault(self.path, []).append(
            {name: values[0] for name, values in parse_qs(self.body().decode()).items()}
        )
        self.answer(200, [], b"")


class Service(TlsServer):
    """The host of the services: callbacks, documents, logout addresses."""

    def __init__(self, authority: Authority) -> None:
        super().__init__(_Service, authority.context())
        self.documents: dict[str, tuple[str, bytes]] = {}
        self.posted: dict[str, list[dict[str, str]]] = {}

    def lay(self, path: str, kind: str, body: bytes) -> str:
        """Put a document at `path`; return its address."""
        self.documents[path] = (kind, body)
        return self.address + path

    def wait_for(self, path: str, seconds: float = 20) -> list[dict[str, str]]:
        end = time.monotonic() + seconds
        while path not in self.posted:
            assert time.monotonic() < end, f"nothing was posted to {path}"
            time.sleep(0.05)
        return self.posted[path]


@dataclass
class House:
    """What tests see: an issuer, a service's host, and somebody who shows certificates."""

    issuer: str
    authority: Authority
    service: Service
    environment: dict[str, str]
    kept: dict[Any, Any] = field(default_factory=dict)

    def ask(self, method: str, url: str, cert: tuple[str, str] | None = None, **more: Any) -> requests.Response:
        """Send a request in a connection of its own."""
        where = url if url.startswith("https://") else self.issuer + url
        return requests.request(
            method, where, cert=cert, verify=str(self.authority.file), timeout=60, allow_redirects=False, **more
        )

    @property
    def discovered(self) -> dict[str, Any]:
        if "discovered" not in self.kept:
            self.kept["discovered"] = self.ask("GET", "/.well-known/openid-configuration").json()
        return self.kept["discovered"]

    def published(self) -> list[dict[str, Any]]:
        return self.ask("GET", self.discovered["jwks_uri"]).json()["keys"]

    def sekali(self, *words: str) -> str:
        """Run the operator's command line."""
        done = subprocess.run([SEKALI, *words], env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def standing(folder: Path) -> Iterator[House]:
    """A house with one well-known citizen while the block runs."""
    authority, port = Authority(folder, system_clock()), free_port()
    proxies = [Proxy(port, authority.context(asks=asks)) for asks in (False, True)]
    service = Service(authority)
    given = {
        "ISSUER": proxies[0].address, "MTLS_ADDRESS": proxies[1].address, "MTLS_PROXIES": "127.0.0.1",
        "MTLS_VERIFIED_HEADER": "Client-Verified", "TRUSTED_PROXIES": "1", "PROFILES": "core,fapi2,legacy",
        "DATABASE_URL": f"sqlite:///{folder / 'data' / 'sekali.sqlite'}", "KEYS_FILE": str(folder / "keys" / "ring.json"),
        "OPEN_REGISTRATION": "true", "OUTBOUND_HOSTS": service.address.removeprefix("https://"),
        "OUTBOUND_CA_FILE": str(authority.file), "REGISTRATIONS_PER_HOUR": "100000", "MODE": "demo",
    }  # fmt: skip
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SEKALI_")}
    house = House(
        proxies[0].address, authority, service, kept | {f"SEKALI_{name}": value for name, value in given.items()}
    )
    (folder / "data").mkdir()
    with ExitStack() as stack:
        for server in (*proxies, service):
            stack.enter_context(server.running())
        house.sekali("keys", "init")
        house.sekali("db", "upgrade")
        _fill_in(house)
        stack.enter_context(_process(folder, house, "worker"))
        stack.enter_context(_process(folder, house, "serve", "--port", str(port)))
        end = time.monotonic() + START_SECONDS
        while not answers(port):
            assert time.monotonic() < end, (folder / "serve.log").read_text()
            time.sleep(0.05)
        yield house


@contextmanager
def _process(folder: Path, house: House, *words: str) -> Iterator[None]:
    with (folder / f"{words[0]}.log").open("w") as log:
        process = subprocess.Popen([SEKALI, *words], env=house.environment, stdout=log, stderr=log)
        try:
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(END_SECONDS)


def _fill_in(house: House) -> None:
    from core.db import db
    from demo.seed import fill_in
    from keys import file_ring
    from web.application import create_app

    chosen = load(house.environment)
    ring = file_ring.load(chosen.keys_file, chosen.database_url)
    app = create_app(chosen, keys=ring)
    with app.app_context():
        fill_in(ring, chosen, system_clock())
        db.engine.dispose()
