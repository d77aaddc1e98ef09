"""Saving: all of a page or nothing, one entry per deed, and nobody's word is overwritten unseen."""

from threading import Barrier

import pytest
from sqlalchemy.exc import DBAPIError

from tests.accounts.at_once import RUNNERS, at_once
from vault import profile
from vault.profile import Conflict, Invalid, NotOpen, Saved

NIK = "3574015708959001"
PATIENCE = 60  # seconds until a barrier gives up, however slow the machine


def test_what_is_saved_is_entered_by_the_names_of_its_fields(cabinet):
    siti = cabinet.citizen()
    outcome = cabinet.save(siti, {"nik": NIK, "full_name": "SITI AMINAH", "birth_place": ""})
    assert isinstance(outcome, Saved)
    assert set(outcome.changed) == {"nik", "full_name"}
    (entry,) = cabinet.entries(siti)
    assert (entry.type, entry.actor, set(entry.fields)) == ("profile.changed", "citizen", {"nik", "full_name"})
    assert NIK.encode() not in entry.body + entry.sealed
    assert cabinet.is_whole(siti)


def test_saving_what_is_there_already_changes_nothing(cabinet):
    siti = cabinet.citizen(full_name="SITI")
    assert cabinet.save(siti, {"full_name": " SITI "}, {"full_name": 1}).changed == ()
    assert len(cabinet.entries(siti)) == 1


def test_one_wrong_field_keeps_the_whole_page_back(cabinet):
    siti = cabinet.citizen()
    outcome = cabinet.save(siti, {"nik": "357401570895900", "full_name": "SITI"})
    assert isinstance(outcome, Invalid)
    assert [problem.code for problem in outcome.errors["nik"]] == ["nik_short"]
    assert cabinet.read(siti) == {}
    assert cabinet.entries(siti) == []


def test_warnings_are_told_and_never_block(cabinet):
    siti = cabinet.citizen()
    outcome = cabinet.save(siti, {"nik": "6473015708959001", "birth_date": "18-08-1995", "gender": "L"})
    assert isinstance(outcome, Saved)
    codes = {problem.code for problem in outcome.warnings["nik"]}
    assert codes == {"nik_region_unknown", "nik_date_differs", "nik_sex_differs"}
    assert cabinet.read(siti)["nik"].data == "6473015708959001"


def test_an_empty_input_clears_and_counts_on(cabinet):
    siti = cabinet.citizen(full_name="SITI")
    assert cabinet.save(siti, {"full_name": ""}, {"full_name": 1}).changed == ("full_name",)
    assert cabinet.read(siti) == {}
    assert cabinet.is_whole(siti)
    cabinet.save(siti, {"full_name": "SITI"}, {"full_name": 2})
    assert cabinet.read(siti)["full_name"].version == 3


def test_the_second_browser_is_told_and_nothing_is_overwritten(cabinet):
    siti = cabinet.citizen(full_name="SITI", birth_place="MALANG")
    cabinet.save(siti, {"full_name": "SITI AMINAH"}, {"full_name": 1})
    outcome = cabinet.save(siti, {"full_name": "SITI A.", "birth_place": "JEMBER"}, {"full_name": 1, "birth_place": 1})
    assert outcome == Conflict(("full_name",))
    values = cabinet.read(siti)
    assert (values["full_name"].data, values["birth_place"].data) == ("SITI AMINAH", "MALANG")
    assert isinstance(cabinet.save(siti, {"full_name": "SITI A."}, {"full_name": 2}), Saved)


def saved_at_once(cabinet, siti, version):
    def save(place):
        return cabinet.save(siti, {"preferred_name": f"Siti {version} {place}"}, {"preferred_name": version})

    return at_once(save, RUNNERS)


@pytest.mark.race
def test_of_many_browsers_at_once_one_wins_each_round(cabinet):
    siti = cabinet.citizen(preferred_name="Siti")
    for version in range(1, 6):
        tried = saved_at_once(cabinet, siti, version)
        assert sum(isinstance(one, Saved) for one in tried) == 1
        assert sum(isinstance(one, Conflict) for one in tried) == len(tried) - 1
    assert len(cabinet.entries(siti)) == 6
    assert cabinet.is_whole(siti)


@pytest.mark.race
def test_control_without_locks_they_overtake_one_another(cabinet, monkeypatch):
    """On PostgreSQL the locks decide; on SQLite there is one writer at a time, whatever a statement locks."""
    siti = cabinet.citizen(preferred_name="Siti")
    unlocked = profile.citizen_by_id
    monkeypatch.setattr(profile, "citizen_by_id", lambda *given, **_: unlocked(*given))
    monkeypatch.setattr(profile.store, "lock", lambda *_: None)
    if cabinet.engine.dialect.name == "postgresql":
        everyone, differs = Barrier(RUNNERS), profile._differs

        def all_have_read(*given):
            everyone.wait(PATIENCE)
            return differs(*given)

        monkeypatch.setattr(profile, "_differs", all_have_read)
        with pytest.raises(DBAPIError):
            saved_at_once(cabinet, siti, 1)
    else:
        assert sum(isinstance(one, Saved) for one in saved_at_once(cabinet, siti, 1)) == 1


@pytest.mark.parametrize("state", ["frozen", "closing", "closed"])
def test_an_account_that_is_not_in_use_keeps_nothing(cabinet, state):
    siti = cabinet.citizen(state)
    assert cabinet.save(siti, {"full_name": "SITI"}) == NotOpen()
    assert cabinet.entries(siti) == []


def test_who_stops_living_at_the_address_of_the_card_keeps_what_they_typed(cabinet):
    siti = cabinet.citizen(ktp_street="Jl. Mawar 1", domicile_same_as_ktp="true")
    typed = {"domicile_same_as_ktp": "false", "domicile_street": "Jl. Mawar 1"}
    assert set(cabinet.save(siti, typed, {"domicile_same_as_ktp": 1}).changed) == set(typed)
    assert cabinet.read(siti)["domicile_street"].data == "Jl. Mawar 1"
