"""A service that logout tokens are posted to: a real server, which answers each path as it is told."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


class Receiver(ThreadingHTTPServer):
    """Keeps what was posted, by path; `answers` holds the statuses still to be given, 200 afterwards."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.host = f"127.0.0.1:{self.server_port}"
        self.posted: dict[str, list[str]] = defaultdict(list)
        self.answers: dict[str, list[int]] = defaultdict(list)
        self.release = threading.Event()

    def address(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def wait_for(self, *paths: str, seconds: float = 30.0) -> None:
        """Wait until something was posted to each of `paths`."""
        began = time.monotonic()
        while not all(self.posted[path] for path in paths):
            assert time.monotonic() - began < seconds, {path: len(told) for path, told in self.posted.items()}
            time.sleep(0.01)


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.headers["Content-Type"] == "application/secevent+jwt":  # RFC 8935, section 2.1
            self.server.posted[self.path].append(body)
        else:
            form = parse_qs(body, strict_parsing=True)
            assert self.headers["Content-Type"] == "application/x-www-form-urlencoded"
            assert list(form) == ["logout_token"], "and nothing else (section 2.5)"
            self.server.posted[self.path].append(form["logout_token"][0])
        if self.path.startswith("/hang"):
            self.server.release.wait(20)
        told = self.server.answers[self.path]
        with suppress(OSError):
            self.send_response(told.pop(0) if told else 200)
            self.send_header("Location", self.server.address("/elsewhere"))
            self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Serve while the block runs."""
    made = Receiver()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.release.set()
        made.shutdown()
        made.server_close()
