"""One house for all modules of this folder."""

from collections.abc import Iterator

import pytest

from tests.conformance.driver import Client, Person, client, signed_in
from tests.conformance.house import House, standing
from tests.conformance.kinds import registration


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with standing(tmp_path_factory.mktemp("conformance")) as made:
        yield made


@pytest.fixture
def person(house: House) -> Person:
    """A browser in which the citizen is signed in already."""
    return signed_in(house)


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> tuple[str, str | None]:
    """Response type and mode; a test names those it runs with by `of(…)`."""
    return request.param


@pytest.fixture
def party(house: House, kind: tuple[str, str | None]) -> Client:
    """A client of the present kind, authenticated by HTTP Basic."""
    response_type, mode = kind
    asked = {"response_type": response_type} | ({"response_mode": mode} if mode else {})
    return client(house, kind=asked, **registration(response_type))
