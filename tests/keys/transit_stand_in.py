"""A stand-in for Vault or OpenBao: the transit calls that we use, as their API documentation tells them. It is not the real server."""

import base64
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TOKEN = "s.stand-in"


class Engine:
    """The keys of the stand-in: by name, by version."""

    def __init__(self) -> None:
        self.keys: dict[str, dict[int, bytes]] = {}
        self.least: dict[str, int] = {}
        self.calls: list[str] = []
        self.down = False

    def answer(self, method: str, path: str, body: dict) -> tuple[int, dict]:
        self.calls.append(f"{method} {path}")
        deed, name, rest = re.fullmatch(r"/v1/transit/(keys|encrypt|decrypt)/([^/]+)/?(\w*)", path).groups()
        versions = self.keys.get(name)
        if deed == "keys" and method == "POST" and not rest and versions is None:
            assert (body["type"], body["exportable"]) == ("aes256-gcm96", False)
            self.keys[name], self.least[name] = {1: AESGCM.generate_key(256)}, 1
            return 204, {}
        if versions is None:
            return 404, {"errors": []}
        return getattr(self, f"_{rest or deed}")(name, versions, body)

    def _keys(self, name: str, versions: dict[int, bytes], _body: dict) -> tuple[int, dict]:
        return 200, {"data": {"latest_version": max(versions), "min_decryption_version": self.least[name]}}

    def _rotate(self, _name: str, versions: dict[int, bytes], _body: dict) -> tuple[int, dict]:
        versions[max(versions) + 1] = AESGCM.generate_key(256)
        return 204, {}

    def _config(self, name: str, _versions: dict[int, bytes], body: dict) -> tuple[int, dict]:
        self.least[name] = body["min_decryption_version"]
        return 204, {}

    def _trim(self, name: str, versions: dict[int, bytes], body: dict) -> tuple[int, dict]:
        if body["min_available_version"] > self.least[name]:
            return 400, {"errors": ["min_available_version above min_decryption_version"]}
        for version in [one for one in versions if one < body["min_available_version"]]:
            del versions[version]
        return 204, {}

    def _encrypt(self, _name: str, versions: dict[int, bytes], body: dict) -> tuple[int, dict]:
        version = body["key_version"]
        nonce = AESGCM.generate_key(128)[:12]
        sealed = AESGCM(versions[version]).encrypt(
            nonce, *map(base64.b64decode, (body["plaintext"], body["associated_data"]))
        )
        return 200, {"data": {"ciphertext": f"vault:v{version}:{base64.b64encode(nonce + sealed).decode()}"}}

    def _decrypt(self, name: str, versions: dict[int, bytes], body: dict) -> tuple[int, dict]:
        try:
            _, version, text = body["ciphertext"].split(":")
            data, number = base64.b64decode(text, validate=True), int(version[1:])
            if number < self.least[name]:
                return 400, {"errors": ["ciphertext version is disallowed by policy"]}
            place = base64.b64decode(body["associated_data"])
            opened = AESGCM(versions[number]).decrypt(data[:12], data[12:], place)
        except (InvalidTag, ValueError, KeyError):
            return 400, {"errors": ["cipher: message authentication failed"]}
        return 200, {"data": {"plaintext": base64.b64encode(opened).decode()}}


@contextmanager
def serving() -> Iterator[tuple[Engine, str]]:
    """Yield the engine and the address of its mount."""
    engine = Engine()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer("GET", {})

        def do_POST(self) -> None:
            self._answer("POST", json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _answer(self, method: str, body: dict) -> None:
            status, told = 503, {"errors": ["sealed"]}
            if self.headers["X-Vault-Token"] != TOKEN:
                status, told = 403, {"errors": ["permission denied"]}
            elif not engine.down:
                status, told = engine.answer(method, self.path, body)
            text = json.dumps(told).encode() if told else b""
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield engine, f"transit+http://127.0.0.1:{server.server_port}/v1/transit"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
