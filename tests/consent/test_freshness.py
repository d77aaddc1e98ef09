"""Freshness: which data an old sign-in does not give away, by the class that they have for their citizen."""

from datetime import date

import pytest

from consent.freshness import needs_fresh_sign_in
from consent.grants import Refusal, State
from tests.consent.worlds import purpose, wanted
from tests.vault.test_sensitivity import of

TODAY = date(2026, 11, 24)
GROWN_UP, CHILD = of("1995-08-17"), of("2015-08-17")
FIELDS = (wanted("full_name"), wanted("email", False))


@pytest.mark.parametrize(
    ("changes", "keys", "values", "needs"),
    [
        ({}, ["full_name", "age_over_17"], {}, False),
        ({}, ["full_name"], GROWN_UP, False),
        ({}, ["full_name", "income_band"], {}, True),
        ({}, ["children_count"], {}, True),  # an answer worked out from specific data
        ({}, ["account_matches_name"], GROWN_UP, True),
        ({}, ["full_name"], CHILD, True),
        ({}, ["age_over_17"], CHILD, True),
        ({}, [], CHILD, False),  # nothing of theirs is given
        ({}, ["a_field_of_former_times"], GROWN_UP, False),
        ({"fresh": True}, [], {}, True),
    ],
)
def test_what_needs_a_fresh_sign_in(changes, keys, values, needs) -> None:
    assert needs_fresh_sign_in(purpose(**changes), keys, values, TODAY) is needs


def test_an_old_sign_in_gives_a_grown_up_what_is_general(office) -> None:
    card, siti = (
        office.register(purpose(fields=FIELDS)),
        office.citizen(full_name="SITI AMINAH", birth_date="1995-08-17"),
    )
    released = office.read(office.granted(siti, card, ["full_name"]), is_fresh=False)
    assert {key: value.data for key, value in released.values.items()} == {"full_name": "SITI AMINAH"}
    nobody_knows = office.citizen(full_name="BEJO")
    assert set(office.read(office.granted(nobody_knows, card, ["full_name"]), is_fresh=False).values) == {"full_name"}


def test_it_gives_nothing_of_a_child_and_no_entry(office) -> None:
    card, aisyah = office.register(purpose(fields=FIELDS)), office.citizen(full_name="AISYAH", birth_date="2021-03-05")
    grant = office.granted(aisyah, card, ["full_name"])
    before = len(office.entries(grant))
    assert office.read(grant, is_fresh=False) is Refusal.STALE_SIGN_IN
    assert len(office.entries(grant)) == before
    assert set(office.read(grant).values) == {"full_name"}
    office.check_ledger()


def test_a_reading_that_is_refused_for_it_is_not_spent(office) -> None:
    once = purpose(fields=FIELDS, once=True)
    card, aisyah = office.register(once), office.citizen(full_name="AISYAH", birth_date="2021-03-05")
    grant = office.granted(aisyah, card, ["full_name"])
    assert office.read(grant, token="old", is_fresh=False) is Refusal.STALE_SIGN_IN
    assert office.found(grant).state is State.LIVE
    assert set(office.read(grant, token="new").values) == {"full_name"}
    assert office.read(grant, token="third") is Refusal.SPENT


def test_a_refused_field_demands_nothing(office) -> None:
    fields = (wanted("full_name"), wanted("income_band", False))
    card = office.register(purpose(fields=fields))
    siti = office.citizen(full_name="SITI AMINAH", income_band="1-2jt", birth_date="1995-08-17")
    grant = office.granted(siti, card, ["full_name"])
    assert set(office.read(grant, is_fresh=False).values) == {"full_name"}
    more = office.granted(siti, card, ["full_name", "income_band"])
    assert office.read(more, is_fresh=False) is Refusal.STALE_SIGN_IN
    assert set(office.read(more, ["full_name"], is_fresh=False).values) == {"full_name"}
