"""Programs in Go by other authors: a witness of the C2SP protocol, and libraries that read notes, proofs and tiles."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.live import free_port

PROGRAMS = Path(sys.executable).parent / "strangers"
NAMES = ("stranger", "litewitness", "witnessctl")
ANSWER_SECONDS = 20
HOST = "127.0.0.1"


def why_missing() -> str | None:
    """What is not here, or None."""
    missing = [name for name in NAMES if not (PROGRAMS / name).exists()]
    if missing:
        return f"{', '.join(missing)} in Go"
    return None if shutil.which("ssh-agent") else "ssh-agent"


def stranger(**question: object) -> dict:
    """What the Go libraries find in what they are handed; raises when they refuse the note."""
    done = subprocess.run(
        [PROGRAMS / "stranger"], input=json.dumps(question), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


@dataclass
class Litewitness:
    """A running litewitness that knows one ledger."""

    url: str
    key: str

    @property
    def setting(self) -> str:
        return f"{self.key} {self.url}"


@contextmanager
def litewitness(folder: Path, origin: str, key: str) -> Iterator[Litewitness]:
    """Run torchwood's litewitness with a key of its own, knowing the ledger `origin` that signs with `key`."""
    database, socket, private = folder / "litewitness.db", folder / "agent", folder / "id"
    for command in (
        ["add-log", "-db", database, "-origin", origin],
        ["add-key", "-db", database, "-origin", origin, "-key", key],
    ):
        subprocess.run([PROGRAMS / "witnessctl", *command], check=True, capture_output=True)
    encoding, form, plain = (
        serialization.Encoding.PEM,
        serialization.PrivateFormat.OpenSSH,
        serialization.NoEncryption(),
    )
    private.touch(0o600)
    key_pair = Ed25519PrivateKey.generate()
    private.write_bytes(key_pair.private_bytes(encoding, form, plain))
    fingerprint = hashlib.sha256(key_pair.public_key().public_bytes_raw()).hexdigest()
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", socket], stdout=subprocess.DEVNULL)
    running = None
    try:
        _wait(socket.exists)
        subprocess.run(
            ["ssh-add", private], env=os.environ | {"SSH_AUTH_SOCK": str(socket)}, check=True, capture_output=True
        )
        port = free_port()
        command = [
            PROGRAMS / "litewitness",
            "-db",
            database,
            "-name",
            "lite.example/w1",
            "-ssh-agent",
            socket,
            "-listen",
            f"{HOST}:{port}",
            "-key",
            fingerprint,
        ]
        with (folder / "litewitness.log").open("wb") as log:
            running = subprocess.Popen(command, stderr=log)
        _wait(lambda: "vkey=" in (folder / "litewitness.log").read_text() and _answers(port))
        said = (folder / "litewitness.log").read_text()
        yield Litewitness(f"http://{HOST}:{port}", said.split("vkey=", 1)[1].split()[0].strip('"'))
    finally:
        for process in (running, agent):
            if process is not None:
                process.terminate()
                process.wait(10)


def _answers(port: int) -> bool:
    try:
        return requests.get(f"http://{HOST}:{port}/", timeout=2).ok
    except requests.RequestException:
        return False


def _wait(reached) -> None:
    deadline = time.monotonic() + ANSWER_SECONDS
    while not reached():
        assert time.monotonic() < deadline, "it did not come up"
        time.sleep(0.05)
