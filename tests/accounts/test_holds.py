"""Legal holds: a law keeps data for a while; its citizen sees it, erasure waits, and a second factor does not shorten it."""

from datetime import timedelta

import pytest

from accounts import closing
from accounts.holds import deeds, store
from accounts.sign_ins import BY_PASSKEY, BY_PASSWORD, BY_PASSWORD_AND_CODE, SignIn
from core import backups, outbox
from keys.jwt_keys import proven
from tests.accounts.people import open_account, sign_in
from tests.accounts.test_apps import connect, give
from tests.accounts.test_closing import citizen_of, close, erase
from tests.town import PASSWORD, START
from vault import catalogue
from vault.documents.taking import remove

LAW = "UU 8/1997 Pasal 11"


def place(town, citizen: str, days: float = 30, field: str = ""):
    with town.keeping() as session:
        until = town.clock() + timedelta(days=days)
        return deeds.place(session, town.keys, "s-1", citizen, LAW, until, town.clock(), field)


def lift(town, hold):
    with town.keeping() as session:
        return deeds.lift(session, town.keys, "s-1", hold.id, town.clock())


def due(town) -> list:
    with town.keeping() as session:
        return [work for work in iter(lambda: outbox.claim(session, town.clock(), [closing.ERASE]), None) if work]


def test_closing_shows_the_hold_and_the_erasure_waits_for_its_end(town, on_both):
    siti = open_account(town)
    citizen = citizen_of(town, siti).id
    assert place(town, citizen)
    assert LAW in siti.browser.get("/account/close").text
    assert "24 Desember 2026" in close(siti).text
    assert LAW in sign_in(town, "warga@contoh.id").here.text
    town.clock.advance(days=29)
    assert due(town) == [] and not erase(town, citizen)
    town.clock.advance(days=1)
    assert len(due(town)) == 1 and erase(town, citizen)
    town.check_ledger()


def test_a_hold_that_comes_after_the_request_moves_the_end(town):
    siti = open_account(town)
    citizen = citizen_of(town, siti).id
    close(siti)
    hold = place(town, citizen)
    town.clock.advance(hours=73)
    assert not erase(town, citizen), "three days are over, the hold is not"
    lift(town, hold)
    assert len(due(town)) >= 1 and erase(town, citizen), "it waited for the hold alone"
    assert lift(town, hold) is None
    town.check_ledger()


def test_a_lifted_hold_gives_back_what_is_left_of_three_days(town):
    siti = open_account(town)
    citizen = citizen_of(town, siti).id
    close(siti)
    lift(town, place(town, citizen))
    town.clock.advance(hours=71)
    assert not erase(town, citizen)
    town.clock.advance(hours=2)
    assert erase(town, citizen)
    town.check_ledger()


def test_one_hold_of_a_kind_stands_and_nobody_is_held_who_is_gone(town):
    citizen = citizen_of(town, open_account(town)).id
    assert place(town, citizen) and place(town, citizen) is None
    assert place(town, citizen, field="ktp_scan")
    assert place(town, "no-such-citizen") is None
    with town.reading() as session:
        assert [one.field for one in store.standing(session, town.clock(), citizen)] == ["", "ktp_scan"]
        assert store.standing(session, town.clock() + timedelta(days=31)) == []


def test_a_document_that_a_law_keeps_is_not_taken_away(town, monkeypatch):
    citizen = citizen_of(town, open_account(town)).id
    monkeypatch.setattr("vault.documents.taking.values.kept", lambda *_: pytest.fail("it must not come so far"))
    place(town, citizen, field="ktp_scan")
    with town.keeping() as session:
        assert not remove(session, town.keys, citizen, catalogue.FIELDS["ktp_scan"], town.clock())


@pytest.mark.parametrize(
    ("way", "age", "expected"),
    [(BY_PASSWORD, 0, False), (BY_PASSWORD_AND_CODE, 0, True), (BY_PASSKEY, 4, True), (BY_PASSKEY, 6, False)],
)
def test_strong_is_more_than_a_password_and_not_long_ago(way, age, expected):
    me = SignIn("s", "c", START, way.acr, way.amr, "id", START)
    assert me.is_strong(START + timedelta(minutes=age), timedelta(minutes=5)) is expected


def test_whoever_gave_a_second_factor_erases_without_the_wait_and_others_are_told_how(town):
    siti = open_account(town)
    citizen = citizen_of(town, siti).id
    page = siti.browser.get("/account/close")
    assert "Masa tunggu dapat dilewati" in page.text and not any(form.has("at_once") for form in page.forms)
    app = connect(town, siti.browser)
    town.clock.advance(minutes=1)
    browser = town.browser()
    browser.get("/sign-in")
    browser.submit("password", {"identifier": "warga@contoh.id", "password": PASSWORD})
    give(browser, app.at(town.clock()))
    browser.get("/account/close")
    browser.submit("at_once", {"at_once": ["yes"]})
    assert len(due(town)) == 1 and erase(town, citizen)
    town.check_ledger()


def test_the_entries_tell_until_when_and_the_law_is_sealed(town):
    siti = open_account(town)
    citizen = citizen_of(town, siti).id
    place(town, citizen, days=1)
    bodies = [body for body in town.check_ledger() if "hold.placed" in str(body)]
    assert len(bodies) == 1 and LAW not in str(bodies)


def test_the_receipt_says_what_is_destroyed_and_when_and_is_signed(town):
    siti = open_account(town)
    with town.keeping() as session:
        backups.keep(session, "b-1", town.clock(), town.clock())
    page = close(siti)
    signed = next(one for one in page.text.split() if one.count(".") == 2 and len(one) > 200)
    told = proven(signed, town.keys.receipt_public_jwk["x"])
    at = int((town.clock() + timedelta(hours=72)).timestamp())
    assert (told["format"], told["account"], told["erased_at"]) == ("sekali-erasure-1", siti.number, at)
    assert {"citizen_key", "profile", "password"} <= set(told["erased"]) and told["kept"] == ["ledger_entries"]
    assert told["no_copy_after"] - at == 30 * 24 * 3600
    assert told["newest_backup"] == int(town.clock().timestamp())
    assert "Berubah pikiran?" in page.text
