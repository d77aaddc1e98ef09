"""A Chromium for the browser tests; without one they say so and skip, except in CI, where nothing may skip."""

import html
import os
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.parties import CALLBACK

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.*",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium of this machine."""
    path = (
        os.environ.get("SEKALI_CHROMIUM")
        or shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("CI needs a Chromium: run `make setup-browser` first.")
        pytest.skip("No Chromium on this machine: the browser tests are skipped. `make setup-browser` installs one.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class _Service(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._welcome("")

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._welcome(f"<p id='sent'>{html.escape(sent)}</p>")

    def _welcome(self, more: str) -> None:
        page = (
            f"<!doctype html><html lang='id'><title>Layanan uji</title><main><h1>kembali ke layanan</h1>{more}</main>"
        )
        body = page.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Say nothing: the address holds a code."""


class _SharedPort(ThreadingHTTPServer):
    allow_reuse_port = True  # several test processes may each keep a service at the same address
    daemon_threads = True


@pytest.fixture(scope="session", autouse=True)
def service_page() -> Iterator[None]:
    """A real page at the address to which services are sent back: a redirect's target cannot be intercepted."""
    where = urlsplit(CALLBACK)
    server = _SharedPort((where.hostname, where.port), _Service)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield
    server.shutdown()
    thread.join()
    server.server_close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder needs the browser."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
