"""Both providers on sockets of this machine, each with a client that registered itself."""

from collections.abc import Iterator

import pytest

from tests.differential.asking import Provider
from tests.differential.peer import peer
from tests.town import Town


@pytest.fixture
def of_its_own() -> dict[str, object]:
    return {"registrations_per_hour": 1000}


@pytest.fixture
def both(live: Town) -> Iterator[tuple[Provider, Provider]]:
    with peer() as issuer:
        yield Provider(live.issuer), Provider(issuer)
