"""Races at the door: one winner for a one-off consent, and no release behind the withdrawal that ended it."""

import os
import re
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from accounts.tables import CitizenRow
from consent import withdrawal
from consent.answers import store
from consent.grants import Refusal
from consent.registry import changes
from consent.release import Released
from consent.store import GrantRow
from core.statements import Statement
from ledger import search
from tests.conftest import DATABASES
from tests.consent.worlds import purpose
from tests.journeys.racing import ROUNDS as FULL
from vault import safe

pytestmark = pytest.mark.race
RUNNERS = 6
ROUNDS = FULL // 2
IN_ORDER = ["consent.given", "release", "consent.withdrawn", "deletion.requested"]
DALLIES = 1.0  # seconds that a read stands still where the other must wait for it
PATIENCE = 60.0  # seconds that it waits where nothing holds the other up, however slow the machine


def standstill(office, *, unlocked: bool) -> float:
    """How long a read stands still; on SQLite the other must wait in any case, there is one writer at a time."""
    return PATIENCE if unlocked and office.engine.dialect.name == "postgresql" else DALLIES


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
        assert kinds[-2:] == ["consent.withdrawn", "deletion.requested"] and kinds.count("consent.withdrawn") == 1
    office.check_ledger()


def kinds_after_a_slow_read(office, siti, monkeypatch, *, unlocked: bool = False) -> list[str]:
    """The entries of a grant that is withdrawn while a read stands between its permit and its entry."""
    grant = office.granted(siti, office.register(), ["age_over_17"])
    permitted, ended = threading.Event(), threading.Event()
    unhindered = safe.read_for_release

    def slowly(*args):
        permitted.set()
        ended.wait(standstill(office, unlocked=unlocked))
        return unhindered(*args)

    def end():
        assert permitted.wait(10)
        office.do(withdrawal.withdraw, office.keys, siti, grant.id, office.now)
        ended.set()

    monkeypatch.setattr(safe, "read_for_release", slowly)
    at_once([lambda: office.read(grant), end])
    return office.kinds(grant)


def test_a_withdrawal_waits_for_the_read_that_holds_the_consent(office, siti, monkeypatch) -> None:
    assert kinds_after_a_slow_read(office, siti, monkeypatch) == IN_ORDER
    office.check_ledger()


def test_control_without_row_locks_the_withdrawal_overtakes_it(office, siti, monkeypatch) -> None:
    """On PostgreSQL the locks decide; on SQLite there is one writer at a time, whatever a statement locks."""

    def unlocked(session, grant):
        return store._permit(session, Statement(store._PERMITS), grant)

    monkeypatch.setattr(store, "permit_ongoing", unlocked)
    overtaken = ["consent.given", "consent.withdrawn", "release"]
    is_postgres = office.engine.dialect.name == "postgresql"
    found = kinds_after_a_slow_read(office, siti, monkeypatch, unlocked=True)
    assert found == (overtaken if is_postgres else IN_ORDER)


CHANGES = {
    "purpose.paused": lambda office: office.do(changes.pause_purpose, office.keys, "library", "library-card", office.now, staff="s-1"),
    "service.changed": lambda office: office.do(changes.add_purpose, office.keys, "library", purpose(), office.now, staff="s-1"),
    "service.disabled": lambda office: office.do(changes.disable_service, office.keys, "library", office.now, staff="s-1"),
}  # fmt: skip


def kinds_after_a_change(office, siti, monkeypatch, change, once, *, unlocked: bool = False) -> list[str]:
    """The last two entries of the ledger when the registry is changed while a read stands before its entry."""
    grant = office.granted(siti, office.register(purpose(once=once, lasts_days=None if once else 30)), ["age_over_17"])
    permitted, changed = threading.Event(), threading.Event()
    unhindered = safe.read_for_release

    def slowly(*args):
        permitted.set()
        changed.wait(standstill(office, unlocked=unlocked))
        return unhindered(*args)

    def end():
        assert permitted.wait(10)
        CHANGES[change](office)
        changed.set()

    monkeypatch.setattr(safe, "read_for_release", slowly)
    at_once([lambda: office.read(grant), end])
    with office.keeping() as session:
        return [entry.type.value for entry in search.find(session, newest_first=True, limit=2)][::-1]


@pytest.mark.parametrize("once", [False, True], ids=["ongoing", "one-off"])
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_the_registry_waits_for_the_read_that_goes_by_it(office, siti, monkeypatch, change, once) -> None:
    """So an auditor may say by the index alone that no release follows the end of its purpose."""
    assert kinds_after_a_change(office, siti, monkeypatch, change, once) == ["release", change]
    office.check_ledger()


def test_control_without_those_locks_the_change_overtakes_it(office, siti, monkeypatch) -> None:
    held = Statement(store._PERMITS.with_for_update(read=True, of=(CitizenRow, GrantRow)))
    monkeypatch.setattr(store, "permit_ongoing", lambda session, grant: store._permit(session, held, grant))
    told = kinds_after_a_change(office, siti, monkeypatch, "purpose.paused", once=False, unlocked=True)
    is_postgres = office.engine.dialect.name == "postgresql"
    assert told == (["purpose.paused", "release"] if is_postgres else ["release", "purpose.paused"])


def test_answers_of_one_citizen_come_one_after_another(office, siti) -> None:
    card = office.register()
    questions = [office.ask(siti, card) for _ in range(RUNNERS)]
    told = at_once([lambda question=question: office.answer(question, ["age_over_17"]) for question in questions])
    assert len({outcome.grant.id for outcome in told}) == 1, "all of them are the same ongoing grant"
    office.check_ledger()


# In `make test-long` tens of thousands of reads; a sample otherwise.
READERS, WITHDRAWALS = (8, 400) if "SEKALI_TEST_ROUNDS" in os.environ else (4, 8)
REMEMBERING = """
import sys
from consent import release
from tests.consent import readers
permit, known = release._permit, {}
release._permit = lambda session, asked, *rest: known.setdefault(asked, None) or known.__setitem__(asked, permit(session, asked, *rest)) or known[asked]
told = readers.main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), checked=False)
print("{} reads, {} late".format(*told))
"""


def reads_and_late_ones(database_url: str, *program: str) -> tuple[int, int]:
    command = [sys.executable, *program, database_url, str(READERS), str(WITHDRAWALS)]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=1200, check=False
    )
    assert done.returncode == 0, done.stderr
    print(done.stdout)
    reads, late = map(int, re.findall(r"\d+", done.stdout.splitlines()[-1]))
    return reads, late


@pytest.mark.parametrize("database_url", DATABASES, indirect=True)
def test_no_process_reads_what_another_has_seen_withdrawn(database_url) -> None:
    reads, late = reads_and_late_ones(database_url, "-m", "tests.consent.readers")
    assert late == 0
    assert reads > READERS * WITHDRAWALS


@pytest.mark.parametrize("database_url", DATABASES, indirect=True)
def test_control_processes_that_remember_the_permit_do(database_url) -> None:
    assert reads_and_late_ones(database_url, "-c", REMEMBERING)[1] > 0
