"""Answer first: where an answer would do, it is offered, and what the citizen picks is what is granted, released and told."""

from dataclasses import replace

import pytest

from consent.decisions import Granted, Reply, ShowAgain
from consent.offers import given, given_instead, kept_back, pick, with_offers
from consent.purposes import Basis
from consent.unverified import built_in
from consent.withdrawal import change, show_change
from tests.consent.conftest import words
from tests.consent.worlds import purpose, wanted
from vault import catalogue

BIRTH = {"birth_date": "1995-08-17", "email": "siti@contoh.id"}
BY_AGE = replace(
    wanted("birth_date"), answer="age_over_17", raw_reason_id="untuk tanggal di kartu", raw_reason_en="for the card"
)
CARD = purpose(fields=(BY_AGE, wanted("email", required=False)))
CHOSEN = [
    ((), None),
    (("birth_date",), "birth_date"),
    (("age_over_17",), "age_over_17"),
    (("age_over_17", "birth_date"), "age_over_17"),
    (("email",), None),
]


@pytest.mark.parametrize(("chosen", "expected"), CHOSEN)
def test_one_thing_is_given_of_a_field_and_of_two_the_less(chosen, expected) -> None:
    assert pick(BY_AGE, chosen) == expected
    assert given([BY_AGE], chosen) == ((expected,) if expected else ())
    assert kept_back([BY_AGE], chosen) == (() if expected == "birth_date" else ("birth_date",))


def test_an_answer_stands_for_a_value_only_where_it_was_given_without_it() -> None:
    assert given_instead([BY_AGE], ["age_over_17"]) == {"birth_date": "age_over_17"}
    assert given_instead([BY_AGE], ["birth_date"]) == {}
    assert given_instead([wanted("email")], []) == {}


def test_optional_fields_get_an_offer_of_the_house_and_each_answer_is_offered_once() -> None:
    fields = [
        wanted(key, required=False) for key in ("birth_date", "diploma_number", "diploma_scan", "email", "full_name")
    ]
    assert [one.answer for one in with_offers(fields)] == ["age_over_17", "has_diploma", "", "", ""]
    asked_anyway = [wanted("age_over_17"), wanted("birth_date", required=False)]
    assert with_offers(asked_anyway)[1].answer == "age_over_18"
    assert with_offers([wanted("birth_date")])[0].answer == "", (
        "what is required is not replaced behind the service's back"
    )
    assert with_offers([BY_AGE]) == (BY_AGE,)


def test_every_answer_stands_for_fields_that_exist_and_that_it_is_worked_out_from() -> None:
    for key in catalogue.FIELDS:
        for answer in catalogue.answers_instead_of(key):
            assert catalogue.can_stand_for(answer, key)
            assert key in catalogue.get(answer).sources
    assert catalogue.can_stand_for("resident_of:35.74", "ktp_village_code")
    assert not catalogue.can_stand_for("resident_of:35.74", "birth_date")
    assert not catalogue.can_stand_for("birth_date", "birth_date")


def test_who_registered_itself_is_given_the_answer_where_the_citizen_prefers_it() -> None:
    offers = {one.key: one.answer for one in built_in("s").fields if one.answer}
    assert offers == {"birth_date": "age_over_17"}


def test_the_answer_comes_first_and_ticking_everything_ticks_it(office) -> None:
    siti = office.citizen(**BIRTH)
    sheet = office.sheet(office.ask(siti, office.register(CARD)))
    line = sheet.lines[0]
    assert (line.has_offer, line.takes_answer, line.is_ticked) == (True, True, False)
    assert (line.answer.data, line.value.data) == (True, "1995-08-17")
    assert sheet.everything == ("age_over_17", "email")


def test_where_the_value_does_not_say_the_answer_only_the_value_is_offered(office) -> None:
    field = replace(wanted("income_band"), answer="income_below:2000000")
    siti = office.citizen(income_band="tidak diisi")
    line = office.sheet(office.ask(siti, office.register(purpose(fields=(field,))))).lines[0]
    assert (line.has_offer, line.is_ticked, line.first) == (False, True, "income_band")


def test_who_picks_the_answer_gives_the_answer_and_the_service_sees_that_it_is_one(office) -> None:
    siti = office.citizen(**BIRTH)
    grant = office.granted(siti, office.register(CARD), ["age_over_17"])
    assert (grant.granted, grant.refused) == (("age_over_17",), ("birth_date", "email"))
    for asked in (None, ["birth_date"]):
        read = office.read(grant, asked)
        assert {key: value.data for key, value in read.values.items()} == {"age_over_17": True}
        assert read.refused["birth_date"] == "answer_only" and read.instead == {"birth_date": "age_over_17"}
    assert office.read(grant).refused["email"] == "refused"
    entries = office.entries(grant)
    assert [entry.fields for entry in entries] == [("age_over_17",)] * 4
    office.check_ledger()


def test_who_picks_the_value_gives_the_value(office) -> None:
    siti = office.citizen(**BIRTH)
    grant = office.granted(siti, office.register(CARD), ["birth_date"])
    assert (grant.granted, grant.refused) == (("birth_date",), ("email",))
    read = office.read(grant)
    assert read.values["birth_date"].data == "1995-08-17" and read.instead == {}
    assert read.refused == {"email": "refused"}
    office.check_ledger()


def test_the_answer_is_enough_for_a_required_field_that_takes_it_and_must_be_filled_like_the_value(office) -> None:
    bejo = office.citizen(email="bejo@contoh.id")
    question = office.ask(bejo, office.register(CARD))
    empty = office.answer(question, ["age_over_17"])
    assert isinstance(empty, ShowAgain) and empty.unfilled == ("birth_date",)
    nothing = office.answer(question, ["email"])
    assert isinstance(nothing, ShowAgain) and nothing.missing == ("birth_date",)
    office.fill(bejo, birth_date="1990-01-01")
    assert isinstance(office.answer(question, ["age_over_17"]), Granted)


def test_the_answer_holds_at_the_next_visit_and_the_pick_is_shown_when_asked_again(office) -> None:
    siti = office.citizen(**BIRTH)
    office.granted(siti, office.register(CARD), ["age_over_17"])
    newer = office.register(replace(CARD, text_id="Lain."))
    line = office.sheet(office.ask(siti, newer)).lines[0]
    assert (line.takes_answer, line.is_ticked, line.is_new) == (True, False, False)


def test_a_change_of_optional_fields_leaves_the_pick_of_a_required_one(office) -> None:
    siti = office.citizen(**BIRTH)
    of = office.register(CARD)
    grant = office.granted(siti, of, ["age_over_17"])
    shown = office.do(show, office, siti, grant)
    changed = office.do(
        change, office.keys, siti, grant.id, reply_to(shown, {"email", "birth_date"}), words, office.now
    )
    assert changed.grant.granted == ("age_over_17", "email")


def test_an_optional_pick_is_changed_from_value_to_answer(office) -> None:
    optional = replace(BY_AGE, required=False)
    siti = office.citizen(**BIRTH)
    grant = office.granted(siti, office.register(purpose(fields=(optional,))), ["birth_date"])
    shown = office.do(show, office, siti, grant)
    changed = office.do(change, office.keys, siti, grant.id, reply_to(shown, {"age_over_17"}), words, office.now)
    assert (changed.grant.granted, changed.grant.refused) == (("age_over_17",), ("birth_date",))
    assert office.read(office.found(grant)).refused == {"birth_date": "answer_only"}
    office.check_ledger()


def test_a_one_off_answer_covers_what_was_shown_and_no_newer_value(office) -> None:
    siti = office.citizen(**BIRTH)
    grant = office.granted(siti, office.register(replace(CARD, once=True, lasts_days=None)), ["age_over_17"])
    office.fill(siti, birth_date="2015-01-01")
    read = office.read(grant)
    assert read.values == {} and read.refused["age_over_17"] == "changed"


def test_an_answer_that_the_data_do_not_tell_is_no_empty_field(office) -> None:
    fields = (wanted("income_below:35.74", required=False), wanted("age_over_17", required=False))
    siti = office.citizen(income_band="2-3,5jt")
    grant = office.granted(siti, office.register(purpose(fields=fields)), ["income_below:35.74", "age_over_17"])
    assert office.read(grant).refused == {"income_below:35.74": "cannot_say", "age_over_17": "not_filled"}


def test_on_a_duty_nobody_picks(office) -> None:
    siti = office.citizen(**BIRTH)
    duty = purpose(basis=Basis.LEGAL_DUTY, basis_reference="UU 23/2006", fields=(wanted("birth_date"),))
    grant = office.answer(office.ask(siti, office.register(duty)), ["age_over_17"]).grant
    assert grant.granted == ("birth_date",)


def show(session, office, citizen, grant):
    return show_change(session, office.keys, citizen, grant.id, "id", words, office.now)


def reply_to(sheet, ticked):
    return Reply("allow", frozenset(ticked), sheet.proof, "id")
