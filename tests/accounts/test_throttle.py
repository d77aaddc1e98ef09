"""How often somebody may try."""

from datetime import timedelta

from accounts.throttle import keys, store
from core.ids import digest
from tests.accounts.people import is_in, open_account, sign_in
from tests.town import START

KEY, OTHER = digest("a name"), digest("another name")
WRONG = "kata sandi yang keliru sama sekali"


def test_the_wait_doubles_and_never_exceeds_a_quarter_of_an_hour(town, on_both):
    waits = []
    for _ in range(20):
        with town.keeping() as session:
            store.failed(session, KEY, 3, START)
        with town.reading() as session:
            waits.append(store.wait(session, [KEY], START))
    assert waits[:2] == [None, None]
    assert [one.total_seconds() for one in waits[2:9]] == [15, 30, 60, 120, 240, 480, 900]
    assert waits[-1] == timedelta(minutes=15)


def test_a_wait_concerns_its_own_key_and_is_over_by_itself(town):
    with town.keeping() as session:
        store.failed(session, KEY, 1, START)
    with town.reading() as session:
        assert store.wait(session, [OTHER], START) is None
        assert store.wait(session, [OTHER, KEY], START) == timedelta(seconds=15)
        assert store.wait(session, [KEY], START + timedelta(seconds=15)) is None


def test_a_success_forgives_and_time_clears(town):
    with town.keeping() as session:
        for key in (KEY, OTHER):
            store.failed(session, key, 1, START)
        store.forgive(session, KEY)
        assert store.wait(session, [KEY], START) is None
        store.clear(session, START + timedelta(minutes=59))
        assert store.wait(session, [OTHER], START) is not None
        store.clear(session, START + timedelta(minutes=61))
        assert store.wait(session, [OTHER], START) is None


def test_a_source_is_a_network_and_deeds_are_counted_apart():
    of = keys.of_source
    assert of("in", "192.0.2.7") == of("in", "192.0.2.250") != of("in", "192.0.3.7")
    assert of("in", "2001:db8:1:2::9") == of("in", "2001:db8:1:2:ffff::1") != of("in", "2001:db8:1:3::9")
    assert of("in", "") == of("in", "no address")
    assert of("in", "192.0.2.7") != of("up", "192.0.2.7")
    assert keys.of_name("in", KEY) != keys.of_name("up", KEY)


def test_the_wait_is_told_holds_for_the_right_password_too_and_passes(town):
    siti = open_account(town)
    for _ in range(5):
        assert sign_in(town, "warga@contoh.id", WRONG).here.status == 422
    page = sign_in(town, "warga@contoh.id").here
    assert page.status == 429
    assert "Coba lagi dalam 1 menit" in page.text
    assert is_in(siti.browser), "who is signed in already is not put out by a stranger's attempts"
    town.clock.advance(seconds=16)
    assert is_in(sign_in(town, "warga@contoh.id"))


def test_a_name_that_nobody_has_is_throttled_alike(town):
    answers = [sign_in(town, "siapa@contoh.id", WRONG).here.status for _ in range(6)]
    assert answers == [422] * 5 + [429]
