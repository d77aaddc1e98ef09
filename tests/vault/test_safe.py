"""The safe: what was sealed comes back, and nothing that was moved, put back or broken does."""

import pytest
from sqlalchemy import delete, select, update

from keys import citizen_keys
from keys.citizen_keys import KeyDestroyed
from keys.sealing import SealBroken
from tests.town import START
from vault import safe
from vault.store import ValueRow

NIK = "3574015708959001"


def row(citizen: str, field: str):
    return (ValueRow.citizen_id == citizen, ValueRow.field == field, ValueRow.replaced_at.is_(None))


def blob_of(cabinet, citizen: str, field: str) -> bytes:
    with cabinet.keeping() as session:
        return session.execute(select(ValueRow.blob).where(*row(citizen, field))).scalar_one()


def read_for_release(cabinet, citizen: str, *fields: str):
    with cabinet.keeping() as session:
        return safe.read_for_release(session, cabinet.keys, citizen, fields)


def test_a_value_comes_back_with_who_said_it_and_when(cabinet):
    siti = cabinet.citizen(nik=NIK, full_name="SITI AMINAH")
    value = cabinet.read(siti)["nik"]
    assert (value.data, value.state, value.source, value.version) == (NIK, "self_declared", "self", 1)
    assert NIK not in repr(value)
    assert NIK.encode() not in blob_of(cabinet, siti, "nik")


def test_a_release_opens_only_what_is_wanted_in_at_most_two_statements(cabinet):
    siti = cabinet.citizen(nik=NIK, full_name="SITI AMINAH")
    cabinet.statements.clear()
    opened = read_for_release(cabinet, siti, "full_name")
    assert set(opened.values) == {"full_name"}
    assert opened.manifest.number == 1
    assert len(cabinet.statements) <= 2


@pytest.mark.parametrize("fields", [("nik",), ("full_name", "nik")])
def test_a_seal_that_is_moved_to_another_citizen_opens_nothing(cabinet, fields):
    siti, bejo = cabinet.citizen(nik=NIK, full_name="SITI"), cabinet.citizen(nik="3574011708959002", full_name="BEJO")
    cabinet.alter(update(ValueRow).where(*row(bejo, "nik")).values(blob=blob_of(cabinet, siti, "nik")))
    with pytest.raises(SealBroken):
        read_for_release(cabinet, bejo, *fields)


def test_a_seal_that_is_moved_to_another_field_opens_nothing(cabinet):
    siti = cabinet.citizen(nik=NIK, full_name="SITI")
    cabinet.alter(update(ValueRow).where(*row(siti, "full_name")).values(blob=blob_of(cabinet, siti, "nik")))
    with pytest.raises(SealBroken):
        read_for_release(cabinet, siti, "full_name")


def test_an_older_seal_in_the_place_of_a_newer_opens_nothing(cabinet):
    siti = cabinet.citizen(full_name="SITI")
    old = blob_of(cabinet, siti, "full_name")
    cabinet.save(siti, {"full_name": "SITI AMINAH"}, {"full_name": 1})
    cabinet.alter(update(ValueRow).where(*row(siti, "full_name")).values(blob=old))
    with pytest.raises(SealBroken):
        read_for_release(cabinet, siti, "full_name")


def test_what_is_taken_away_or_put_back_as_a_whole_is_seen_by_the_manifest(cabinet):
    siti = cabinet.citizen(full_name="SITI", birth_place="PROBOLINGGO")
    assert cabinet.is_whole(siti)
    cabinet.alter(delete(ValueRow).where(*row(siti, "birth_place")))
    assert not cabinet.is_whole(siti)
    with pytest.raises(SealBroken):
        cabinet.save(siti, {"birth_date": "1995-08-17"})


def test_without_the_key_nothing_is_there(cabinet):
    siti = cabinet.citizen(full_name="SITI")
    cabinet.do(lambda session, _keys: citizen_keys.destroy(session, siti))
    assert cabinet.read(siti) == {}
    with pytest.raises(KeyDestroyed):
        read_for_release(cabinet, siti, "full_name")


def test_who_lives_at_the_address_of_the_card_has_one_address(cabinet):
    siti = cabinet.citizen(ktp_street="Jl. Mawar 1", domicile_street="Jl. Melati 2", domicile_same_as_ktp="true")
    assert cabinet.read(siti)["domicile_street"].data == "Jl. Mawar 1"
    cabinet.save(siti, {"domicile_same_as_ktp": "false"}, {"domicile_same_as_ktp": 1})
    assert cabinet.read(siti)["domicile_street"].data == "Jl. Melati 2"


def test_an_empty_language_is_that_of_the_account_for_whoever_asks_for_it(cabinet):
    citizen = cabinet.citizen(nib="1234567890123")
    with cabinet.keeping() as session:
        [spoken] = safe.read(session, cabinet.keys, citizen, ["preferred_language"]).values()
        assert "preferred_language" not in safe.read(session, cabinet.keys, citizen, ["nib"])
    assert (spoken.data, spoken.state, spoken.as_of, spoken.version) == ("id", "self_declared", START, 0)
    assert "preferred_language" not in cabinet.read(citizen), "nobody filled it in"
    cabinet.save(citizen, {"preferred_language": "en"}, {"preferred_language": 0})
    with cabinet.keeping() as session:
        [own] = safe.read(session, cabinet.keys, citizen, ["preferred_language"]).values()
    assert (own.data, own.version) == ("en", 1)
