"""How often somebody may try."""

from datetime import timedelta

from accounts.guesses import Attempt, begin
from accounts.throttle import counters, store
from accounts.throttle.counters import Counter
from core.ids import digest
from tests.accounts.people import is_in, open_account, sign_in
from tests.town import START

KEY, OTHER = Counter(digest("a name"), 3), Counter(digest("another name"), 1)
WRONG = "kata sandi yang keliru sama sekali"


def try_once(town, *which, now=START) -> timedelta | None:
    """Count an attempt; return how long it has to wait if it may not be made."""
    with town.keeping() as session:
        held = store.standing(session, which, now)
        waits = [until - now for _, until in held.values() if until > now]
        if not waits:
            store.count(session, which, held, now)
    return max(waits, default=None)


def test_the_wait_doubles_and_never_exceeds_a_quarter_of_an_hour(town, on_both):
    waits, now = [], START
    assert [try_once(town, KEY) for _ in range(3)] == [None] * 3
    while len(waits) < 9:
        if wait := try_once(town, KEY, now=now):
            waits.append(wait.total_seconds())
            now += wait
    assert waits == [15, 30, 60, 120, 240, 480, 900, 900, 900]


def test_who_tries_as_often_as_they_may_has_about_a_hundred_guesses_a_day(town):
    for patience in (timedelta(), timedelta(minutes=59), timedelta(minutes=61)):
        key, now, guesses = Counter(digest(str(patience)), 5), START, 0
        while now < START + counters.DAY:
            wait = try_once(town, key, now=now)
            guesses += wait is None
            now += max(wait, patience) if wait else timedelta()
        assert guesses <= 105, patience


def test_a_wait_concerns_its_own_key_and_is_over_by_itself(town):
    three = Counter(OTHER.key + b"x", 3)
    assert try_once(town, OTHER) is None
    assert try_once(town, three) is None
    assert try_once(town, three, OTHER) == timedelta(seconds=15)
    assert try_once(town, OTHER, now=START + timedelta(seconds=15)) is None


def test_what_has_to_wait_counts_nothing(town, on_both):
    attempt = Attempt("in", 1, Counter(digest("source"), 50), Counter(digest("name"), 1))
    with town.keeping() as session:
        assert begin(session, attempt, ["a"], START).wait is None
    for _ in range(3):
        with town.keeping() as session:
            assert begin(session, attempt, ["b"], START).wait == timedelta(seconds=15)
    with town.keeping() as session:
        held = store.standing(session, [attempt.source, counters.of_account("in", "b", 1)], START)
    assert sorted(failures for failures, _ in held.values()) == [0, 1]


def test_an_attempt_that_was_none_is_taken_back_whole(town, on_both):
    for _ in range(2):
        try_once(town, KEY)
    with town.keeping() as session:
        (taken,) = store.count(session, [KEY], store.standing(session, [KEY], START), START)
        store.undo(session, taken, START)
        assert store.standing(session, [KEY], START)[KEY.key] == (2, START)


def test_a_success_forgives_and_time_forgets(town, on_both):
    for key in (KEY, OTHER):
        try_once(town, key)
    with town.keeping() as session:
        store.forgive(session, KEY.key)
        assert store.standing(session, [KEY], START)[KEY.key] == (0, START)
        store.clear(session, START + timedelta(hours=23))
        assert store.standing(session, [OTHER], START)[OTHER.key][0] == 1
        late = START + timedelta(hours=25)
        assert store.standing(session, [OTHER], late)[OTHER.key][0] == 0, "forgotten even where no worker cleared"


def test_a_source_is_a_network_and_deeds_are_counted_apart():
    def of(deed, address):
        return counters.of_source(deed, address, 5).key

    assert of("in", "192.0.2.7") == of("in", "192.0.2.250") != of("in", "192.0.3.7")
    assert of("in", "2001:db8:1:2::9") == of("in", "2001:db8:1:2:ffff::1") != of("in", "2001:db8:1:3::9")
    assert of("in", "") == of("in", "no address")
    assert of("in", "192.0.2.7") != of("up", "192.0.2.7")
    assert counters.of_name("in", KEY.key, 5) != counters.of_name("up", KEY.key, 5)
    assert counters.of_account("in", "a", 5) != counters.of_name("in", b"a", 5)


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
