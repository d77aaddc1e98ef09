"""The demo's addresses, which one test has at a time, with a database of its own."""

import fcntl
import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.demo.running import Demo, Visitor


@pytest.fixture
def fixed_addresses() -> Iterator[None]:
    """The demo's addresses for this test alone, also when tests run in several processes."""
    with (Path(tempfile.gettempdir()) / "sekali-demo-addresses.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment with a database and a key ring of its own."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("SEKALI_")}
    return own | {
        "SEKALI_DATABASE_URL": f"sqlite:///{tmp_path}/data/sekali.sqlite",
        "SEKALI_KEYS_FILE": str(tmp_path / "keys" / "ring.json"),
        "PYTHONUNBUFFERED": "1",
    }


@pytest.fixture
def visitor() -> Iterator[Visitor]:
    with_cookies = Visitor()
    yield with_cookies
    with_cookies.close()


@pytest.fixture
def start(fixed_addresses: None, environment: dict[str, str]) -> Iterator:
    running: list[Demo] = []

    def begin(*arguments: str) -> Demo:
        running.append(Demo(environment, *arguments))
        return running[-1]

    yield begin
    for demo in running:
        if demo.process.poll() is None:
            demo.end(signal.SIGTERM)
        demo.process.stdout.close()
