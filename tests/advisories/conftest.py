"""A town that lasts for a whole suite: hundreds of small requests need one application, not one each."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copy

import pytest

from tests.conftest import build_town
from tests.oidc.test_assertions import EC, OKP, RSA
from tests.oidc.test_endpoints import Party
from tests.town import Town

PLENTY = {"registrations_per_hour": 10_000, "sign_ups_per_hour": 10_000}
KEYS = {"keys": [key.as_dict(private=False) for key in (EC, RSA, OKP)]}
WEB = "https://rp.example.id/kembali"


@pytest.fixture(scope="module")
def settings_of_suite() -> dict[str, object]:
    """Settings that one suite needs beside the plentiful ones."""
    return {}


@pytest.fixture(scope="module")
def suite(
    sqlite_template: Path, ring: object, tmp_path_factory: pytest.TempPathFactory, settings_of_suite: dict[str, object]
) -> Iterator[Town]:
    """The town of one suite; whoever needs a state of their own makes it with names of their own."""
    from core.db import db

    database = copy(sqlite_template, tmp_path_factory.mktemp("suite") / "sekali.sqlite")
    built = build_town(f"sqlite:///{database}", ring, **PLENTY | settings_of_suite)
    yield built
    with built.app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def web_party(suite: Town) -> Party:
    """A client of the web with one https address, and keys to sign its requests by."""
    return Party(suite, redirect_uris=[WEB], post_logout_redirect_uris=[WEB], jwks=KEYS)


@pytest.fixture(scope="module")
def native_party(suite: Town) -> Party:
    """A native client on a loopback address, whose port alone is free."""
    loopback = "http://127.0.0.1/cb"
    return Party(
        suite, application_type="native", redirect_uris=[loopback], post_logout_redirect_uris=[loopback], jwks=KEYS
    )
