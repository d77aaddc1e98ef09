"""A running `sekali demo`, and a person's browser that walks through all its sites."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urljoin

import pytest
import requests

from demo.people import PASSWORD, SITI
from tests.forms import Page

HOUSE = Path(__file__).resolve().parent.parent.parent
SEKALI = str(Path(sys.executable).parent / "sekali")
COMMAND = (SEKALI, "demo")
PROVIDER, QUEUE, LIBRARY, AID = (
    "http://localhost:8000", "http://127.0.0.2:8001", "http://127.0.0.3:8002", "http://127.0.0.4:8003",
)  # fmt: skip
READY = f"Sekali is ready: {PROVIDER}"
START_SECONDS = 120


class Visitor:
    """A person's browser without JavaScript, over real HTTP, across all sites."""

    def __init__(self) -> None:
        self.session = requests.Session()

    def open(self, url: str, data: list[tuple[str, str]] | None = None) -> Page:
        answer = self.session.request("GET" if data is None else "POST", url, data=data, timeout=60)
        self.here = Page(answer.url, answer.status_code, answer.text, dict(answer.headers))
        return self.here

    def submit(
        self, having: str, values: dict[str, str | list[str]] | None = None, button: tuple[str, str] | None = None
    ) -> Page:
        form = self.here.form(having)
        return self.open(self.here.target(form), form.filled(values or {}, button))

    def press(self, action: str) -> Page:
        """Send the form of this page whose address ends with `action`, as it stands."""
        form = next(form for form in self.here.forms if form.action.endswith(action))
        return self.open(urljoin(self.here.url, form.action), form.data())

    def sign_in(self, service: str, person=SITI) -> Page:
        """Go to Sekali from `service` by its own link, and sign in there."""
        self.open(self.open(service).link("Masuk dengan Sekali"))
        return self.submit("password", {"identifier": person.identifier, "password": PASSWORD})

    def close(self) -> None:
        self.session.close()


class Demo:
    """A running `sekali demo`."""

    def __init__(self, environment: dict[str, str], *arguments: str) -> None:
        self.process = subprocess.Popen(
            (*COMMAND, *arguments),
            cwd=HOUSE,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said: list[str] = []

    def wait_until_ready(self) -> str:
        assert self.process.stdout
        for line in self.process.stdout:
            self.said.append(line.rstrip())
            if line.startswith(READY):
                return "\n".join(self.said)
        pytest.fail("the demo ended: " + "\n".join(self.said))

    def children(self) -> set[int]:
        """Every process below the runner, at any depth."""
        parents = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
        found, more = set(), {self.process.pid}
        while more:
            more = {child for child, parent in parents.items() if parent in more}
            found |= more
        return found

    def end(self, number: signal.Signals) -> str:
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=40)
        return rest


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (*COMMAND, *arguments),
        cwd=HOUSE,
        env=environment,
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )


def are_gone(processes: set[int]) -> bool:
    for _ in range(100):
        if not any(Path(f"/proc/{one}").exists() for one in processes):
            return True
        time.sleep(0.05)
    return False
