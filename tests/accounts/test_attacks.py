"""What an attacker, a hurried person or an unlucky moment could do to the door."""

import threading
import time
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import func, select

from accounts import closing, recovery, sign_in, sign_up
from accounts.credentials import passwords, recovery_codes
from accounts.credentials import store as credentials
from accounts.credentials.store import RecoveryCodeRow
from accounts.desk import deeds
from accounts.guesses import Guess
from accounts.sign_in import Known, Place
from accounts.tables import CitizenRow, SignInRow
from tests.accounts.at_once import at_once
from tests.accounts.people import CODE, NEW_PASSWORD, forget, is_in, open_account
from tests.accounts.people import sign_in as enter_house
from tests.accounts.test_closing import close
from tests.accounts.test_desk import NAME, enter
from tests.journeys.racing import FEW
from tests.town import PASSWORD

PAUSE = 0.4  # long enough for the other thread to reach the lock
WAIT = timedelta(hours=72)
PLACE = Place(b"b" * 32, "other/other")


def meanwhile(town, first, second):
    """Do `second` while the transaction of `first` is still open; return what both gave."""
    given = []

    def run():
        with town.keeping() as session:
            given.append(second(session))

    with town.keeping() as session:
        kept = first(session)
        other = threading.Thread(target=run)
        other.start()
        time.sleep(PAUSE)
    other.join()
    return kept, given[0]


def live_sign_ins(town, citizen) -> int:
    with town.reading() as session:
        living = select(func.count()).where(SignInRow.citizen_id == citizen, SignInRow.ended_at.is_(None))
        return session.scalar(living)


@pytest.fixture
def siti(town):
    """An account without any sign-in: its citizen's id and the hash of its password."""
    kept = passwords.hashed(town.keys, PASSWORD)
    with town.keeping() as session:
        return sign_up.open_account(session, town.keys, None, kept, "id", town.clock()).citizen.id, kept


def entering(town, siti):
    return lambda session: sign_in.keep_success(session, siti, Known(Guess(), (siti,)), PLACE, town.clock())


def changing(town, siti):
    return lambda session: recovery.change_password(session, town.keys, siti[0], "another hash", town.clock())


def test_no_sign_in_with_the_old_password_outlives_its_change(town, on_both, siti):
    secret, is_changed = meanwhile(town, entering(town, siti), changing(town, siti))
    assert secret and is_changed
    assert live_sign_ins(town, siti[0]) == 0


def test_who_comes_while_the_password_is_changed_is_not_let_in(town, on_both, siti):
    is_changed, secret = meanwhile(town, changing(town, siti), entering(town, siti))
    assert is_changed and secret is None
    assert live_sign_ins(town, siti[0]) == 0


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_without_the_lock_the_old_password_would_still_enter(town, siti, monkeypatch):
    """The control; SQLite writes one at a time anyway."""
    monkeypatch.setattr(
        credentials, "locked_password", lambda session, citizen: (credentials.password_of(session, citizen), False)
    )
    meanwhile(town, changing(town, siti), entering(town, siti))
    assert live_sign_ins(town, siti[0]) == 1


def test_a_proof_of_the_former_password_changes_the_new_one_no_more(town, siti):
    with town.keeping() as session:
        assert recovery.change_password(session, town.keys, siti[0], "by its owner", town.clock(), instead_of=siti[1])
        assert not recovery.change_password(session, town.keys, siti[0], "by a thief", town.clock(), instead_of=siti[1])
        assert credentials.password_of(session, siti[0]) == "by its owner"


def test_new_codes_made_twice_at_once_are_ten(town, on_both, siti):
    def renewing(session):
        sign_up.keep_codes(session, town.keys, siti[0], recovery_codes.new_codes())

    meanwhile(town, renewing, renewing)
    with town.reading() as session:
        assert session.scalar(select(func.count()).select_from(RecoveryCodeRow)) == recovery_codes.COUNT


def resets(town, siti, code=0):
    """Use one recovery code four times at once, each with a password of its own."""
    return at_once(lambda n: forget(town, siti.number, siti.codes[code], f"{NEW_PASSWORD} {n}").here, 4)


@pytest.mark.race
def test_a_recovery_code_used_many_times_at_once_gives_one_password(town, on_both):
    siti = open_account(town)
    for code in range(FEW):
        pages = resets(town, siti, code)
        assert sorted(page.status for page in pages) == [200, 422, 422, 422]
        town.clock.advance(hours=1)
    right = next(n for n, page in enumerate(pages) if page.status == 200)
    assert is_in(enter_house(town, siti.number, f"{NEW_PASSWORD} {right}"))


@pytest.mark.race
def test_control_a_recovery_code_that_stays_unused_gives_several(town, on_both, monkeypatch):
    def found(session, citizens, code, now):
        using = select(RecoveryCodeRow.citizen_id).where(RecoveryCodeRow.digest == code)
        return session.execute(using.where(RecoveryCodeRow.citizen_id.in_(list(citizens)))).scalar_one_or_none()

    monkeypatch.setattr(credentials, "use_code", found)
    assert [page.status for page in resets(town, open_account(town))].count(200) > 1


def test_an_erase_that_was_late_leaves_a_closing_begun_anew(town, on_both, siti):
    """Cancelled and begun again after the worker took the work up: the later day counts, in the erasing statement itself."""
    with town.keeping() as session:
        closing.begin(session, town.keys, siti[0], WAIT, town.clock())
    town.clock.advance(hours=72)
    with town.keeping() as session:
        closing.cancel(session, town.keys, siti[0], town.clock())
        closing.begin(session, town.keys, siti[0], WAIT, town.clock())
    with town.keeping() as session:
        assert not closing.erase(session, town.keys, siti[0], town.clock())


def test_taking_a_closing_back_twice_is_no_dead_end(town):
    siti = open_account(town)
    close(siti)
    browser = enter_house(town, siti.number)
    form = browser.here
    browser.submit("password", {"password": PASSWORD})
    browser.page = form
    page = browser.submit("password", {"password": PASSWORD})
    assert page.status == 200 and page.url.split("?")[0].endswith("/account")


def test_to_ask_for_the_head_of_a_page_does_nothing(town):
    """HEAD comes without a form token, from link scanners and prefetching browsers."""
    siti = open_account(town)
    before = town_state(town)
    rules = [r for r in town.app.url_map.iter_rules() if r.endpoint.startswith("accounts.") and "GET" in r.methods]
    assert len(rules) > 8
    for rule in rules:
        heads = siti.browser.client.head(rule.rule, base_url=town.issuer)
        shown = siti.browser.client.get(rule.rule, base_url=town.issuer)
        assert heads.status_code == shown.status_code, rule
        assert siti.browser.client.options(rule.rule, base_url=town.issuer).status_code == 200
    assert town_state(town) == before
    assert is_in(siti.browser)


def town_state(town) -> list:
    with town.reading() as session:
        codes = session.scalars(select(RecoveryCodeRow.digest).order_by(RecoveryCodeRow.digest)).all()
        return [*session.execute(select(CitizenRow.id, CitizenRow.state)).all(), *codes]


@pytest.mark.parametrize(
    "wanted",
    ["\\\\evil.example", "/\\evil.example", "javascript:alert(1)", "https%3A%2F%2Fevil.example", "a" * 43, "²" * 30, "oidc.resume", "static"],
)  # fmt: skip
def test_no_way_leads_out_of_the_house(town, wanted):
    open_account(town)
    browser = town.browser()
    browser.get("/sign-in")
    form = browser.here.form("password")
    data = [*form.filled({"identifier": "warga@contoh.id", "password": PASSWORD}), ("return_to", wanted)]
    page = browser.post("/sign-in", data)
    assert browser.left_to is None
    assert page.url.startswith(town.issuer)


def test_the_desk_before_is_closed_when_another_is_opened_in_the_browser(town):
    kept = passwords.hashed(town.keys, NEW_PASSWORD)
    with town.keeping() as session:
        added = deeds.add(session, town.keys, NAME, "Auditor Satu", "auditor", kept, town.clock())
    browser = enter(town, pyotp.TOTP(added.totp).at(town.clock()))
    desk, former = browser.here.url, browser.client.get_cookie("sekali-desk", domain="localhost").value
    assert browser.get(desk).url == desk
    browser.get("/desk/sign-in")
    browser.submit("password", {"identifier": NAME, "password": NEW_PASSWORD})
    browser.client.set_cookie("sekali-desk", former, domain="localhost")
    assert browser.get(desk).url.endswith("/desk/sign-in")


def test_the_codes_page_of_an_account_is_not_made_by_a_foreign_form(town):
    siti = open_account(town)
    page = siti.browser.post("/account/codes", {})
    assert page.status == 400 and not CODE.findall(page.html)
