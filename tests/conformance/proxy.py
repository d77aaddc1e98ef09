"""A proxy that ends TLS before the provider, and tells it the certificates that clients show: what docs/operating.md asks of one."""

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509

from tests.oidc.certifying import Identity

HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "te", "trailer", "upgrade"}
OF_THE_PROXY = {
    "client-cert",
    "client-verified",
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-forwarded-host",
}
SECONDS = 30


class Authority:
    """A throwaway authority; it vouches for `localhost` and for clients."""

    def __init__(self, folder, at) -> None:
        self.folder, self.at, self.made = folder, at, 0
        self.own = Identity("CN=Otoritas uji", names=(), is_authority=True, at=at)
        self.file = folder / "authority.crt"
        self.file.write_text(self.own.pem)
        self.server = self.files(Identity("CN=localhost", self.own, (x509.DNSName("localhost"),), at=at))

    def client(self, subject: str) -> tuple[str, str]:
        """Return the files of a new client certificate."""
        return self.files(Identity(subject, self.own, at=self.at))

    def files(self, identity: Identity) -> tuple[str, str]:
        self.made += 1
        names = [self.folder / f"{self.made}.{kind}" for kind in ("crt", "key")]
        for name, text in zip(names, (identity.pem, identity.private_pem), strict=True):
            name.write_text(text)
        return str(names[0]), str(names[1])

    def context(self, *, asks: bool = False) -> ssl.SSLContext:
        """Return how a server speaks TLS; one that `asks` takes the certificates of this authority."""
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.minimum_version = ssl.TLSVersion.TLSv1_2
        made.load_cert_chain(*self.server)
        if asks:
            made.verify_mode = ssl.CERT_OPTIONAL
            made.load_verify_locations(self.file)
        return made


class TlsServer(ThreadingHTTPServer):
    """Speaks TLS on a port of this machine; handshakes happen in the thread of their connection."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, handler: type[BaseHTTPRequestHandler], context: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.address = f"https://localhost:{self.server_port}"

    def handle_error(self, request, client_address) -> None:
        """A visitor who does not trust us, or left, is no news."""

    @contextmanager
    def running(self) -> Iterator[None]:
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.shutdown()
            self.server_close()


class Handler(BaseHTTPRequestHandler):
    """What every server of these tests does alike."""

    protocol_version = "HTTP/1.1"

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class _Passing(Handler):
    server: "Proxy"

    def do_GET(self) -> None:
        headers = {n: v for n, v in self.headers.items() if n.lower() not in HOP | OF_THE_PROXY}
        headers |= {
            "X-Forwarded-For": "127.0.0.1",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-Host": self.headers["Host"],
        }
        if shown := self.connection.getpeercert(binary_form=True):
            headers |= {"Client-Cert": Identity.told(shown), "Client-Verified": "SUCCESS"}
        behind = http.client.HTTPConnection("127.0.0.1", self.server.behind, timeout=SECONDS)
        try:
            behind.request(self.command, self.path, self.body(), headers)
            told = behind.getresponse()
            kept = [(name, value) for name, value in told.getheaders() if name.lower() not in HOP]
            self.answer(told.status, kept, told.read())
        finally:
            behind.close()

    do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_GET


class Proxy(TlsServer):
    """Passes on to the port `behind`."""

    def __init__(self, behind: int, context: ssl.SSLContext) -> None:
        super().__init__(_Passing, context)
        self.behind = behind


def answers(port: int) -> bool:
    """Tell whether somebody listens at `port`."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
