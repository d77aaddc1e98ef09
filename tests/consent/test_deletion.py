"""Deletion: who received something is asked to delete it once the consent has ended, and answers once, with entries."""

from datetime import timedelta

import pytest

from consent import withdrawal
from consent.deletion import answering, asking, store
from consent.deletion.answering import Recorded, Settled, Unknown
from consent.deletion.requests import Answer, Cause
from core import outbox
from keys import citizen_keys
from tests.consent.worlds import purpose

LAW = "UU 43/2009 Pasal 48"


@pytest.fixture
def siti(office):
    return office.citizen(birth_date="1995-08-17", email="siti@contoh.id")


@pytest.fixture
def grant(office, siti):
    return office.granted(siti, office.register(), ["age_over_17", "email"])


def withdraw(office, grant) -> None:
    office.do(withdrawal.withdraw, office.keys, grant.citizen, grant.id, office.now)


def request_of(office, grant):
    return office.do(store.of_grant, grant.id)


def answer(office, grant, said: Answer, basis: str = "", service: str | None = None):
    request = request_of(office, grant)
    return office.do(
        answering.answer, office.keys, service or grant.service, request.id, said, basis, office.now
    )  # fmt: skip


def outgoing(office) -> list[str]:
    return [kind for kind, _, number in office.do(outbox.counts) for _ in range(number)]


def test_what_was_received_is_to_be_deleted_within_three_days(office, grant) -> None:
    office.read(grant, ["email"])
    withdraw(office, grant)
    request = request_of(office, grant)
    assert (request.cause, request.fields) == (Cause.WITHDRAWN, ("email",)), "only what was really read"
    assert request.due_at - request.made_at == timedelta(hours=72)
    assert request.hours_left(office.now) == 72 and not request.is_urgent(office.now)
    assert request.is_urgent(office.now + timedelta(hours=49)) and request.hours_left(request.due_at) == 0
    assert office.kinds(grant)[-2:] == ["consent.withdrawn", "deletion.requested"]
    assert outgoing(office) == [asking.ENDED]
    office.check_ledger()


def test_who_received_nothing_is_told_but_has_nothing_to_delete(office, grant) -> None:
    office.read(grant, [])
    withdraw(office, grant)
    assert request_of(office, grant) is None
    assert outgoing(office) == [asking.ENDED]
    assert office.kinds(grant)[-1] == "consent.withdrawn"


def test_a_consent_whose_time_has_passed_is_asked_for_too_and_once(office, grant) -> None:
    office.read(grant)
    office.now = grant.ends_at
    assert office.do(asking.expire, office.now) == 1
    for _ in range(2):
        office.do(asking.ask_after_expiry, office.keys, grant.citizen, grant.id, office.now)
    assert request_of(office, grant).cause is Cause.EXPIRED
    assert office.kinds(grant)[-2:] == ["release", "deletion.requested"]
    assert office.entries(grant)[-1].actor == "system"
    assert outgoing(office) == [asking.ENDED, asking.EXPIRED]
    assert office.do(asking.expire, office.now) == 0
    office.check_ledger()


def test_a_live_consent_is_not_asked_for(office, grant) -> None:
    office.read(grant)
    office.do(asking.ask_after_expiry, office.keys, grant.citizen, grant.id, office.now)
    assert request_of(office, grant) is None


def test_a_one_off_that_nobody_used_ends_without_a_word(office, siti) -> None:
    once = office.granted(siti, office.register(purpose(key="once", once=True, lasts_days=None)), ["age_over_17"])
    office.now = once.ends_at
    assert office.do(asking.expire, office.now) == 0
    assert outgoing(office) == []


def test_a_service_says_that_it_deleted_and_says_it_once(office, grant) -> None:
    office.read(grant)
    withdraw(office, grant)
    recorded = answer(office, grant, Answer.DELETED)
    assert isinstance(recorded, Recorded)
    last = office.entries(grant)[-1]
    assert (last.type.value, last.actor, last.index) == ("deletion.done", "service", recorded.entry)
    assert request_of(office, grant).answered_at == office.now
    for said, basis in ((Answer.DELETED, ""), (Answer.LEGAL_HOLD, LAW)):
        assert isinstance(answer(office, grant, said, basis), Settled)
    assert office.kinds(grant).count("deletion.done") == 1
    office.check_ledger()


def test_what_a_law_holds_may_be_deleted_later(office, grant) -> None:
    office.read(grant)
    withdraw(office, grant)
    assert isinstance(answer(office, grant, Answer.LEGAL_HOLD, LAW), Recorded)
    assert request_of(office, grant).basis == LAW
    assert isinstance(answer(office, grant, Answer.LEGAL_HOLD, LAW), Settled)
    assert isinstance(answer(office, grant, Answer.DELETED), Recorded)
    assert office.kinds(grant)[-3:] == ["deletion.requested", "deletion.held", "deletion.done"]
    office.check_ledger()


def test_nobody_answers_for_another_service(office, grant) -> None:
    office.read(grant)
    withdraw(office, grant)
    assert isinstance(answer(office, grant, Answer.DELETED, service="another"), Unknown)
    assert request_of(office, grant).is_open


def test_after_the_account_is_erased_the_answer_is_kept_without_an_entry(office, grant) -> None:
    office.read(grant)
    withdraw(office, grant)
    office.do(citizen_keys.destroy, grant.citizen)
    recorded = answer(office, grant, Answer.DELETED)
    assert isinstance(recorded, Recorded) and recorded.entry is None
    assert office.kinds(grant)[-1] == "deletion.requested"


def test_what_is_late_is_counted_by_service_and_seen_first(office, siti, grant) -> None:
    other = office.granted(siti, office.register(purpose(key="other")), ["age_over_17", "email"])
    for one in (grant, other):
        office.read(one)
        withdraw(office, one)
        office.now += timedelta(hours=1)
    answer(office, grant, Answer.DELETED)
    after = office.now + timedelta(hours=72)
    assert office.do(store.counts, office.now)[grant.service] == store.Counted(1, 0, 1)
    assert office.do(store.counts, after)[grant.service] == store.Counted(1, 1, 1)
    ((request, service),) = office.do(store.waiting)
    assert (request.grant, service.key) == (other.id, "library")
    assert request.is_overdue(after) and not request.is_overdue(office.now)
