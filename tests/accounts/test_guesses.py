"""Guesses are counted before they are made, at every account that a name may mean, and nobody learns anything by the counting."""

import pyotp
import pytest

from accounts.credentials import passwords
from accounts.desk import deeds
from accounts.desk import store as desk
from accounts.throttle import store
from accounts.throttle.counters import Taken
from tests.accounts.at_once import at_once, twin
from tests.accounts.people import NEW_PASSWORD, forget, is_in, open_account, sign_in
from tests.accounts.test_desk import NAME, enter
from tests.accounts.test_throttle import WRONG
from tests.town import PASSWORD

RUNNERS = 12
FREE = 5


@pytest.fixture
def tried(monkeypatch) -> list[bool]:
    """Every password check there is, and whether it was at a real account."""
    checks: list[bool] = []
    unwatched = passwords.matches

    def matches(keys, kept, password):
        checks.append(kept is not None)
        return unwatched(keys, kept, password)

    monkeypatch.setattr(passwords, "matches", matches)
    return checks


@pytest.fixture
def uncounted(monkeypatch) -> None:
    """The control: the code as it would be if attempts were looked at, but not counted before they are made."""
    monkeypatch.setattr(store, "count", lambda _session, counters, _held, now: tuple(Taken(c, now) for c in counters))


def burst(town, path: str, values: dict[str, str]) -> list[int]:
    """Send one filled form from many browsers at the same moment; return the answers' status."""
    browsers = [town.browser() for _ in range(RUNNERS)]
    for browser in browsers:
        browser.get(path)
    return [page.status for page in at_once(lambda n: browsers[n].submit("identifier", values), RUNNERS)]


@pytest.mark.race
def test_many_guesses_at_once_are_no_more_than_one_after_another(town, on_both, tried):
    open_account(town)
    found = burst(town, "/sign-in", {"identifier": "warga@contoh.id", "password": WRONG})
    assert sorted(found) == [422] * FREE + [429] * (RUNNERS - FREE)
    assert len(tried) == FREE


@pytest.mark.race
def test_without_counting_first_they_are_more(town, on_both, tried, uncounted):
    open_account(town)
    burst(town, "/sign-in", {"identifier": "warga@contoh.id", "password": WRONG})
    assert len(tried) > FREE


@pytest.mark.race
def test_recovery_codes_at_once(town, on_both):
    siti = open_account(town)
    wrong = {"identifier": "warga@contoh.id", "code": "AAAA-BBBB-CCCC-DDDD", "password": NEW_PASSWORD}
    assert sorted(burst(town, "/forgot", wrong)) == [422] * FREE + [429] * (RUNNERS - FREE)
    assert forget(town, siti.number, siti.codes[0]).here.status == 422, "by any name"
    town.clock.advance(seconds=16)
    assert forget(town, siti.number, siti.codes[0]).here.status == 200


def test_the_names_of_an_account_give_no_more_guesses_than_one(town, on_both, tried):
    siti = open_account(town)
    for _ in range(FREE - 1):
        sign_in(town, "warga@contoh.id", WRONG)
    assert sign_in(town, siti.number, WRONG).here.status == 422
    assert tried == [True] * FREE
    page = sign_in(town, siti.number).here
    assert page.status == 422 and "tunggu 15 menit" in page.text
    assert tried[FREE:] == [False], "the account's password was not tried, but the answer took as long"
    town.clock.advance(seconds=16)
    assert is_in(sign_in(town, siti.number))


def test_an_account_that_waits_answers_like_a_wrong_password_and_like_nobody(town):
    siti = open_account(town)
    other = open_account(town, "lain@contoh.id")
    for _ in range(FREE):
        sign_in(town, "warga@contoh.id", WRONG)
    waiting, wrong, nobody = (
        sign_in(town, name, password).here.text.replace(name, "")
        for name, password in ((siti.number, PASSWORD), (other.number, WRONG), ("siapa@contoh.id", WRONG))
    )
    assert waiting == wrong == nobody


@pytest.mark.parametrize("name", ["warga@contoh.id", "siapa@contoh.id", "3574015708959001", "bukan nama"])
def test_one_check_and_as_many_statements_for_every_name(town, tried, name):
    from sqlalchemy import event

    from core.db import db

    open_account(town)
    browser = town.browser()
    browser.get("/sign-in")
    with town.app.app_context():
        engine = db.engine
    sent: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: sent.append(args[2]))
    browser.submit("password", {"identifier": name, "password": WRONG})
    assert len(tried) == 1
    before = sent[:-2]
    names = [one for one in before if "throttles" not in one and "nik_lookups" not in one]
    assert len(names) == 1 + (name != "bukan nama"), (
        "the accounts of a name, if it is one; who was here; lock the counters; count"
    )
    is_nik = len(name) == 16 and name.isdigit()
    assert len(before) - len(names) == (6 if is_nik else 0), (
        "a look-up of a NIK is counted, whether anybody has it or not"
    )


def test_a_neighbour_under_the_same_name_wipes_nothing_out(town, on_both, tried):
    """An account of one's own under a citizen's address, signed in to between guesses, would undo the counting."""
    siti, thief = open_account(town), open_account(town, password=NEW_PASSWORD)
    for _ in range(FREE - 1):
        sign_in(town, "warga@contoh.id", WRONG)
        town.clock.advance(minutes=16)
        assert is_in(sign_in(town, "warga@contoh.id", NEW_PASSWORD, thief.browser))
    sign_in(town, "warga@contoh.id", WRONG)
    del tried[:]
    assert sign_in(town, siti.number).here.status == 422
    assert tried == [False]


def test_families_who_share_an_address_do_not_lock_each_other_out(town):
    siti, bejo = open_account(town), open_account(town, password=NEW_PASSWORD)
    for _ in range(2 * FREE):
        assert is_in(sign_in(town, "warga@contoh.id", NEW_PASSWORD, bejo.browser))
        assert bejo.number in bejo.browser.get("/account").text
    assert siti.number in sign_in(town, "warga@contoh.id").get("/account").text


def test_codes_of_the_second_factor_are_counted_by_person(town, on_both):
    kept = passwords.hashed(town.keys, NEW_PASSWORD)
    with town.keeping() as session:
        added = deeds.add(session, town.keys, NAME, "Auditor Satu", "auditor", kept, town.clock())
    wrong = [enter(town, "000000").here.status for _ in range(FREE + 1)]
    assert wrong == [422] * FREE + [429], "a new half of a sign-in gives no new guesses"
    code = pyotp.TOTP(added.totp).at(town.clock())
    assert enter(town, code).here.status == 429
    town.clock.advance(seconds=16)
    assert enter(town, pyotp.TOTP(added.totp).at(town.clock())).here.status == 200


def opened_desks(town):
    """Type one code of the second factor at four half-open desks at once; return the answers' status."""
    kept = passwords.hashed(town.keys, NEW_PASSWORD)
    with town.keeping() as session:
        added = deeds.add(session, town.keys, NAME, "Auditor Satu", "auditor", kept, town.clock())
    halves = []
    for _ in range(4):
        browser = town.browser()
        browser.get("/desk/sign-in")
        browser.submit("password", {"identifier": NAME, "password": NEW_PASSWORD})
        halves.append(browser)
    code = pyotp.TOTP(added.totp).at(town.clock())
    return [page.status for page in at_once(lambda n: halves[n].submit("code", {"code": code}), 4)]


@pytest.mark.race
def test_one_code_of_the_second_factor_at_once_opens_one_desk(town, on_both):
    assert sorted(opened_desks(town)) == [200, 422, 422, 422]


@pytest.mark.race
def test_control_a_code_of_the_second_factor_that_is_not_used_up_opens_several(town, on_both, monkeypatch):
    monkeypatch.setattr(desk, "use_step", lambda *_: True)
    assert opened_desks(town).count(200) > 1


@pytest.mark.race
def test_staff_guesses_at_once(town, on_both, tried):
    kept = passwords.hashed(town.keys, NEW_PASSWORD)
    with town.keeping() as session:
        deeds.add(session, town.keys, NAME, "Auditor Satu", "auditor", kept, town.clock())
    found = burst(town, "/desk/sign-in", {"identifier": NAME, "password": WRONG})
    assert sorted(found) == [422] * FREE + [429] * (RUNNERS - FREE)
    assert len(tried) == FREE


def test_the_present_password_is_not_guessed_without_end(town, on_both, tried):
    siti = open_account(town)
    siti.browser.get("/account/password")
    wrong = {"present": WRONG, "password": NEW_PASSWORD}
    twins = [twin(town, siti.browser) for _ in range(RUNNERS)]
    found = [page.status for page in at_once(lambda n: twins[n].submit("present", wrong), RUNNERS)]
    assert sorted(found) == [422] * FREE + [429] * (RUNNERS - FREE)
    assert len(tried) == FREE
    assert is_in(sign_in(town, "warga@contoh.id")), "the way in is counted apart"
