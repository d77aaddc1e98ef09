"""Races at the door: one winner for a one-off consent, and no release behind the withdrawal that ended it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from consent import withdrawal
from consent.grants import Refusal
from consent.release import Released
from tests.consent.worlds import purpose

RUNNERS = 6
ROUNDS = 6


def at_once(calls) -> list:
    barrier = threading.Barrier(len(calls))

    def run(call):
        barrier.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.fixture
def siti(office):
    return office.citizen(birth_date="1995-08-17", email="siti@contoh.id")


def winners(office, siti, once) -> int:
    grant = office.granted(siti, once, ["age_over_17"])
    told = at_once([lambda number=number: office.read(grant, token=f"token-{number}") for number in range(RUNNERS)])
    assert all(answer is Refusal.SPENT for answer in told if not isinstance(answer, Released))
    return sum(isinstance(answer, Released) for answer in told)


def test_of_many_tokens_one_spends_a_one_off(office, siti) -> None:
    once = office.register(purpose(once=True, lasts_days=None))
    assert [winners(office, siti, once) for _ in range(ROUNDS)] == [1] * ROUNDS
    office.check_ledger()


def test_without_the_claim_there_would_be_many(office, siti, monkeypatch) -> None:
    once = office.register(purpose(once=True, lasts_days=None))
    monkeypatch.setattr("consent.answers.store.claim", lambda *_: True)
    assert winners(office, siti, once) > 1


def test_no_release_is_numbered_behind_its_withdrawal(office, siti) -> None:
    card = office.register()
    for _ in range(ROUNDS):
        grant = office.granted(siti, card, ["age_over_17"])
        reads = [lambda grant=grant: [office.read(grant) for _ in range(4)] for _ in range(RUNNERS)]

        def end(grant=grant):
            office.read(grant)
            return office.do(withdrawal.withdraw, office.keys, siti, grant.id, office.now)

        at_once([*reads, end])
        assert office.read(grant) is Refusal.WITHDRAWN
        kinds = office.kinds(grant)
        assert kinds[-1] == "consent.withdrawn" and kinds.count("consent.withdrawn") == 1
    office.check_ledger()


def test_answers_of_one_citizen_come_one_after_another(office, siti) -> None:
    card = office.register()
    questions = [office.ask(siti, card) for _ in range(RUNNERS)]
    told = at_once([lambda question=question: office.answer(question, ["age_over_17"]) for question in questions])
    assert len({outcome.grant.id for outcome in told}) == 1, "all of them are the same ongoing grant"
    office.check_ledger()
