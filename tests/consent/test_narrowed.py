"""A purpose asked for less: some of its fields, or one reading; it goes through the same question, answer and release."""

from datetime import timedelta

import pytest

from consent import withdrawal
from consent.asks import match_key
from consent.grants import Refusal, State
from consent.purposes import SIGN_IN
from consent.standing import Answered, Unanswered, judge
from tests.consent.conftest import words
from tests.consent.worlds import CITIZEN, NOW, grant, purpose, service, wanted

BIRTH = {"birth_date": "1995-08-17", "email": "siti@contoh.id"}


def keys(of, requested=()):
    return [field.key for field in of.asked(requested)]


def test_only_the_named_fields_of_the_purpose_are_asked() -> None:
    assert keys(purpose().narrowed(["email", "nik"], once=False)) == ["email"]
    built_in = purpose(key=SIGN_IN, fields=(wanted("full_name", False), wanted("email", False)))
    assert keys(built_in.narrowed(["email"], once=False), ["full_name"]) == ["email"]
    assert keys(purpose().narrowed(None, once=False)) == ["age_over_17", "email"]


@pytest.mark.parametrize(
    ("changes", "once", "span"),
    [
        ({"lasts_days": 30}, False, timedelta(days=30)),
        ({"lasts_days": 30}, True, timedelta(days=1)),
        ({"lasts_days": None}, True, timedelta(days=1)),
        ({"lasts_days": 2, "once": True}, True, timedelta(days=2)),
    ],
)
def test_one_reading_waits_for_a_day_unless_the_purpose_itself_is_one_off(changes, once, span) -> None:
    narrowed = purpose(**changes).narrowed(None, once=once)
    assert narrowed.ends(NOW) == NOW + span and narrowed.once is (once or purpose(**changes).once)


def test_one_reading_is_another_question_than_lasting_access() -> None:
    once = purpose().narrowed(None, once=True)
    assert match_key(CITIZEN, once, ["email"]) != match_key(CITIZEN, purpose(), ["email"])


def test_a_lasting_answer_covers_fewer_fields_but_never_one_reading() -> None:
    fewer, once = purpose().narrowed(["email"], once=False), purpose().narrowed(None, once=True)
    assert judge(CITIZEN, service(), fewer, (), grant(), NOW) == Answered(grant())
    assert judge(CITIZEN, service(), once, (), grant(), NOW) == Unanswered("once")


def test_an_answer_to_some_fields_does_not_answer_the_whole() -> None:
    few = grant(granted=("email",), refused=(), match_key="another")
    assert judge(CITIZEN, service(), purpose(), (), few, NOW) == Unanswered("fields", few)


def test_what_is_not_asked_is_neither_shown_nor_given_and_comes_when_it_is_asked(office) -> None:
    card, siti = office.register(), office.citizen(**BIRTH)
    question = office.ask(siti, card, only=("email",))
    assert [line.wanted.key for line in office.sheet(question).lines] == ["email"]
    given = office.answer(question, ["email", "age_over_17"]).grant
    assert (given.granted, given.refused) == (("email",), ())
    assert set(office.read(given).values) == {"email"}
    whole = office.answer(office.ask(siti, card), ["email", "age_over_17"]).grant
    assert whole.id == given.id and set(whole.granted) == {"email", "age_over_17"}
    office.check_ledger()


def test_a_lasting_answer_keeps_its_other_fields_when_one_is_asked_alone(office) -> None:
    card, siti = office.register(), office.citizen(**BIRTH)
    lasting = office.granted(siti, card, ["age_over_17"])
    again = office.answer(office.ask(siti, card, only=("email",)), ["email"]).grant
    assert again.id == lasting.id and set(again.granted) == {"age_over_17", "email"}


def test_one_reading_of_a_lasting_purpose_is_spent_by_its_first_token(office) -> None:
    card, siti = office.register(), office.citizen(**BIRTH)
    lasting = office.granted(siti, card, ["age_over_17"])
    once = office.answer(office.ask(siti, card, only=("age_over_17",), once=True), ["age_over_17"]).grant
    assert once.id != lasting.id and once.once and once.ends_at == office.now + timedelta(days=1)
    assert set(office.read(once, token="first").values) == {"age_over_17"}
    assert office.read(once, token="second") == Refusal.SPENT
    assert office.found(once).state is State.SPENT and office.found(lasting).state is State.LIVE
    office.check_ledger()


def test_changing_an_answer_touches_only_what_was_asked(office) -> None:
    fields = (wanted("age_over_17"), wanted("email", False), wanted("full_name", False))
    siti, card = office.citizen(**BIRTH, full_name="SITI AMINAH"), office.register(purpose(fields=fields))
    given = office.answer(office.ask(siti, card, only=("email",)), ["email"]).grant
    sheet = office.do(withdrawal.show_change, office.keys, siti, given.id, "id", words, office.now)
    assert [line.wanted.key for line in sheet.lines] == ["email"]
