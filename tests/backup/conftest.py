"""Two people with accounts, values and consents in a town that keeps an erase list, and empty databases to restore into."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select

from accounts.tables import CitizenRow
from consent.grants import Grant
from consent.registry import changes
from consent.registry.changes import NewService
from core.db import engine_options, prepare
from core.runtime import SETTINGS
from core.settings import Settings
from ledger import publishing
from tests.accounts.people import Opened, open_account
from tests.conftest import _execute_on_server, postgres_database
from tests.consent.conftest import Office
from tests.town import Town
from vault import checks
from web.backup.manifest import Manifest
from web.backup.taking import take

NAMES = ("siti@contoh.id", "bejo@contoh.id")
NIKS = ("3574015708959001", "3574011708959002")


@dataclass
class Life:
    """Everything that a drill needs: the town, its people, and what they agreed to."""

    town: Town
    office: Office
    folder: Path
    empty: list[str]
    people: list[str] = field(default_factory=list)
    opened: list[Opened] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        return self.town.app.extensions[SETTINGS]

    @property
    def elsewhere(self) -> Settings:
        """The settings of the same deployment with an empty database."""
        return replace(self.settings, database_url=self.empty[0])

    def take(self, name: str = "backup") -> Manifest:
        return take(self.settings, self.town.keys, self.folder / name, self.town.clock())

    def checkpoint(self) -> bytes:
        with self.town.keeping() as session:
            publishing.publish(session, self.town.keys, self.settings.ledger_origin, self.town.clock())
            return publishing.newest(session).note


@pytest.fixture
def of_its_own(tmp_path: Path) -> dict[str, object]:
    return {"erase_list": str(tmp_path / "apart" / "erased")}


@pytest.fixture
def empty(database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """The address of an empty database of the same kind."""
    if database_url.startswith("sqlite"):
        yield [f"sqlite:///{tmp_path / 'other' / 'sekali.sqlite'}"]
        return
    server, name = request.getfixturevalue("postgres_url"), f"empty_{uuid.uuid4().hex[:12]}"
    _execute_on_server(server, f"CREATE DATABASE {name}")
    yield [postgres_database(server, name)]
    _execute_on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def life(town: Town, empty: list[str], tmp_path: Path) -> Iterator[Life]:
    engine = create_engine(town.database_url, **engine_options(town.database_url))
    prepare(engine)
    office = Office(engine, town.keys, tmp_path, now=town.clock())
    new = NewService("library", "Kartu", "Dispersip", "p@contoh.id", "https://p.contoh.id/p", "https://p.contoh.id/")
    office.service = office.do(changes.add_service, town.keys, new, office.now, staff="operator")
    built = Life(town, office, tmp_path, empty)
    purpose = office.register()
    for name, nik in zip(NAMES, NIKS, strict=True):
        built.opened.append(open_account(town, name))
        with town.reading() as session:
            citizen = session.scalar(select(CitizenRow.id).where(CitizenRow.number == built.opened[-1].number))
        office.fill(citizen, nik=nik, birth_date="1995-08-17", email=name, full_name=name.split("@")[0].upper())
        office.do(checks.confirm, town.keys, "officer-1", citizen, ("nik",), office.now)
        built.people.append(citizen)
        built.grants.append(office.granted(citizen, purpose, ["age_over_17", "email"]))
        office.read(built.grants[-1])
    yield built
    engine.dispose()
