"""Both providers on sockets of this machine, each with a client that registered itself."""

from collections.abc import Iterator

import pytest

from tests.differential.asking import Provider
from tests.differential.peer import peer
from tests.differential.visiting import Visitor
from tests.town import Town


@pytest.fixture
def of_its_own() -> dict[str, object]:
    return {"registrations_per_hour": 1000}


@pytest.fixture
def both(live: Town) -> Iterator[tuple[Provider, Provider]]:
    with peer() as issuer:
        ours, theirs = Provider(live.issuer), Provider(issuer)
        for provider, page in ((ours, "/sign-up"), (theirs, None)):
            visitor = Visitor(provider)
            if page:
                visitor.sign_up(provider.issuer + page)
            visitor.code()
            provider.made, provider.session = visitor.makers, visitor.session
        yield ours, theirs
