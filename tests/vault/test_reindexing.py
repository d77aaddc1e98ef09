"""Rotation of the index of NIKs: both versions are found meanwhile, one NIK stays one citizen's, and the old one leaves last."""

import os
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select, update

from accounts import store as accounts
from accounts.tables import IdentifierRow
from core.clock import system_clock
from keys import file_ring, rotation, rotation_cli
from keys.fresh import announced, promoted
from keys.material import Purpose
from keys.rotation import START
from tests.keys.killing import RING_CHANGES, killed_at
from tests.town import START as NOW
from vault import checks, reindexing
from web.operator import keys_cli

NIK, OTHER = "3574015708959001", "3574011708959002"


@dataclass
class Office:
    """A cabinet whose ring lies in a file, and the operator's command line."""

    cabinet: object
    path: object
    people: list[str] = field(default_factory=list)

    def run(self, *words: str) -> Result:
        done = CliRunner().invoke(keys_cli.keys, words)
        self.cabinet.keys = file_ring.load(self.path)
        return done

    def rows(self) -> dict[int, int]:
        with self.cabinet.keeping() as session:
            columns = select(IdentifierRow.index_version, func.count()).where(IdentifierRow.kind == "nik")
            return dict(session.execute(columns.group_by(IdentifierRow.index_version)).all())

    def seen_in_person(self) -> list[str]:
        with self.cabinet.keeping() as session:
            seen = select(IdentifierRow.citizen_id).where(IdentifierRow.kind == "nik", IdentifierRow.in_person)
            return list(session.scalars(seen.distinct()))

    def holder(self, nik: str) -> str | None:
        with self.cabinet.keeping() as session:
            return accounts.nik_holder(session, self.cabinet.keys.nik_index(nik).values())


@pytest.fixture
def office(cabinet, database_url, tmp_path, monkeypatch) -> Office:
    path = tmp_path / "ring" / "ring.json"
    monkeypatch.setenv("SEKALI_KEYS_FILE", str(path))
    monkeypatch.setenv("SEKALI_DATABASE_URL", database_url)
    monkeypatch.setattr(rotation, "SETTLE_SECONDS", 0)
    monkeypatch.setattr(reindexing, "ROWS_AT_ONCE", 1)
    cabinet.keys = file_ring.create(path)
    built = Office(cabinet, path)
    for nik in (NIK, OTHER):
        built.people.append(cabinet.citizen(nik=nik))
        cabinet.confirm(built.people[-1], "nik")
    return built


def test_every_checked_nik_is_found_before_meanwhile_and_after(office: Office, monkeypatch):
    assert office.rows() == {1: 2}
    with office.cabinet.keeping() as session, session.begin():
        accounts.note_in_person(session, office.people[0])
    assert office.seen_in_person() == office.people[:1]
    done = office.run("rotate", "index")
    assert done.exit_code == 0, done.output
    assert office.rows() == {1: 2, 2: 2}
    assert [office.holder(nik) for nik in (NIK, OTHER)] == office.people
    assert "SEKALI_BACKUP_DAYS" in office.run("retire", "index", "1").stderr
    monkeypatch.setattr(keys_cli, "system_clock", lambda: system_clock() + timedelta(days=31))
    done = office.run("retire", "index", "1")
    assert done.exit_code == 0, done.output
    assert office.rows() == {2: 2}
    assert [office.holder(nik) for nik in (NIK, OTHER)] == office.people
    assert office.seen_in_person() == office.people[:1]


def test_servers_that_know_of_different_versions_share_one(office: Office):
    """One claims under the versions 1 and 2, the other knows of 1 alone, or of 2 alone: never do two citizens get one NIK."""
    third, fourth = office.cabinet.citizen(), office.cabinet.citizen()
    nik, older = "3574015708959003", office.cabinet.keys
    newer = file_ring.change(office.path, "", lambda keys: announced(keys, Purpose.NIK_INDEX, NOW))
    office.cabinet.keys = newer
    assert office.cabinet.do(checks.claim_nik, third, nik, NOW)
    assert office.rows() == {1: 3, 2: 1}
    office.cabinet.keys = older
    assert not office.cabinet.do(checks.claim_nik, fourth, nik, NOW)


def test_what_was_cut_off_is_continued(office: Office):
    office.cabinet.keys = file_ring.change(
        office.path, "", lambda keys: promoted(announced(keys, Purpose.NIK_INDEX, NOW), Purpose.NIK_INDEX, NOW)
    )
    office.cabinet.do(reindexing.reindex_some, START, NOW)
    assert office.rows() == {1: 2, 2: 1}
    done = office.run("rotate", "index")
    assert "continued" in done.stdout
    assert office.rows() == {1: 2, 2: 2}


# Every step there is in `make test-long`; a row's and the ring's last change otherwise.
STEPS = range(1, 100) if os.environ.get("SEKALI_TEST_ROUNDS") else (4, 7)


@pytest.mark.race
def test_killed_at_any_step_every_nik_is_found_and_the_rotation_goes_on(office: Office):
    changes = (*RING_CHANGES, (accounts, "add_nik_index"))
    for step in STEPS:
        killed = killed_at(step, changes, lambda: office.run("rotate", "index"))
        office.cabinet.keys = file_ring.load(office.path)
        assert [office.holder(nik) for nik in (NIK, OTHER)] == office.people
        assert office.run("rotate", "index").exit_code == 0
        newest = office.cabinet.keys.nik_index_version
        assert office.rows()[newest] == len(office.people)
        assert [office.holder(nik) for nik in (NIK, OTHER)] == office.people
        if not killed:
            break
    assert step > 7 if os.environ.get("SEKALI_TEST_ROUNDS") else killed


def test_a_number_that_nobody_checked_is_not_indexed(office: Office, monkeypatch):
    """Whoever corrects their NIK later is still found under the checked one; a safe that never held it is told of."""
    siti, bejo = office.people
    office.cabinet.save(siti, {"nik": "3574015708959004"}, {"nik": 2})
    office.cabinet.alter(update(IdentifierRow).where(IdentifierRow.citizen_id == bejo).values(index=bytes(32)))
    done = office.run("rotate", "index")
    assert done.exit_code == 1
    assert "1 checked NIKs could not be" in done.stderr
    assert office.rows() == {1: 2, 2: 1}
    assert office.holder(NIK) == siti
    monkeypatch.setattr(keys_cli, "system_clock", lambda: system_clock() + timedelta(days=31))
    assert "only found under older versions" in office.run("retire", "index", "1").stderr
    assert {1, 2} <= set(office.cabinet.keys.nik_index(NIK))


def test_the_commands_share_one_group():
    assert {"kek", "tokens", "index"} <= set(rotation_cli.rotate.commands)
