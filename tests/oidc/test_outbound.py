"""The door outward: public https only, small, quick, and never redirected."""

import contextlib
import threading
import time
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest

from oidc import deadlines, outbound
from oidc.clients.fetched_keys import KeyCache
from oidc.outbound import Door, OutboundError
from tests.oidc.test_assertions import EC
from tests.oidc.worlds import client

DRIPS = 400  # bytes, twenty in a second: whoever waits for the last one waits 20 s


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        body = self.server.bodies.get(self.path, b"{}")
        self.send_response(302 if self.path == "/elsewhere" else 404 if self.path == "/missing" else 200)
        if self.path == "/elsewhere":
            self.send_header("Location", "/good")
        self.end_headers()
        try:
            if self.path == "/slow":
                for _ in range(DRIPS):
                    self.wfile.write(b" ")
                    time.sleep(0.05)
            self.wfile.write(body)
        except OSError:
            pass

    def do_POST(self):
        self.server.asked.append(self.path)
        self.server.posted.append((self.headers["Content-Type"], self.rfile.read(int(self.headers["Content-Length"]))))
        if self.path == "/dripping":
            try:
                for _ in range(DRIPS):
                    self.wfile.write(b"x")
                    time.sleep(0.05)
            except OSError:
                return
        self.send_response({"/elsewhere": 302, "/refused": 400, "/empty": 204}.get(self.path, 200))
        if self.path == "/elsewhere":
            self.send_header("Location", "/good")
        self.end_headers()
        if self.path == "/big":
            with contextlib.suppress(OSError):
                self.wfile.write(b"x" * 5_000_000)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    made = HTTPServer(("127.0.0.1", 0), Handler)
    made.posted = []
    made.asked, made.bodies = (
        [],
        {"/big": b'"' + b"x" * 70_000 + b'"', "/good": b'{"a": 1}', "/text": b"<html>", "/deep": b"[" * 60_000},
    )
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    made.base = f"http://127.0.0.1:{made.server_port}"
    made.door = Door((f"127.0.0.1:{made.server_port}",))
    yield made
    made.shutdown()
    made.server_close()


def test_a_trusted_host_is_asked(server):
    assert server.door.fetch_json(server.base + "/good") == {"a": 1}


@pytest.mark.parametrize("path", ["/big", "/text", "/deep", "/missing", "/elsewhere"])
def test_answers_that_are_not_taken(server, path):
    with pytest.raises(OutboundError):
        server.door.fetch_json(server.base + path)
    assert server.asked == [path]


def test_a_slow_answer_is_not_waited_for(server, monkeypatch):
    monkeypatch.setattr(outbound, "WHOLE_SECONDS", 0.3)
    before = time.monotonic()
    with pytest.raises(OutboundError):
        server.door.fetch_json(server.base + "/slow")
    assert time.monotonic() - before < DRIPS * 0.05 / 2


@pytest.mark.parametrize(
    ("path", "status"), [("/good", 200), ("/empty", 204), ("/refused", 400), ("/elsewhere", 302), ("/big", 200)]
)
def test_a_form_is_posted_and_the_status_told(server, path, status):
    assert server.door.post(server.base + path, {"logout_token": "a+b/c="}) == status
    assert server.asked == [path], "a redirect is not followed"
    assert server.posted == [("application/x-www-form-urlencoded", b"logout_token=a%2Bb%2Fc%3D")]


def test_a_server_that_drips_its_headers_is_not_waited_for(server, monkeypatch):
    monkeypatch.setattr(deadlines, "WHOLE_SECONDS", 0.4)
    before = time.monotonic()
    with pytest.raises(OutboundError):
        server.door.post(server.base + "/dripping", {})
    assert time.monotonic() - before < DRIPS * 0.05 / 2


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/x", "https://127.0.0.1:{port}/x", "https://localhost:{port}/x", "https://[::1]:{port}/x",
        "https://[::ffff:127.0.0.1]:{port}/x", "https://2130706433:{port}/x", "https://0x7f000001:{port}/x", "https://0177.0.0.1:{port}/x",
        "https://127.1:{port}/x", "https://0.0.0.0:{port}/x", "https://[::]:{port}/x", "https://10.0.0.1/x", "https://192.168.0.1/x",
        "https://172.16.0.1/x", "https://169.254.169.254/x", "https://[fd00::1]/x", "https://[fe80::1]/x", "https://100.64.0.1/x",
        "https://224.0.0.1/x", "https://user@127.0.0.1:{port}/x", "http://example.com/x", "file:///etc/passwd", "ftp://127.0.0.1/x",
        "gopher://127.0.0.1:{port}/x", "//127.0.0.1:{port}/x", "", "https://", "https:///x",
    ],
)  # fmt: skip
def test_nothing_leaves_for_a_private_address(server, url):
    with pytest.raises(OutboundError):
        Door().fetch_json(url.format(port=server.server_port))
    with pytest.raises(OutboundError):
        Door().post(url.format(port=server.server_port), {})
    assert server.asked == []


def test_keys_are_kept_and_fetched_anew_for_a_new_kid(server, monkeypatch):
    import json

    server.bodies["/jwks"] = json.dumps({"keys": [EC.as_dict(private=False)]}).encode()
    cache, rp = KeyCache(), client(jwks_uri=server.base + "/jwks")
    assert len(cache.keys_of(rp, server.door, "ec")) == 1
    assert len(cache.keys_of(rp, server.door, "ec")) == 1
    assert server.asked == ["/jwks"]
    for _ in range(3):
        cache.keys_of(rp, server.door, "new")
    assert server.asked == ["/jwks"] * 2, "at once, but then not more than once in ten seconds"
    later = SimpleNamespace(monotonic=partial(float, time.monotonic() + 11))
    monkeypatch.setattr("oidc.clients.fetched_keys.time", later)
    server.bodies["/jwks"] = b"[]"
    assert len(cache.keys_of(rp, server.door, "new")) == 1, (
        "an answer that cannot be used leaves the keys that are known"
    )
