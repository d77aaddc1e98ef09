"""The drill: life, backup, erasure, loss, restore. Who was erased stays erased for every reader; the others are unharmed."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select
from werkzeug.test import Client

from accounts import closing
from accounts import store as accounts
from accounts.credentials.store import PasswordRow
from accounts.tables import CitizenRow, IdentifierRow
from consent.release import Released
from core.db import db, engine_options, prepare
from core.outbox import Work
from keys.citizen_keys import KeyDestroyed
from keys.store import CitizenKeyRow
from ledger import publishing, search
from ledger.witness import identity
from ledger.witness.application import Witness
from ledger.witness.state import State
from ledger.witnessing import asking
from ledger.witnessing import store as witnessing
from ledger.witnessing.rules import Alarm, Cosigned, read_witnesses
from tests.accounts.people import is_in, sign_in
from tests.backup.conftest import NAMES, NIKS, Life
from tests.conftest import build_town
from tests.consent.conftest import Office
from tests.town import Town
from vault import safe
from web import chores
from web.backup.manifest import BackupError
from web.backup.restoring import Wanted, restore
from web.operator import openings_check


def erase_siti(life: Life) -> None:
    """As it goes: she closes her account, the time runs out, the worker does its work."""
    with life.town.keeping() as session:
        closing.begin(session, life.town.keys, life.people[0], timedelta(hours=72), life.town.clock())
    life.town.clock.advance(hours=72, seconds=1)
    with life.town.app.app_context():
        chores.erase_account(Work("w", closing.ERASE, {"citizen": life.people[0]}, 1))


def leave(town: Town, office: Office) -> None:
    office.engine.dispose()
    with town.app.app_context():
        db.engine.dispose()


def restored(life: Life, **wanted: object) -> tuple[Town, Office]:
    given = {"erased": Path(life.settings.erase_list), "loses": True} | wanted
    restore(life.elsewhere, life.town.keys, life.folder / "backup", Wanted(**given), life.town.clock())
    town = build_town(life.empty[0], life.town.keys)
    town.clock.now = life.town.clock.now
    engine = create_engine(life.empty[0], **engine_options(life.empty[0]))
    prepare(engine)
    return town, Office(engine, life.town.keys, life.folder, life.office.service, town.clock())


def wrapped_key(life: Life) -> bytes:
    with life.office.keeping() as session:
        return session.scalar(select(CitizenKeyRow.wrapped).where(CitizenKeyRow.citizen_id == life.people[0]))


def test_who_was_erased_after_the_backup_stays_erased(life: Life, on_both: None) -> None:
    siti, bejo = life.people
    key = wrapped_key(life)
    life.take()
    erase_siti(life)
    kept = life.checkpoint()
    town, office = restored(life, kept=kept)
    try:
        assert not isinstance(office.read(life.grants[0]), Released), "the consent"
        with office.keeping() as session:
            readers = {
                "the safe": lambda: safe.read(session, office.keys, siti),
                "its history": lambda: safe.former(session, office.keys, siti, "nik"),
            }
            for name, reader in readers.items():
                with suppress(KeyDestroyed):
                    assert not reader(), name
            assert session.scalar(select(func.count()).where(CitizenKeyRow.citizen_id == siti)) == 0, "the key itself"
            for row in (IdentifierRow, PasswordRow):
                assert session.scalar(select(func.count()).select_from(row).where(row.citizen_id == siti)) == 0, row
            assert accounts.nik_holder(session, office.keys.nik_index(NIKS[0]).values()) is None
            assert accounts.citizen_by_id(session, siti) is None, "the account"
            mine = search.find(session, tag=life.grants[0].tag, limit=100)
            assert mine[-1].type == "erase" and not any(one.sealed_for == "citizen" for one in mine), (
                "the ledger's openings"
            )
        assert not is_in(sign_in(town, NAMES[0])), "signing in"
        assert is_in(sign_in(town, NAMES[1]))
        if life.empty[0].startswith("sqlite"):
            database = Path(life.empty[0].removeprefix("sqlite:///"))
            assert all(key not in file.read_bytes() for file in database.parent.iterdir()), "the bytes of the file"
        with office.keeping() as session:
            assert safe.read(session, office.keys, bejo)["nik"].data == NIKS[1]
            assert accounts.nik_holder(session, office.keys.nik_index(NIKS[1]).values()) == bejo
        assert office.read(life.grants[1]).values["age_over_17"].data is True
        with town.reading() as session:
            assert list(openings_check.check(session, town.keys)) == []
        bodies = town.check_ledger()
        assert [body["type"] for body in bodies].count("erase") == 2, "her account and her grant"
    finally:
        leave(town, office)


def test_control_without_the_erase_list_she_is_back(life: Life) -> None:
    life.take()
    erase_siti(life)
    town, office = restored(life, erased=None)
    with office.keeping() as session:
        assert safe.read(session, office.keys, life.people[0])["nik"].data == NIKS[0]
    assert is_in(sign_in(town, NAMES[0]))
    leave(town, office)


def test_the_loss_is_told_and_has_to_be_accepted(life: Life, on_both: None) -> None:
    life.take()
    erase_siti(life)
    kept = life.checkpoint()
    with pytest.raises(BackupError, match=r"lacks \d+ entries that were signed for"):
        restored(life, kept=kept, loses=False)
    town, office = restored(life, kept=kept)
    with pytest.raises(BackupError, match="nothing is restored over it"):
        restored(life, kept=kept)
    with town.reading() as session:
        assert publishing.store.size(session) > 0
    leave(town, office)


def test_a_witness_sees_the_restore(life: Life) -> None:
    """The ledger goes back behind what the witness cosigned: alarm there, and here."""
    folder = life.folder / "witness"
    watcher = identity.create(folder, "witness.example/w1")
    with life.town.app.app_context():
        identity.trust(folder, life.town.app.test_client().get("/ledger/key", base_url=life.town.issuer).text)
    (witness,) = read_witnesses([f"{watcher.verifier_key} https://witness.example"])

    def ask(town: Town, old: int | None = None):
        with town.reading() as session:
            asked = asking.prepare(session, witness, old)
        told = Client(Witness(folder)).post("/add-checkpoint", data=asked.body)
        with town.keeping() as session:
            return asking.keep(session, witness, asked, told.status_code, told.data, town.clock())

    life.take()
    erase_siti(life)
    for _ in range(3):
        life.office.read(life.grants[1])
    life.checkpoint()
    assert isinstance(ask(life.town), Cosigned)
    town, office = restored(life)
    with town.keeping() as session:
        publishing.publish(session, town.keys, life.settings.ledger_origin, town.clock())
    assert ask(town) is Alarm.ROLLED_BACK
    with town.reading() as session:
        assert [one.kind for one in witnessing.alarms(session)] == ["rolled_back"]
    assert "rolled back" in {one.kind for one in State(folder).alarms()}
    leave(town, office)


def test_a_key_that_was_put_beside_the_list_is_not_kept(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last look before anything is kept: had the keys been loaded wholly, nothing would be restored."""
    from web.backup import citizen_keys

    life.take()
    erase_siti(life)
    load = citizen_keys.load
    monkeypatch.setattr(citizen_keys, "load", lambda connection, pieces, _but: load(connection, pieces, ()))
    monkeypatch.setattr(closing.citizen_keys, "destroy", lambda *_: 0)
    with pytest.raises(BackupError, match="would have a key again"):
        restored(life)
    assert not Path(life.empty[0].removeprefix("sqlite:///")).exists()


def test_an_erasure_that_could_not_be_listed_is_done_again(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list is written behind the commit; what fails there leaves the work undone, and the next try completes it."""
    place = Path(life.settings.erase_list)
    place.parent.mkdir()
    place.mkdir()
    with pytest.raises(BackupError, match="cannot be written"):
        erase_siti(life)
    with life.town.reading() as session:
        assert session.scalar(select(CitizenRow.state).where(CitizenRow.id == life.people[0])) == "closed"
    place.rmdir()
    with life.town.app.app_context():
        chores.erase_account(Work("w", closing.ERASE, {"citizen": life.people[0]}, 2))
    assert place.read_bytes().count(b"\n") == 1
