"""Closing an account over the pages, taking it back, and what is left after the erase."""

import pytest
from sqlalchemy import select

from accounts import closing, names, tags
from accounts.credentials.store import PasswordRow, RecoveryCodeRow
from accounts.identifiers import parse
from accounts.tables import CitizenRow, IdentifierRow
from core import backups, outbox
from keys import citizen_keys
from ledger.entries import Draft, EntryType
from ledger.writer import append
from tests.accounts.people import forget, is_in, open_account, sign_in
from tests.town import PASSWORD


def close(opened):
    opened.browser.get("/account/close")
    form = next(f for f in opened.browser.here.forms if "language" not in f.action)
    return opened.browser.post("/account/close", form.data())


def citizen_of(town, opened):
    with town.reading() as session:
        return session.execute(select(CitizenRow.id, CitizenRow.state).where(CitizenRow.number == opened.number)).one()


def erase(town, citizen):
    with town.keeping() as session:
        return closing.erase(session, town.keys, citizen, town.clock())


def test_closing_freezes_at_once_and_only_its_own_end_is_seen(town, on_both):
    siti = open_account(town)
    other = sign_in(town, "warga@contoh.id")
    page = close(siti)
    assert page.status == 200
    assert citizen_of(town, siti).state == "closing"
    assert not is_in(siti.browser)
    assert not is_in(other)
    page = sign_in(town, "warga@contoh.id").here
    assert page.url.endswith("/account/closing")
    assert "27 November 2026" in page.text
    assert "dimusnahkan" in page.text
    assert "27 Desember 2026" in page.text, "after when no backup can bring it back"
    assert "Belum ada" in page.text
    with town.keeping() as session:
        backups.keep(session, "b-1", town.clock(), town.clock())
    assert page.text.count("24 November 2026") + 1 == sign_in(town, "warga@contoh.id").here.text.count(
        "24 November 2026"
    )


def test_receipts_can_be_saved_while_the_account_is_closing(town):
    siti = open_account(town)
    close(siti)
    browser = sign_in(town, "warga@contoh.id")
    page = browser.get(browser.here.link("Simpan bukti"))
    assert page.status == 200
    assert page.url.endswith("/receipts")
    assert browser.get("/profile").url.endswith("/account/closing")


def test_taking_it_back_needs_the_password(town, on_both):
    siti = open_account(town)
    close(siti)
    browser = sign_in(town, "warga@contoh.id")
    page = browser.submit("password", {"password": "kata sandi yang keliru"})
    assert page.status == 422
    assert citizen_of(town, siti).state == "closing"
    page = browser.submit("password", {"password": PASSWORD})
    assert page.url.split("?")[0].endswith("/account")
    assert citizen_of(town, siti).state == "active"
    town.clock.advance(hours=100)
    assert not erase(town, citizen_of(town, siti).id), "work that was put on the calendar before does nothing now"
    assert is_in(sign_in(town, "warga@contoh.id"))
    kinds = [body["type"] for body in town.check_ledger() if body["type"].startswith("account.")]
    assert kinds == ["account.opened", "account.closing", "account.closing_cancelled"]


def test_an_erase_waits_for_its_day_destroys_once_and_leaves_every_proof(town, on_both):
    siti, neighbour = open_account(town), open_account(town, "tetangga@contoh.id")
    citizen = citizen_of(town, siti).id
    grant_tag = b"g" * 16
    with town.keeping() as session:
        tags.remember(session, citizen, grant_tag)
        refused = Draft(
            EntryType.CONSENT_REFUSED, town.clock(), grant_tag, "citizen", service="layanan", purpose="tujuan@1",
            citizen=citizen, sealed={"citizen": citizen},
        )  # fmt: skip
        append(session, town.keys, citizen_keys.open_key(session, town.keys, citizen), refused)
    close(siti)
    town.clock.advance(hours=71)
    assert not erase(town, citizen)
    town.clock.advance(hours=1)
    with town.keeping() as session:
        work = outbox.claim(session, town.clock(), [closing.ERASE])
    assert work is not None
    assert work.payload == {"citizen": citizen}
    assert erase(town, citizen)
    assert not erase(town, citizen), "a second worker does nothing"

    with town.reading() as session:
        for table in (IdentifierRow, PasswordRow, RecoveryCodeRow):
            assert not session.scalars(select(table.citizen_id).where(table.citizen_id == citizen)).all()
        assert session.execute(select(CitizenRow.state, CitizenRow.number).where(CitizenRow.id == citizen)).one() == (
            "closed",
            None,
        )
        with pytest.raises(citizen_keys.KeyDestroyed):
            citizen_keys.open_key(session, town.keys, citizen)
        assert names.candidates(session, town.keys, parse("warga@contoh.id")) == []
    for name in ("warga@contoh.id", siti.number):
        assert sign_in(town, name).here.status == 422
    assert forget(town, "warga@contoh.id", siti.codes[0]).here.status == 422
    assert is_in(sign_in(town, "tetangga@contoh.id")), neighbour.number

    bodies = town.check_ledger()
    assert sorted(body["count"] for body in bodies if body["type"] == "erase") == [1, 2]


def test_a_closing_begun_anew_keeps_its_own_day(town):
    siti = open_account(town)
    citizen = citizen_of(town, siti).id
    close(siti)
    town.clock.advance(hours=70)
    sign_in(town, "warga@contoh.id").submit("password", {"password": PASSWORD})
    siti.browser = sign_in(town, "warga@contoh.id")
    close(siti)
    town.clock.advance(hours=3)
    assert not erase(town, citizen), "the first closing's day is over, the second's is not"
    town.clock.advance(hours=70)
    assert erase(town, citizen)
