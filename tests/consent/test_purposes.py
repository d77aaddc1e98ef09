"""Purposes: what one request asks of them, and when an answer ends."""

from datetime import timedelta

import pytest

from consent.purposes import SIGN_IN, Basis
from tests.consent.worlds import NOW, purpose, wanted


def test_a_registered_purpose_always_asks_all_its_fields() -> None:
    assert [field.key for field in purpose().asked(["email", "nik"])] == ["age_over_17", "email"]


def test_the_built_in_purpose_asks_only_what_the_request_names_and_nothing_else() -> None:
    built_in = purpose(key=SIGN_IN, fields=(wanted("full_name", False), wanted("email", False)))
    assert [field.key for field in built_in.asked(["email", "nik"])] == ["email"]
    assert built_in.asked([]) == ()


@pytest.mark.parametrize(
    ("changes", "span"),
    [
        ({"lasts_days": 30}, timedelta(days=30)),
        ({"lasts_days": None}, None),
        ({"lasts_days": None, "once": True}, timedelta(days=1)),
        ({"lasts_days": 2, "once": True}, timedelta(days=2)),
    ],
)
def test_an_answer_ends(changes, span) -> None:
    assert purpose(**changes).ends(NOW) == (None if span is None else NOW + span)


@pytest.mark.parametrize("basis", list(Basis))
def test_only_consent_is_asked_all_other_grounds_are_told(basis) -> None:
    assert purpose(basis=basis).asks_consent is (basis == "consent")


def test_the_ledger_knows_a_version_by_its_reference() -> None:
    assert purpose(version=3).reference == "library-card@3"
