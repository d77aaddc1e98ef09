"""A value is corrected: the services that received it hear that it changed, never what it is, while their consent holds."""

# ruff: noqa: F811 - the fixtures are those of the other tests that have a receiver
import pytest

from tests.journeys.story import SITI, open_account
from tests.oidc.test_backchannel import hall, receiver, turn, verified, visit  # noqa: F401 - fixtures
from tests.oidc.test_endpoints import Party
from tests.town import ISSUER
from web import outward

EVENT = "urn:sekali:event:fields-changed"


@pytest.fixture
def party(hall, receiver):
    return Party(hall, fields_changed_uri=receiver.address("/changed"))


@pytest.fixture
def browser(hall):
    return open_account(hall, identity=SITI)


def rename(browser, name: str = "SITI AMINAH PUTRI") -> None:
    browser.get("/profile/identity")
    browser.submit("nik", {"full_name": name}, ("save", "1"))


def read(party, browser) -> dict:
    tokens = visit(browser, party)
    party.userinfo(tokens["access_token"])
    return tokens


def test_who_received_a_value_hears_its_name_and_nothing_else(hall, receiver, party, browser, on_both):
    known = verified(hall, read(party, browser)["id_token"]).claims
    turn(hall)
    assert not receiver.posted
    rename(browser)
    turn(hall)
    (token,) = receiver.posted["/changed"]
    told = verified(hall, token)
    assert told.header["typ"] == "secevent+jwt"
    assert told.claims.keys() == {"iss", "aud", "iat", "jti", "sub_id", "events"}
    assert (told.claims["iss"], told.claims["aud"]) == (ISSUER, party.id)
    assert told.claims["sub_id"] == {"format": "iss_sub", "iss": ISSUER, "sub": known["sub"]}
    assert told.claims["events"] == {EVENT: {"purpose": "sign-in", "fields": ["full_name"]}}
    assert "PUTRI" not in str(told.claims)
    turn(hall)
    assert len(receiver.posted["/changed"]) == 1
    hall.check_ledger()


def test_who_received_nothing_or_another_field_hears_nothing(hall, receiver, party, browser):
    visit(browser, party)
    rename(browser)
    turn(hall)
    assert not receiver.posted, "it was allowed to read, and never did"
    party.userinfo(visit(browser, party)["access_token"])
    browser.get("/profile/identity")
    browser.submit("nik", {"birth_place": "MALANG"}, ("save", "1"))
    turn(hall)
    assert not receiver.posted, "of a field that was empty nobody has an old value"
    browser.get("/profile/identity")
    browser.submit("nik", {"birth_place": "JEMBER"}, ("save", "1"))
    turn(hall)
    assert not receiver.posted, "and this one was not given"


def test_who_lost_the_consent_hears_nothing_even_if_it_was_lost_on_the_way(hall, receiver, party, browser):
    read(party, browser)
    rename(browser)
    with hall.app.app_context():
        hall.worker.deliver(hall.clock())
    browser.get("/consents")
    browser.get(browser.here.link("withdraw"))
    browser.confirm("withdraw")
    turn(hall)
    rename(browser, "SITI A.")
    turn(hall)
    assert not receiver.posted


@pytest.mark.parametrize(("statuses", "times"), [([503, 202], 2), ([400, 202], 1)])
def test_a_service_that_is_away_is_told_later_and_one_that_refuses_is_not(
    hall, receiver, party, browser, statuses, times, monkeypatch
):
    monkeypatch.setattr(outward, "REST_SECONDS", 0.0)
    receiver.answers["/changed"] = list(statuses)
    read(party, browser)
    rename(browser)
    turn(hall)
    hall.clock.advance(seconds=11)
    turn(hall)
    assert len(receiver.posted["/changed"]) == times


def test_the_page_of_a_field_shows_who_received_what_and_who_is_behind(hall, receiver, party, browser):
    read(party, browser)
    page = browser.get("/profile/identity/full_name/history")
    assert "Layanan uji" in page.text and "Masih memegang isi yang lama" not in page.text
    rename(browser)
    text = browser.get("/profile/identity/full_name/history").text
    assert "Masih memegang isi yang lama" in text and "SITI AMINAH PUTRI" in text
    read(party, browser)
    text = browser.get("/profile/identity/full_name/history").text
    assert "Masih memegang isi yang lama" not in text, "it has read the new one"
    assert browser.get("/profile/contact/full_name/history").status == 404
    assert "belum pernah diisi" in browser.get("/profile/identity/religion/history").text
    rename(browser, "")
    assert "dikosongkan" in browser.get("/profile/identity/full_name/history").text
