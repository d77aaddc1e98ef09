"""An officer's check: values rise and fall again, and a checked NIK belongs to one account alone."""

import pytest
from sqlalchemy import select

from accounts.tables import IdentifierRow
from tests.accounts.at_once import at_once
from vault import checks
from vault.checks import Confirmed, NotConfirmed

NIK = "3574015708959001"


def checked_niks(cabinet) -> list[str]:
    with cabinet.keeping() as session:
        return list(session.execute(select(IdentifierRow.citizen_id).where(IdentifierRow.kind == "nik")).scalars())


def test_a_check_raises_the_state_and_is_entered_with_the_officer(cabinet):
    siti = cabinet.citizen(nik=NIK, full_name="SITI")
    assert cabinet.confirm(siti, "nik", "full_name") == Confirmed(("nik", "full_name"))
    value = cabinet.read(siti)["nik"]
    assert (value.data, value.state, value.source, value.version) == (NIK, "officer_checked", "officer:officer-1", 2)
    entry = max(cabinet.entries(siti), key=lambda one: one.number)
    assert (entry.type, entry.actor, entry.staff) == ("profile.changed", "staff", "officer-1")
    assert checked_niks(cabinet) == [siti]


def test_a_nik_that_is_only_declared_reserves_nothing(cabinet):
    siti, bejo = cabinet.citizen(nik=NIK), cabinet.citizen(nik=NIK)
    assert checked_niks(cabinet) == []
    assert cabinet.read(bejo)["nik"].data == NIK
    assert isinstance(cabinet.confirm(siti, "nik"), Confirmed)


def test_a_second_account_with_the_same_checked_nik_is_refused_with_a_reason(cabinet):
    siti, bejo = cabinet.citizen(nik=NIK), cabinet.citizen(nik=NIK)
    cabinet.confirm(siti, "nik")
    assert cabinet.confirm(bejo, "nik") == NotConfirmed("nik_of_another_account")
    assert cabinet.read(bejo)["nik"].state == "self_declared"
    assert len(cabinet.entries(bejo)) == 1
    assert isinstance(cabinet.confirm(siti, "nik"), Confirmed), "the same citizen may be checked again"


def confirmed_at_once(cabinet):
    people = [cabinet.citizen(nik=NIK) for _ in range(6)]
    return at_once(lambda number: cabinet.confirm(people[number], "nik"), len(people))


@pytest.mark.race
def test_of_many_officers_at_once_one_gets_the_nik(cabinet):
    outcomes = confirmed_at_once(cabinet)
    assert outcomes.count(Confirmed(("nik",))) == 1
    assert outcomes.count(NotConfirmed("nik_of_another_account")) == len(outcomes) - 1
    assert len(checked_niks(cabinet)) == 1


@pytest.mark.race
def test_control_without_the_claim_every_officer_gets_it(cabinet, monkeypatch):
    monkeypatch.setattr(checks, "claim_nik", lambda *_: True)
    assert confirmed_at_once(cabinet).count(Confirmed(("nik",))) == 6


def test_what_is_empty_cannot_be_checked(cabinet):
    siti = cabinet.citizen(full_name="SITI")
    assert cabinet.confirm(siti, "full_name", "nik") == NotConfirmed("not_filled", ("nik",))
    assert cabinet.read(siti)["full_name"].state == "self_declared"


def test_changing_a_checked_value_makes_it_the_citizens_own_word_again(cabinet):
    siti = cabinet.citizen(full_name="SITI")
    cabinet.confirm(siti, "full_name")
    cabinet.save(siti, {"full_name": "SITI AMINAH"}, {"full_name": 2})
    value = cabinet.read(siti)["full_name"]
    assert (value.state, value.source) == ("self_declared", "self")


def test_a_checked_nik_stays_whatever_its_citizen_types(cabinet):
    siti = cabinet.citizen(nik=NIK)
    cabinet.confirm(siti, "nik")
    for typed in ("", "3574011708959002"):
        assert cabinet.save(siti, {"nik": typed}, {"nik": 2}).changed == ()
    assert cabinet.read(siti)["nik"].data == NIK


def test_nobody_is_checked_whose_account_is_not_in_use(cabinet):
    assert cabinet.confirm(cabinet.citizen("frozen"), "nik") == NotConfirmed("account_not_active")
