"""An Apache with mod_auth_openidc: a process of its own, in a folder of its own, configured as docs/connecting.md says."""

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests

from tests.live import free_port

PROGRAM = Path("/usr/sbin/apache2")
MODULES = Path("/usr/lib/apache2/modules")
NEEDED = ("mpm_event", "dir", "authn_core", "authz_core", "authz_user", "include", "auth_openidc")
DOCUMENTED = Path(__file__).parents[2] / "docs" / "connecting.md"
START_SECONDS = 30
PAGE = """<!doctype html><title>Layanan uji</title>
<p id="who"><!--#echo var="REMOTE_USER" --></p>
<p id="name"><!--#echo var="OIDC_CLAIM_name" --></p>
<p id="birthdate"><!--#echo var="OIDC_CLAIM_birthdate" --></p>
"""
HOUSE = """ServerName 127.0.0.1
Listen 127.0.0.1:{port}
ServerRoot {folder}
PidFile {folder}/pid
Mutex file:{folder} default
ErrorLog {folder}/log
LogLevel info
{user}
StartServers 1
ServerLimit 1
ThreadsPerChild 8
MaxRequestWorkers 8
DocumentRoot {folder}/pages
DirectoryIndex index.shtml
<Directory {folder}/pages>
    Options +Includes
    <FilesMatch "\\.shtml$">
        ForceType text/html
        SetOutputFilter INCLUDES
    </FilesMatch>
</Directory>
"""


def why_missing() -> str | None:
    """Return which part is not on this machine, or None."""
    module = MODULES / "mod_auth_openidc.so"
    return next((f"{part} is not on this machine" for part in (PROGRAM, module) if not part.exists()), None)


@dataclass
class Apache:
    """A service that lets mod_auth_openidc guard everything below /pintu."""

    port: int = field(default_factory=free_port)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def redirect_uri(self) -> str:
        return self.address + "/pintu/kembali"

    @property
    def inside(self) -> str:
        return self.address + "/pintu/"

    def documented(self, issuer: str, client: dict) -> str:
        """Return the configuration that the documentation shows, with addresses and client of this test."""
        block = re.search(r"```apache\n(.*?)```", DOCUMENTED.read_text(), re.DOTALL)
        assert block, "the documentation shows no configuration"
        text = block[1].replace("https://sekali.example", issuer).replace("https://layanan.example", self.address)
        secret = client.get("client_secret")
        known = text.replace("CLIENT_ID", client["client_id"]).replace("CLIENT_SECRET", secret or "")
        return known if secret else re.sub("OIDCClientSecret.*", "", known)

    @contextmanager
    def running(self, issuer: str, client: dict, more: Sequence[str] = ()) -> Iterator[Path]:
        """Serve while the block runs; give the folder in which it lives. `more` are further directives."""
        folder = Path(tempfile.mkdtemp(prefix="sekali-apache-"))
        try:
            config = self._configured(folder, [self.documented(issuer, client), *more])
            process = subprocess.Popen([PROGRAM, "-f", config, "-DFOREGROUND"], stderr=subprocess.PIPE, text=True)
            try:
                self._wait(process, folder)
                yield folder
            finally:
                process.terminate()
                process.communicate(timeout=START_SECONDS)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _configured(self, folder: Path, directives: Sequence[str]) -> Path:
        folder.chmod(0o755)  # a process of root's reads pages as somebody else
        (folder / "pages" / "pintu").mkdir(parents=True)
        for place in (".", "pintu"):
            (folder / "pages" / place / "index.shtml").write_text(PAGE)
        loads = "".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so\n" for name in NEEDED)
        user = "User www-data\nGroup www-data" if os.geteuid() == 0 else ""
        config = folder / "apache.conf"
        config.write_text(loads + HOUSE.format(port=self.port, folder=folder, user=user) + "\n".join(directives))
        return config

    def _wait(self, process: subprocess.Popen[str], folder: Path) -> None:
        end = time.monotonic() + START_SECONDS
        while True:
            assert process.poll() is None, process.communicate()[1] + said(folder)
            try:
                requests.get(self.address, timeout=START_SECONDS)
            except requests.ConnectionError:
                assert time.monotonic() < end, "Apache does not answer: " + said(folder)
                time.sleep(0.05)
            else:
                return


def said(folder: Path) -> str:
    """Return what Apache wrote into its log."""
    log = folder / "log"
    return log.read_text(errors="replace") if log.exists() else ""


def complaints(folder: Path) -> list[str]:
    """Return what mod_auth_openidc did not like, but for what it says at its start of every address that is not https."""
    lines = [line for line in said(folder).splitlines() if re.search(r"auth_openidc:(warn|error)", line)]
    return [line for line in lines if 'SHOULD be "https"' not in line]
