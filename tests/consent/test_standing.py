"""Standing: whether a citizen is asked, and why; every row is one story."""

from dataclasses import replace
from datetime import timedelta

import pytest

from consent.purposes import SIGN_IN
from consent.standing import Answered, Unanswered, judge
from tests.consent.worlds import CITIZEN, NOW, grant, purpose, service, wanted

BUILT_IN = purpose(key=SIGN_IN, fields=(wanted("full_name", False), wanted("email", False), wanted("gender", False)))
FEWER = grant(BUILT_IN, granted=("full_name",), refused=("email",), match_key="another")


def stands(of, requested, answer, now=NOW, citizen=CITIZEN):
    return judge(citizen, service(), of, requested, answer, now)


def test_nobody_has_answered() -> None:
    assert stands(purpose(), (), None) == Unanswered("new")
    assert stands(purpose(once=True), (), None) == Unanswered("once")
    assert stands(purpose(), (), grant(), citizen=None) == Unanswered("new")


def test_the_same_question_is_answered_refused_fields_too() -> None:
    assert stands(purpose(), (), grant()) == Answered(grant())
    all_refused = grant(granted=(), refused=("age_over_17", "email"))
    assert stands(purpose(), (), all_refused) == Answered(all_refused)


@pytest.mark.parametrize(
    ("of", "answer", "reason"),
    [
        (purpose(id="purpose-2", version=2), grant(), "changed"),
        (purpose(), grant(ends_at=NOW), "expired"),
        (purpose(), grant(granted=("age_over_17",), refused=(), match_key="another"), "fields"),
    ],
)
def test_what_changed_is_asked(of, answer, reason) -> None:
    assert stands(of, (), answer) == Unanswered(reason, answer)


def test_a_lasting_answer_holds_until_its_last_second() -> None:
    ending = grant(ends_at=NOW + timedelta(seconds=1))
    assert stands(purpose(), (), ending) == Answered(ending)


def test_a_service_that_asks_for_less_than_before_is_not_asked_about() -> None:
    assert stands(BUILT_IN, ("email",), FEWER) == Answered(FEWER)
    assert stands(BUILT_IN, (), FEWER) == Answered(FEWER)
    assert stands(BUILT_IN, ("email", "gender"), FEWER) == Unanswered("fields", FEWER)


def test_a_changed_value_is_not_asked_about() -> None:
    older = replace(grant(), versions={"birth_date": 9})
    assert stands(purpose(), (), older) == Answered(older)
