"""`sekali serve` and `sekali worker` as processes of their own, and everything that they leave behind in one folder."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests

from keys import file_ring
from tests.canaries.hunting import family
from tests.live import free_port

SEKALI = str(Path(sys.executable).parent / "sekali")
START_SECONDS = 60
END_SECONDS = 20


@dataclass
class Programs:
    """A deployment in `folder`; `left` are the files that it may have left, the key ring is not among them."""

    folder: Path
    database_url: str
    port: int = field(default_factory=free_port)
    running: dict[str, subprocess.Popen] = field(default_factory=dict)

    @property
    def issuer(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def left(self) -> Path:
        return self.folder / "left"

    @property
    def environment(self) -> dict[str, str]:
        given = {
            "ISSUER": self.issuer, "DATABASE_URL": self.database_url, "KEYS_FILE": str(self.folder / "keys" / "ring.json"),
            "OPEN_REGISTRATION": "true", "REGISTRATIONS_PER_HOUR": "1000", "MODE": "local",
        }  # fmt: skip
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SEKALI_")}
        return kept | {f"SEKALI_{name}": value for name, value in given.items()} | {"TMPDIR": str(self.left / "tmp")}

    def processes(self, *names: str) -> list[int]:
        return [one for name in names for one in family(self.running[name].pid)]

    def start(self, name: str, *options: str) -> None:
        with (self.left / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [SEKALI, name, *options], env=self.environment, cwd=self.left, stdout=log, stderr=log
            )

    def stop(self, name: str) -> None:
        process = self.running.pop(name)
        process.send_signal(signal.SIGTERM)
        process.wait(END_SECONDS)

    def serve(self) -> None:
        """Start the server and wait until it answers."""
        self.start("serve", "--port", str(self.port))
        end = time.monotonic() + START_SECONDS
        while not self._is_up():
            assert self.running["serve"].poll() is None, (self.left / "serve.log").read_text()
            assert time.monotonic() < end, (self.left / "serve.log").read_text()
            time.sleep(0.1)

    def _is_up(self) -> bool:
        try:
            return requests.get(f"{self.issuer}/readyz", timeout=5).ok
        except requests.ConnectionError:
            return False


@contextmanager
def standing(folder: Path, database_url: str) -> Iterator[Programs]:
    """The two programs on a migrated database while the block runs."""
    found = Programs(folder, database_url)
    (found.left / "tmp").mkdir(parents=True, exist_ok=True)
    (folder / "keys").mkdir(0o700)
    file_ring.create(folder / "keys" / "ring.json", database_url)
    try:
        found.start("worker")
        found.serve()
        yield found
    finally:
        for name in tuple(found.running):
            found.stop(name)
