"""Rights under UU 27/2022: every request is a ticket with a clock, seen by its citizen and by the data-protection officer."""

import pytest
from sqlalchemy import select

from accounts.rights.tickets import WITHIN, Channel, Right, Ticket
from accounts.tables import CitizenRow
from tests.journeys.story import SITI, answer, open_account, sign_in
from tests.oidc.test_endpoints import Party
from tests.town import PASSWORD, START
from tests.web.desk import at_the_desk


@pytest.fixture
def siti(town):
    browser = open_account(town, identity=SITI)
    with town.reading() as session:
        browser.number = session.scalar(select(CitizenRow.number))
    return browser


def ask(siti, right: str = "correction"):
    siti.get("/rights")
    return siti.submit("right", {"right": right})


def test_a_request_has_a_number_and_three_days_that_run_at_night_too(town, siti, on_both):
    page = ask(siti)
    assert "tercatat dengan nomor H-" in page.text and "sisa 72 jam" in page.text
    town.clock.advance(hours=49, minutes=30)
    siti = sign_in(town, "warga@contoh.id")
    assert "sisa 23 jam" in siti.get("/rights").text
    town.clock.advance(hours=24)
    siti = sign_in(town, "warga@contoh.id")
    text = siti.get("/rights").text
    assert "lewat 1 jam" in text and "ppdp@contoh.id" in text
    assert ask(siti, "access").status == 200


def test_a_request_for_nothing_is_said_by_its_field(siti):
    siti.get("/rights")
    page = siti.submit("right", {})
    assert page.status == 422 and "Pilih apa yang Anda minta." in page.text
    token = dict(siti.here.form("right").data())["form_token"]
    assert siti.post("/rights", {"right": "erasure", "form_token": token}).status == 422, "that is done by its own page"


def test_the_officer_sees_what_presses_and_answers_it(town, siti, on_both):
    ask(siti)
    desk = at_the_desk(town, "dpo")
    assert "Menunggu jawaban: 1" in desk.here.text and "sisa 72 jam" in desk.here.text
    assert desk.submit("outcome", {}).status == 422
    desk.submit("outcome", {"outcome": "done_at_counter"})
    assert "Jawaban sudah disimpan." in desk.here.text and "Menunggu jawaban: 0" in desk.here.text
    assert "Sudah dilaksanakan di loket" in siti.get("/rights").text
    kinds = [(body["type"], body["actor"]) for body in town.check_ledger()]
    assert kinds[-1] == ("staff.act", "staff")


def test_a_request_is_answered_once(town, siti):
    ask(siti)
    desk = at_the_desk(town, "dpo")
    sent = desk.here.form("outcome").filled({"outcome": "done"})
    assert desk.post("/desk/protection/answer", sent).status == 200
    assert desk.post("/desk/protection/answer", sent).status == 409


def test_a_letter_is_recorded_with_its_channel(town, siti):
    desk = at_the_desk(town, "dpo")
    assert desk.submit("channel", {"number": "1", "right": "access", "channel": "letter"}).status == 422
    desk.submit("channel", {"number": siti.number, "right": "access", "channel": "letter"})
    assert "Permintaan sudah dicatat." in desk.here.text
    assert "lewat surat" in siti.get("/rights").text
    assert desk.submit("channel", {"number": siti.number, "right": "", "channel": "letter"}).status == 422


def test_only_the_protection_officer_sits_there(town):
    assert "/desk/sign-in" in at_the_desk(town, "officer").get("/desk/protection").url


def test_frozen_data_is_read_by_nobody_until_its_citizen_says_so(town, siti, on_both):
    party = Party(town)
    siti.get(party.url())
    tokens = party.tokens(answer(siti, fields=["full_name"]))
    assert party.userinfo(tokens["access_token"]).status_code == 200
    other = sign_in(town, "warga@contoh.id")
    siti.get("/rights/freeze")
    siti.post("/rights/freeze", siti.here.forms[-1].data())
    assert "Data Anda dibekukan" in siti.here.text
    assert party.userinfo(tokens["access_token"]).status_code == 401
    assert "/sign-in" in other.get("/profile").url, "a lost phone is signed out"
    assert siti.get("/profile").url.endswith("/rights/frozen")
    assert siti.get("/consents").status == 200, "taking back stays possible"
    assert "Sudah dilaksanakan" in siti.get("/rights").text
    siti.get("/rights/frozen")
    assert siti.submit("password", {"password": "salah sekali ini"}).status == 422
    siti.submit("password", {"password": PASSWORD})
    assert "Data Anda dapat dipakai lagi." in siti.here.text
    assert party.userinfo(tokens["access_token"]).status_code == 200
    kinds = [body["type"] for body in town.check_ledger()]
    assert kinds.count("account.frozen") == kinds.count("account.unfrozen") == 1


def test_who_signs_in_to_a_frozen_account_finds_the_way(town, siti):
    siti.get("/rights/freeze")
    siti.post("/rights/freeze", siti.here.forms[-1].data())
    assert sign_in(town, "warga@contoh.id").here.url.endswith("/rights/frozen")


def test_closing_is_a_ticket_that_ends_with_the_key_or_is_taken_back(town, siti):
    from accounts import closing
    from accounts.rights import store

    siti.get("/account/close")
    siti.post("/account/close", siti.here.forms[-1].data())
    siti = sign_in(town, "warga@contoh.id")
    siti.get("/account/closing")
    siti.submit("password", {"password": PASSWORD})
    assert "Ditarik kembali" in siti.get("/rights").text
    siti.get("/account/close")
    siti.post("/account/close", siti.here.forms[-1].data())
    town.clock.advance(hours=72)
    with town.keeping() as session:
        citizen = session.scalar(select(CitizenRow.id))
        assert closing.erase(session, town.keys, citizen, town.clock())
        assert {one.outcome.value for one in store.of_citizen(session, citizen)} == {"done", "taken_back"}
    town.check_ledger()


def test_hours_are_counted_up_to_the_full_one():
    ticket = Ticket("", "H-1", "", Right.ACCESS, Channel.WEB, (), START, START + WITHIN)
    assert (ticket.hours_left(START), ticket.is_urgent(START)) == (72, False)
    later = START.replace(day=START.day + 2, minute=1)
    assert (ticket.hours_left(later), ticket.is_urgent(later)) == (24, True)


def test_the_officer_records_a_hold_and_ends_it(town, siti):
    desk = at_the_desk(town, "dpo")
    desk.get("/desk/protection")
    for wrong in ({"law": ""}, {"until": "2026-02-30"}, {"until": "2026-11-23"}, {"number": "0000000000"}):
        typed = {"number": siti.number, "law": "UU 8/1997 Pasal 11", "until": "2026-12-31"} | wrong
        assert desk.submit("until", typed).status == 422
    page = desk.submit(
        "until", {"number": siti.number, "law": "UU 8/1997 Pasal 11", "until": "2026-12-31", "field": ""}
    )
    assert "UU 8/1997 Pasal 11" in page.text and "31 Desember 2026" in page.text
    assert "UU 8/1997 Pasal 11" in siti.get("/account/close").text
    assert "UU 8/1997 Pasal 11" not in desk.submit("hold", {}).text
    town.check_ledger()
