"""The pages of freezing: one service is frozen, shown as frozen, asked about, and thawed, without a script."""

from tests.consent.test_pages import Desk
from tests.journeys.story import SITI, open_account


def test_a_citizen_freezes_a_service_and_uses_it_again(town) -> None:
    desk, browser = Desk(town), open_account(town, "siti@contoh.id", SITI)
    of = desk.register()
    desk.ask(browser, of)
    browser.submit("decision", {"fields": ["age_over_17"]}, ("decision", "allow"))
    browser.get("/consents")
    page = browser.get(browser.here.link("/consents/services/library/freeze"))
    assert page.status == 200 and "Bekukan Kartu perpustakaan?" in page.text and "Berusia 17 tahun ke atas" in page.text
    page = browser.confirm("/consents/services/library/freeze")
    assert "sudah dibekukan" in page.text and "Anda membekukan layanan ini." in page.text
    desk.ask(browser, of)
    assert "layanan ini dipakai lagi" in browser.here.text
    page = browser.get("/consents/services/library/freeze")
    assert "Pakai lagi Kartu perpustakaan?" in page.text
    page = browser.confirm("/consents/services/library/thaw")
    assert "dapat membaca lagi" in page.text and "Anda membekukan layanan ini." not in page.text
    assert desk.grants()[0].frozen_at is None
    assert browser.get("/consents/services/no-such-service/freeze").status == 404
    town.check_ledger()


def test_thawing_wants_a_fresh_sign_in_and_freezing_does_not(town) -> None:
    desk, browser = Desk(town), open_account(town, "siti@contoh.id", SITI)
    desk.ask(browser, desk.register())
    browser.submit("decision", {"fields": ["age_over_17"]}, ("decision", "allow"))
    town.clock.advance(minutes=20)
    browser.get("/consents/services/library/freeze")
    assert "sudah dibekukan" in browser.confirm("/consents/services/library/freeze").text
    browser.get("/consents/services/library/freeze")
    assert browser.confirm("/consents/services/library/thaw").form("password"), "the password is asked first"
    assert desk.grants()[0].frozen_at is not None
