"""Looking up NIKs: so many per source and account, slowed together and never refused, and an alarm."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, select

from accounts.lookups import counting, limits, store
from accounts.lookups.limits import Asker
from accounts.throttle.store import ThrottleRow
from core.db import engine_options, keeping_on, prepare
from tests.accounts.people import NEW_PASSWORD, is_in, open_account, sign_in
from tests.conftest import build_town
from tests.town import START as NOW
from tests.vault.conftest import Cabinet
from vault import checks

NIK = "3574015708959001"
OTHERS = [f"35740157089590{number:02}" for number in range(10, 40)]


@pytest.fixture
def engine(database_url: str):
    made = create_engine(database_url, **engine_options(database_url))
    prepare(made)
    yield made
    made.dispose()


def begin(engine, asker: Asker, now=NOW) -> counting.Lookup:
    with keeping_on(engine) as session:
        return counting.begin(session, asker, now)


def allowed(engine, count: int, asker: Asker, now=NOW) -> int:
    return sum(begin(engine, asker, now).wait is None for _ in range(count))


def test_each_source_and_account_has_its_number(engine, on_both) -> None:
    home, hall = Asker("198.51.100.7"), Asker("203.0.113.9", is_hall=True)
    assert allowed(engine, 8, home) == limits.PER_SOURCE
    assert begin(engine, Asker("198.51.100.200")).wait == timedelta(minutes=1), "the same network"
    assert allowed(engine, 3, Asker("198.51.101.7")) == 3, "another one"
    assert allowed(engine, 64, hall) == limits.PER_SOURCE * limits.IN_HALLS
    assert allowed(engine, 8, home, NOW + timedelta(minutes=1)) == limits.PER_SOURCE, "the next minute"
    each = [Asker(f"198.51.{number}.1", "citizen-1") for number in range(110, 125)]
    assert sum(begin(engine, one).wait is None for one in each) == limits.PER_ACCOUNT, "an account that moves about"
    assert begin(engine, each[-1]).wait == timedelta(hours=1)


def test_all_together_are_slowed_and_never_refused(engine) -> None:
    found = [begin(engine, Asker(f"10.{number}.0.1")) for number in range(90)]
    assert all(one.wait is None for one in found)
    assert [one.slow for one in found[:20]] == [timedelta()] * 20
    assert found[29].slow == timedelta(seconds=0.5)
    assert found[89].slow == limits.LONGEST_SLOWING
    assert begin(engine, Asker("10.99.0.1"), NOW + timedelta(seconds=1)).slow == timedelta(), "the next second"


def test_what_was_right_is_given_back(engine) -> None:
    hall = Asker("198.51.100.7")
    for _ in range(20):
        lookup = begin(engine, hall)
        assert lookup.wait is None
        with keeping_on(engine) as session:
            counting.found(session, lookup)


@pytest.mark.race
def test_many_at_once_are_no_more_than_one_after_another(engine, on_both) -> None:
    barrier = threading.Barrier(8)

    def ask(_number: int) -> bool:
        barrier.wait(30)
        return begin(engine, Asker("198.51.100.7")).wait is None

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(8))) == limits.PER_SOURCE


@pytest.mark.race
def test_control_read_then_written_lets_all_through(engine, monkeypatch: pytest.MonkeyPatch) -> None:
    barrier = threading.Barrier(8)

    def careless(_session, windows, _now):
        with keeping_on(engine) as session:
            held = {
                one.key: session.scalar(select(ThrottleRow.failures).where(ThrottleRow.key == one.key)) or 0
                for one in windows
            }
        barrier.wait(30)
        return {key: number + 1 for key, number in held.items()}

    monkeypatch.setattr(store, "count", careless)
    monkeypatch.setattr(store, "count_minute", lambda *_: store.Usage(0, 0, None))

    def ask(_number: int) -> bool:
        return counting.begin(None, Asker("198.51.100.7"), NOW).wait is None

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(8))) == 8


def test_three_times_the_usual_is_an_alarm_once(engine, on_both, monkeypatch: pytest.MonkeyPatch) -> None:
    told = []
    monkeypatch.setattr(counting.log, "error", lambda *said, **more: told.append((said, more)))
    with keeping_on(engine) as session:
        for minute in range(1, 61):
            session.add(store.LookupMinuteRow(minute=limits.minute_of(NOW) - minute, count=20))
    for number in range(59):
        begin(engine, Asker(f"10.{number}.0.1"))
    assert told == []
    begin(engine, Asker("10.60.0.1"))
    begin(engine, Asker("10.61.0.1"))
    assert told == [(("alarm",), {"kind": "nik_lookups", "minute": 60, "usual": 20.0})]
    with keeping_on(engine) as session:
        used = store.usage(session, NOW + timedelta(minutes=5))
        assert (used.now, used.alarmed_at) == (0, NOW)
        store.clear(session, NOW + timedelta(days=3))
        assert store.usage(session, NOW + timedelta(minutes=5)).alarmed_at is None


def test_little_traffic_is_no_alarm() -> None:
    assert not limits.is_unusual(29, 0)
    assert limits.is_unusual(30, 0)
    assert not limits.is_unusual(59, 20)


def test_halls_are_networks() -> None:
    assert limits.is_hall("203.0.113.9", ["203.0.113.0/28"])
    assert not limits.is_hall("203.0.113.99", ["203.0.113.0/28"])
    assert not limits.is_hall("nonsense", ["203.0.113.0/28"])
    assert not limits.is_hall("::1", ["203.0.113.0/28"])


LOST = {
    "/forgot": {"code": "AAAA-BBBB-CCCC-DDDD"},
    "/forgot/office": {"first": "AAAA-BBBB-CCCC-DDDD", "second": "EEEE-FFFF-GGGG-HHHH"},
}


@pytest.mark.parametrize("page", LOST)
def test_whoever_lost_their_way_in_is_counted_too(town, page) -> None:
    found = []
    for nik in OTHERS[: limits.PER_SOURCE + 1]:
        browser = town.browser()
        browser.get(page)
        found.append(browser.submit("identifier", {"identifier": nik, "password": NEW_PASSWORD, **LOST[page]}).status)
    assert found == [422] * limits.PER_SOURCE + [429]


def test_signing_in_by_nik_is_counted_and_by_other_names_is_not(town, on_both) -> None:
    opened = open_account(town)
    with town.reading() as session:
        from accounts.tables import CitizenRow

        citizen = session.scalar(select(CitizenRow.id).where(CitizenRow.number == opened.number))
    engine = create_engine(town.database_url, **engine_options(town.database_url))
    prepare(engine)
    cabinet = Cabinet(engine, town.keys)
    cabinet.save(citizen, {"nik": NIK})
    cabinet.do(checks.confirm, "officer-1", citizen, ("nik",), NOW)
    for _ in range(limits.PER_SOURCE + 2):
        assert is_in(sign_in(town, NIK)), "a right password is given back"
    pages = [sign_in(town, nik).here.status for nik in OTHERS[:6]]
    assert pages == [422] * limits.PER_SOURCE + [429]
    assert sign_in(town, NIK).here.status == 429
    assert is_in(sign_in(town, opened.number)) and is_in(sign_in(town, "warga@contoh.id"))
    again = build_town(town.database_url, town.keys)
    assert sign_in(again, OTHERS[9]).here.status == 429, "another process, or the same after a restart"
    hall = build_town(town.database_url, town.keys, hall_networks=("127.0.0.0/8",))
    assert sign_in(hall, OTHERS[10]).here.status == 422
    town.clock.advance(minutes=1)
    assert is_in(sign_in(town, NIK))
    page = town.app.test_client().get("/metrics", base_url=town.issuer).text
    assert 'sekali_nik_lookups{of="now"} 1.0' in page and "sekali_nik_lookups_alarm_seconds 0.0" in page
    for one in (again, hall):
        with one.app.app_context():
            from core.db import db

            db.engine.dispose()
    engine.dispose()
