"""What nobody says about themselves: an officer enters it from an agency's paper, and the citizen's typing changes nothing."""

import pytest

from keys import citizen_keys
from ledger import openings
from tests.town import START
from vault import agency_papers
from vault.checks import Confirmed, NotConfirmed
from vault.profile import Saved

FIELD = "social_registry_status"
PAPER = "Surat contoh Kemensos 12/2026"


def enter(cabinet, citizen: str, field: str = FIELD, value: str = "3", paper: str = PAPER):
    return cabinet.do(agency_papers.enter, "officer-1", citizen, field, value, paper, START)


def test_an_officer_enters_it_with_the_paper_sealed(cabinet):
    siti = cabinet.citizen(full_name="SITI")
    assert enter(cabinet, siti) == Confirmed((FIELD,))
    value = cabinet.read(siti)[FIELD]
    assert (value.data, value.state, value.source) == ("3", "officer_checked", "officer:officer-1")
    entry = max(cabinet.entries(siti), key=lambda one: one.number)
    assert PAPER.encode() not in entry.body + entry.sealed
    with cabinet.keeping() as session:
        key = citizen_keys.open_key(session, cabinet.keys, siti)
    assert openings.open_for_citizen(entry, key).payload["paper"] == PAPER


def test_what_the_citizen_types_there_is_not_kept(cabinet):
    siti = cabinet.citizen()
    assert cabinet.save(siti, {FIELD: "1", "full_name": "SITI"}) == Saved(("full_name",))
    enter(cabinet, siti)
    assert cabinet.save(siti, {FIELD: ""}, {FIELD: 1}).changed == ()
    assert cabinet.read(siti)[FIELD].data == "3"


@pytest.mark.parametrize(
    ("field", "value", "paper", "reason"),
    [
        ("full_name", "SITI", PAPER, "citizen_types_it"),
        (FIELD, "11", PAPER, "value_unknown"),
        (FIELD, "", PAPER, "value_unknown"),
        (FIELD, "3", "surat", "paper_missing"),
        (FIELD, "3", "", "paper_missing"),
    ],
)
def test_what_cannot_be_entered_is_said(cabinet, field, value, paper, reason):
    siti = cabinet.citizen()
    assert enter(cabinet, siti, field, value, paper).reason == reason
    assert cabinet.read(siti) == {}


def test_an_account_that_is_not_in_use_gets_nothing(cabinet):
    assert enter(cabinet, cabinet.citizen("closing")) == NotConfirmed("account_not_active")
