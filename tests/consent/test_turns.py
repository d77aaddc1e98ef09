"""Turns (docs/adr/0018): whoever ends an access waits for the reads under way, and for none that comes after it."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from accounts.tables import CitizenRow
from consent import withdrawal
from consent.answers import store
from consent.grants import Refusal
from consent.registry import changes
from consent.registry import store as registry
from consent.release import Released
from consent.store import GrantRow, PurposeRow, ServiceRow
from core.statements import Statement
from tests.consent.worlds import purpose
from vault import safe

pytestmark = [pytest.mark.race, pytest.mark.postgresql]
PATIENCE = 60  # seconds until something that should come is an error, however slow the machine
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")

ENDINGS = {
    "withdrawal": lambda office, grant: office.do(withdrawal.withdraw, office.keys, grant.citizen, grant.id, office.now),
    "pause": lambda office, _: office.do(changes.pause_purpose, office.keys, "library", "library-card", office.now, staff="s-1"),
    "new version": lambda office, _: office.do(changes.add_purpose, office.keys, "library", purpose(), office.now, staff="s-1"),
    "disabled": lambda office, _: office.do(changes.disable_service, office.keys, "library", office.now, staff="s-1"),
}  # fmt: skip


def wait_for(office, waiting: int, unless: threading.Event | None = None) -> None:
    """Wait until so many connections wait for a lock, or until `unless` is set."""
    until = time.monotonic() + PATIENCE
    with office.engine.connect() as connection:
        while connection.execute(WAITING).scalar() < waiting and not (unless and unless.is_set()):
            assert time.monotonic() < until
            connection.rollback()
            time.sleep(0.01)


def one_who_comes_later(office, monkeypatch, ending):
    """A read stands still; the ending comes and waits for it; what does a read get that comes after the ending?"""
    siti = office.citizen(birth_date="1995-08-17", email="siti@contoh.id")
    grant = office.granted(siti, office.register(), ["age_over_17"])
    standing, go_on, answered, first = threading.Event(), threading.Event(), threading.Event(), threading.Lock()
    unhindered = safe.read_for_release

    def slowly(*args):
        if first.acquire(blocking=False):
            standing.set()
            assert go_on.wait(PATIENCE)
        return unhindered(*args)

    def later():
        told = office.read(grant, token="token-2")
        answered.set()
        return told

    monkeypatch.setattr(safe, "read_for_release", slowly)
    with ThreadPoolExecutor(3) as pool:
        reading = pool.submit(office.read, grant)
        assert standing.wait(PATIENCE)
        ended = pool.submit(ENDINGS[ending], office, grant)
        wait_for(office, 1)
        late = pool.submit(later)
        wait_for(office, 2, unless=answered)
        go_on.set()
        assert isinstance(reading.result(PATIENCE), Released)
        ended.result(PATIENCE)
        return late.result(PATIENCE)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_read_that_comes_after_the_ending_does_not_pass_it(office, monkeypatch, ending) -> None:
    assert isinstance(one_who_comes_later(office, monkeypatch, ending), Refusal)
    office.check_ledger()


@pytest.mark.parametrize("ending", ENDINGS)
def test_control_where_locks_are_shared_it_passes(office, monkeypatch, ending) -> None:
    everything = (CitizenRow, GrantRow, ServiceRow, PurposeRow)
    shared = Statement(store._PERMITS.where(GrantRow.once.is_(False)).with_for_update(read=True, of=everything))
    monkeypatch.setattr(store, "_ONGOING", shared)
    monkeypatch.setattr(registry, "hold", lambda _: None)
    assert isinstance(one_who_comes_later(office, monkeypatch, ending), Released)
