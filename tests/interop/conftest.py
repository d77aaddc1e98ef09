"""A provider on a socket, whose clock runs, for programs that the project did not write."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from core.clock import system_clock
from core.runtime import CLOCK
from tests.conftest import build_town, leave
from tests.interop.apache import Apache, why_missing
from tests.interop.walking import WebBrowser
from tests.live import free_port, serving
from tests.town import Town
from web.worker import Worker


@dataclass
class Provider:
    """A town as other people's programs see it: an issuer, and citizens with browsers."""

    town: Town

    @property
    def issuer(self) -> str:
        return self.town.issuer

    def browser(self) -> WebBrowser:
        return WebBrowser(self.issuer)

    def check_ledger(self) -> list[dict]:
        return self.town.check_ledger()

    def deliver(self) -> None:
        """Do what is due in the outbox, and wait for everything that this sends."""
        with self.town.app.app_context():
            worker = Worker(self.town.app)
            worker.deliver(self.town.clock())
            while worker.outward.begin():
                worker.outward.settle()
            worker.outward.close()


def needed(why: str | None) -> None:
    """Skip a test whose program is missing, and say how it is installed; in CI nothing may be missing."""
    if why is None:
        return
    if os.environ.get("CI"):
        pytest.fail(f"CI needs it: {why}; run `make setup-interop` first.")
    pytest.skip(f"{why}: skipped. `make setup-interop` installs it.")


@pytest.fixture
def profiles() -> tuple[str, ...]:
    """The profiles that the provider offers; a test names others by a parameter."""
    return ("standard", "fapi2")


@pytest.fixture
def provider(
    database_url: str, ring: object, capfd: pytest.CaptureFixture[str], profiles: tuple[str, ...]
) -> Iterator[Provider]:
    """A provider that may post to services on this machine."""
    port = free_port()
    town = build_town(
        database_url, ring, issuer=f"http://localhost:{port}", outbound_hosts=("127.0.0.1",), profiles=profiles
    )
    # Clients by other authors compare with the clock on the wall, and some of these stories take a while.
    town.clock = town.app.extensions[CLOCK] = system_clock
    with serving(town.app, port):
        yield Provider(town)
    leave(town, capfd)


@pytest.fixture
def apache() -> Apache:
    """An Apache that is not started yet."""
    needed(why_missing())
    return Apache()
