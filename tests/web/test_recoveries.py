"""Recovery at the counter: two officers, two halves, a waiting time, and an owner who says no; never one officer alone."""

import re
from datetime import timedelta

import pyotp
import pytest

from accounts.apps import store as apps
from accounts.credentials import passwords
from accounts.desk import deeds as desk
from accounts.office import deeds
from tests.accounts.people import NEW_PASSWORD, forget, is_in, open_account, sign_in
from tests.accounts.test_apps import connect
from tests.town import PASSWORD
from tests.web.desk import PASSWORD as STAFF_PASSWORD

HALF = re.compile(r"<code>([A-Z0-9-]{19})</code>")
WAIT = timedelta(hours=72)


def officer(town, name):
    kept = passwords.hashed(town.keys, STAFF_PASSWORD)
    with town.keeping() as session:
        added = desk.add(session, town.keys, f"{name}@balaikota.id", name, "officer", kept, town.clock())
    browser = town.browser()
    browser.get("/desk/sign-in")
    browser.submit("password", {"identifier": f"{name}@balaikota.id", "password": STAFF_PASSWORD})
    browser.submit("code", {"code": pyotp.TOTP(added.totp).at(town.clock())})
    return browser


def propose(browser, number, place="Loket 3"):
    browser.get("/desk/officer/recoveries")
    return browser.submit("number", {"number": number, "place": place, "document": ["ktp_scan"]})


def approve(browser):
    browser.get("/desk/officer/recoveries")
    return browser.confirm("/approve")


def finish(town, number, first, second, password=NEW_PASSWORD):
    browser = town.browser()
    browser.get("/forgot/office")
    return browser.submit("first", {"identifier": number, "first": first, "second": second, "password": password})


@pytest.fixture
def begun(town):
    """A citizen who lost everything, and what both officers printed."""
    siti = open_account(town)
    first = HALF.search(propose(officer(town, "rina"), siti.number).html)[1]
    second = HALF.search(approve(officer(town, "joko")).html)[1]
    return siti, first, second


def test_both_halves_give_a_new_password_after_the_wait_and_nothing_is_lost(town, on_both, begun):
    siti, first, second = begun
    assert finish(town, siti.number, first, second).status == 422
    assert finish(town, siti.number, first, second).status == 422, "and it was not used up"
    town.clock.advance(hours=72)
    assert "Kata sandi sudah diganti" in finish(town, siti.number, first.lower(), second).text
    browser = sign_in(town, siti.number, NEW_PASSWORD)
    assert is_in(browser) and not is_in(siti.browser)
    assert "pemulihan di loket" in browser.get("/account").text
    assert finish(town, siti.number, first, second).status == 422, "once"
    bodies = town.check_ledger()
    assert [body["type"] for body in bodies].count("staff.act") == 2
    assert len({body["staff"] for body in bodies if body["type"] == "staff.act"}) == 2
    assert len({body["tag"] for body in bodies}) == 1, "every step stands on the citizen's own tag"


def test_one_officer_alone_gets_nowhere(town, on_both):
    siti, rina = open_account(town), officer(town, "rina")
    first = HALF.search(propose(rina, siti.number).html)[1]
    page = rina.get("/desk/officer/recoveries")
    assert "petugas lain harus menyetujui" in page.text and "/approve" not in page.html
    with town.reading() as session:
        from sqlalchemy import select

        from accounts.office.store import RecoveryRow

        row = session.execute(select(RecoveryRow.id, RecoveryRow.proposed_by)).one()
    token = [pair for pair in page.form("number").data() if pair[0] == "form_token"]
    assert rina.post(f"/desk/officer/recoveries/{row.id}/approve", token).status == 409
    with town.keeping() as session:
        assert deeds.approve(session, town.keys, row.proposed_by, row.id, WAIT, town.clock()) is None
    town.clock.advance(hours=73)
    for second in (first, "", "AAAA-BBBB-CCCC-DDDD"):
        assert finish(town, siti.number, first, second).status == 422


def test_a_proposal_waits_a_day_and_is_approved_once(town):
    siti, joko = open_account(town), officer(town, "joko")
    propose(officer(town, "rina"), siti.number)
    joko.get("/desk/officer/recoveries")
    form = joko.here.form_to("/approve")
    assert joko.post(joko.here.target(form), form.data()).status == 200
    assert joko.post(form.action, form.data()).status == 409
    propose(officer(town, "wati"), siti.number)
    town.clock.advance(hours=24)
    assert "Tidak ada yang menunggu" in officer(town, "sri").get("/desk/officer/recoveries").text


def test_the_owner_sees_it_and_says_no(town, on_both, begun):
    siti, first, second = begun
    page = siti.browser.get("/account")
    assert "Pemulihan akun sedang berjalan" in page.text and "Petugas kedua menyetujui" in page.text
    siti.browser.confirm("/account/recovery/cancel")
    assert "sedang berjalan" not in siti.browser.get("/account").text
    town.clock.advance(hours=80)
    assert finish(town, siti.number, first, second).status == 422
    assert is_in(sign_in(town, siti.number))
    town.check_ledger()


def test_the_link_of_the_notice_says_no_too_without_signing_in(town, begun):
    siti, first, second = begun
    link = re.search(r"/not-me/[A-Za-z0-9_-]+", siti.browser.get("/account").html)[0]
    own = town.browser()
    own.get(link)
    own.confirm("/not-me/")
    town.clock.advance(hours=80)
    assert finish(town, siti.number, first, second).status == 422


def test_what_was_lost_opens_nothing_any_more(town):
    siti = open_account(town)
    connect(town, siti.browser)
    first = HALF.search(propose(officer(town, "rina"), siti.number).html)[1]
    second = HALF.search(approve(officer(town, "joko")).html)[1]
    town.clock.advance(hours=72)
    finish(town, siti.number, first, second)
    assert forget(town, siti.number, siti.codes[0], PASSWORD).here.status == 422
    assert is_in(sign_in(town, siti.number, NEW_PASSWORD)), "without the code of the lost app"
    with town.reading() as session:
        assert apps.sealed_of(session, "") is None


def test_halves_of_another_account_a_late_one_and_a_weak_password_are_refused(town, begun):
    siti, first, second = begun
    budi = open_account(town, "budi@contoh.id")
    town.clock.advance(hours=72)
    assert finish(town, budi.number, first, second).status == 422
    assert finish(town, siti.number, second, first).status == 422
    assert finish(town, siti.number, first, second, "pendek").status == 422
    town.clock.advance(days=31)
    assert finish(town, siti.number, first, second).status == 422


def test_halves_are_not_guessed_without_end(town, begun):
    siti, first, second = begun
    town.clock.advance(hours=72)
    for _ in range(5):
        finish(town, siti.number, first, "AAAA-BBBB-CCCC-DDDD")
    assert finish(town, siti.number, first, second).status == 429


def test_a_later_proposal_ends_the_earlier_one_and_an_unknown_number_begins_none(town, begun):
    siti, first, second = begun
    wati = officer(town, "wati")
    assert propose(wati, siti.number, " ").status == 422
    assert propose(wati, "1234567890").status == 422
    assert propose(wati, siti.number).status == 200
    town.clock.advance(hours=72)
    assert finish(town, siti.number, first, second).status == 422
