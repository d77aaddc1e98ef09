"""An officer's override: a NIK that breaks the rules but stands on the card, entered with a reason."""

import pytest

from keys import citizen_keys
from ledger import openings
from tests.town import START
from tests.vault.test_checks import NIK, checked_niks
from vault import overrides
from vault.checks import Confirmed, NotConfirmed
from vault.profile import Invalid, Saved

MONTH_13 = "3574015713959002"
REASON = "Tercetak demikian di KTP-el asli"
BROKEN = {
    MONTH_13: "nik_month",
    "3574013908959003": "nik_day",
    "3574015708950000": "nik_serial",
    "357401570895900": "nik_short",
    "35740157089590011": "nik_long",
}


def enter(cabinet, citizen: str, nik: str, reason: str = REASON):
    return cabinet.do(overrides.enter_nik, "officer-1", citizen, nik, reason, START)


def opened(cabinet, citizen: str) -> dict:
    entry = max(cabinet.entries(citizen), key=lambda one: one.number)
    with cabinet.keeping() as session:
        return openings.open_for_citizen(entry, citizen_keys.open_key(session, cabinet.keys, citizen)).payload


@pytest.mark.parametrize(("nik", "broken"), BROKEN.items())
def test_what_a_citizen_cannot_enter_an_officer_can_with_the_reason_sealed(cabinet, nik, broken):
    siti = cabinet.citizen(full_name="SITI")
    refused = cabinet.save(siti, {"nik": nik})
    assert isinstance(refused, Invalid)
    assert enter(cabinet, siti, nik) == Confirmed(("nik",))
    value = cabinet.read(siti)["nik"]
    assert (value.data, value.state, value.source) == (nik, "officer_checked", "officer:officer-1")
    entry = max(cabinet.entries(siti), key=lambda one: one.number)
    assert (entry.type, entry.actor, entry.staff, entry.fields) == ("profile.changed", "staff", "officer-1", ("nik",))
    assert REASON.encode() not in entry.body + entry.sealed
    assert opened(cabinet, siti)["override"] == {"broken": broken, "reason": REASON}
    assert checked_niks(cabinet) == ([siti] if len(nik) == len(NIK) else [])


def test_the_page_of_an_overridden_nik_can_still_be_saved(cabinet):
    siti = cabinet.citizen(full_name="SITI")
    enter(cabinet, siti, MONTH_13)
    outcome = cabinet.save(siti, {"nik": MONTH_13, "full_name": "SITI AMINAH"}, {"nik": 1, "full_name": 1})
    assert isinstance(outcome, Saved)
    assert outcome.changed == ("full_name",)
    assert isinstance(cabinet.save(siti, {"npwp": MONTH_13}), Saved), "their taxpayer number is their NIK"
    assert isinstance(cabinet.save(siti, {"npwp": "3574015713959003"}), Invalid)


@pytest.mark.parametrize(
    ("nik", "reason", "refusal"),
    [
        (NIK, REASON, "nik_breaks_no_rule"),
        ("", REASON, "nik_not_digits"),
        ("35740157139590O2", REASON, "nik_not_digits"),
        ("3" * 21, REASON, "nik_not_digits"),
        (MONTH_13, "", "reason_missing"),
        (MONTH_13, "begitu", "reason_missing"),
        (MONTH_13, "x" * 201, "reason_missing"),
    ],
)
def test_what_needs_no_override_or_has_no_reason_is_refused(cabinet, nik, reason, refusal):
    siti = cabinet.citizen()
    assert enter(cabinet, siti, nik, reason) == NotConfirmed(refusal)
    assert cabinet.read(siti) == {}
    assert cabinet.entries(siti) == []


def test_a_checked_nik_is_not_overridden_and_no_other_account_gets_it(cabinet):
    siti, bejo = cabinet.citizen(), cabinet.citizen()
    enter(cabinet, siti, MONTH_13)
    assert enter(cabinet, siti, "3574013908959003") == NotConfirmed("nik_checked_already")
    assert enter(cabinet, bejo, MONTH_13) == NotConfirmed("nik_of_another_account")
    assert enter(cabinet, cabinet.citizen("frozen"), MONTH_13) == NotConfirmed("account_not_active")
