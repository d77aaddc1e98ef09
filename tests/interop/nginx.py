"""An nginx before a provider, ending TLS and asking for certificates: configured as docs/operating.md says."""

import os
import re
import shutil
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.live import free_port
from tests.oidc.certifying import Identity

PROGRAM = Path("/usr/sbin/nginx")
DOCUMENTED = Path(__file__).parents[2] / "docs" / "operating.md"
START_SECONDS = 30
HOUSE = """daemon off;
{user}
pid {folder}/pid;
error_log {folder}/log info;
worker_processes 1;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{documented}
}}
"""


def why_missing() -> str | None:
    """Return that it is not on this machine, or None."""
    return None if PROGRAM.exists() else f"{PROGRAM} is not on this machine"


@dataclass
class Nginx:
    """A proxy with an ordinary address and one of mutual TLS, which knows one authority of clients."""

    authority: Identity
    own: Identity
    port: int = field(default_factory=free_port)
    mtls_port: int = field(default_factory=free_port)

    @property
    def address(self) -> str:
        return f"https://localhost:{self.port}"

    @property
    def mtls_address(self) -> str:
        return f"https://localhost:{self.mtls_port}"

    @contextmanager
    def running(self, behind: int) -> Iterator[None]:
        """Pass on to the server at port `behind` while the block runs."""
        folder = Path(tempfile.mkdtemp(prefix="sekali-nginx-"))
        try:
            process = subprocess.Popen([PROGRAM, "-p", folder, "-c", self._configured(folder, behind)])
            try:
                self._wait(process, folder)
                yield
            finally:
                process.terminate()
                process.wait(timeout=START_SECONDS)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _configured(self, folder: Path, behind: int) -> Path:
        folder.chmod(0o755)  # a process of root's works as somebody else
        files = {"tls.crt": self.own.pem, "tls.key": self.own.private_pem, "authorities.crt": self.authority.pem}
        for name, text in files.items():
            (folder / name).write_text(text)
        block = re.search(r"```nginx\n(.*?)```", DOCUMENTED.read_text(), re.DOTALL)
        assert block, "the documentation shows no configuration"
        known = (
            block[1].replace("/etc/sekali", str(folder)).replace("http://127.0.0.1:8000", f"http://127.0.0.1:{behind}")
        )
        for port, name in ((self.port, "sekali.example"), (self.mtls_port, "mtls.sekali.example")):
            listens = f"listen 443 ssl;\n    server_name {name};"
            assert known.count(listens) == 1
            known = known.replace(listens, f"listen 127.0.0.1:{port} ssl;\n    server_name localhost;")
        user = "user www-data;" if os.geteuid() == 0 else ""
        config = folder / "nginx.conf"
        config.write_text(HOUSE.format(folder=folder, user=user, documented=known))
        return config

    def _wait(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        end = time.monotonic() + START_SECONDS
        while True:
            log = folder / "log"
            assert process.poll() is None, log.read_text() if log.exists() else "nginx does not start"
            try:
                ssl.get_server_certificate(("localhost", self.mtls_port))
            except OSError:
                assert time.monotonic() < end, "nginx does not answer: " + log.read_text()
                time.sleep(0.05)
            else:
                return
