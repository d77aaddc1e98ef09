"""Freezing one service: reads stop at once and nothing is lost; thawing, or a yes that says so, lets it read again."""

from dataclasses import replace

import pytest

from accounts.rights import store as tickets
from accounts.rights.tickets import Outcome, Right
from consent import freezing
from consent.correction.hearers import hearers, may_hear
from consent.grants import Refusal
from consent.purposes import Basis
from consent.registry import changes
from consent.registry.changes import NewService
from consent.release import Released
from consent.standing import Unanswered, judge
from consent.withdrawal import withdraw
from tests.consent.worlds import NOW, grant, permit, purpose, wanted

BIRTH = {"birth_date": "1995-08-17", "email": "siti@contoh.id"}


@pytest.fixture
def siti(office):
    return office.citizen(**BIRTH)


def freeze(office, citizen: str, service: str = "library") -> bool:
    return office.do(freezing.freeze, office.keys, citizen, service, office.now)


def thaw(office, citizen: str, service: str = "library") -> bool:
    return office.do(freezing.thaw, office.keys, citizen, service, office.now)


def test_every_answer_to_the_service_stops_and_goes_on_after_the_thaw(office, siti) -> None:
    card = office.granted(siti, office.register(), ["age_over_17", "email"])
    duty = purpose(key="pendataan", basis=Basis.LEGAL_DUTY, basis_reference="UU 23/2006", fields=(wanted("email"),))
    notice = office.granted(siti, office.register(duty), [])
    once = office.granted(siti, office.register(purpose(key="sekali", once=True, lasts_days=None)), ["age_over_17"])
    assert freeze(office, siti)
    for one in (card, notice, once):
        assert office.read(one) is Refusal.FROZEN
    assert not freeze(office, siti), "it is frozen already"
    assert thaw(office, siti) and not thaw(office, siti)
    for one in (card, notice, once):
        assert isinstance(office.read(one), Released)
        assert office.kinds(one)[1:] == ["grant.frozen", "grant.thawed", "release"]
    office.check_ledger()


def test_a_one_off_answer_that_was_spent_a_moment_ago_cannot_be_repeated(office, siti) -> None:
    once = office.granted(siti, office.register(purpose(once=True, lasts_days=None)), ["age_over_17"])
    assert isinstance(office.read(once), Released)
    freeze(office, siti)
    assert office.read(once) is Refusal.FROZEN
    office.check_ledger()


def test_other_services_and_other_citizens_are_left_alone(office, siti) -> None:
    mine = office.granted(siti, office.register(), ["age_over_17"])
    bejo = office.citizen(**BIRTH)
    theirs = office.granted(bejo, office.register(purpose(text_id="Lain.")), ["age_over_17"])
    new = NewService("tax", "Pajak", "Bapenda", "t@contoh.id", "https://t.contoh.id/p", "https://t.contoh.id/")
    office.do(changes.add_service, office.keys, new, NOW, staff="operator")
    assert not freeze(office, siti, "tax") and not freeze(office, siti, "no-such-service")
    assert freeze(office, siti)
    assert isinstance(office.read(theirs), Released)
    assert office.found(mine).is_frozen and not office.found(theirs).is_frozen


def test_it_is_a_ticket_that_is_answered_at_once(office, siti) -> None:
    office.granted(siti, office.register(), ["age_over_17"])
    freeze(office, siti)
    with office.keeping() as session:
        made = tickets.of_citizen(session, siti)
    assert [(one.right, one.outcome, one.fields) for one in made] == [
        (Right.RESTRICTION, Outcome.DONE, ("age_over_17",)),
    ]  # fmt: skip


def test_a_yes_to_a_question_that_says_so_thaws_the_service_and_a_no_does_not(office, siti) -> None:
    of = office.register()
    card = office.granted(siti, of, ["age_over_17"])
    freeze(office, siti)
    question = office.ask(siti, of)
    assert office.sheet(question).reason == "frozen" and office.sheet(question).frozen_since == office.now
    office.answer(question, decision="deny")
    assert office.read(card) is Refusal.FROZEN
    office.answer(office.ask(siti, of), ["age_over_17"])
    assert isinstance(office.read(card), Released)
    assert office.kinds(card)[-4:] == ["grant.frozen", "grant.thawed", "consent.changed", "release"]
    office.check_ledger()


def test_a_frozen_answer_can_still_be_taken_back(office, siti) -> None:
    card = office.granted(siti, office.register(), ["age_over_17"])
    freeze(office, siti)
    office.do(withdraw, office.keys, siti, card.id, office.now)
    assert office.read(card) is Refusal.WITHDRAWN
    assert not thaw(office, siti), "nothing is left to thaw"
    office.check_ledger()


def test_nothing_is_frozen_of_an_account_that_is_being_closed(office, siti) -> None:
    office.granted(siti, office.register(), ["age_over_17"])
    office.set_state(siti, "closing")
    assert not freeze(office, siti)


def test_who_is_frozen_hears_of_no_change(office, siti) -> None:
    card = office.granted(siti, office.register(), ["email", "age_over_17"])
    office.read(card)
    assert may_hear(office.found(card), office.now)
    freeze(office, siti)
    assert not may_hear(office.found(card), office.now)
    with office.keeping() as session:
        assert hearers(session, siti, ["email"], office.now) == ()


def test_the_rules_tell_the_freeze_last_of_what_is_over() -> None:
    frozen = grant(frozen_at=NOW)
    assert judge("citizen-1", permit().service, purpose(), (), frozen, NOW) == Unanswered("frozen", frozen)
    over = replace(frozen, ends_at=NOW)
    assert judge("citizen-1", permit().service, purpose(), (), over, NOW).reason == "expired"
