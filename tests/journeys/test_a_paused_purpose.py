"""A purpose is paused while citizens and services are under way: both are told at every door, and nothing is lost by it."""

import pytest
from sqlalchemy import update

from consent.store import PurposeRow
from tests.consent.worlds import purpose
from tests.journeys.story import SITI, answer, open_account
from tests.oidc.offices import FIELDS, Office
from tests.oidc.test_endpoints import Party, told_by_redirect
from tests.town import ISSUER

SCOPE = "openid purpose:library-card"
PAUSED = {"error": "access_denied", "error_description": "purpose_paused"}


@pytest.fixture
def party(town):
    return Party(town, scope="openid profile offline_access")


@pytest.fixture
def pause(town):
    def pause(state="paused"):
        with town.keeping() as session:
            session.execute(update(PurposeRow).values(state=state))

    return pause


def test_service_and_citizen_are_told_everywhere_until_the_pause_ends(on_both, town, party, pause):
    browser = open_account(town, identity=SITI)
    browser.get(party.url(scope="openid profile offline_access"))
    tokens = party.tokens(answer(browser, fields=["full_name"]))
    pause()
    told = party.userinfo(tokens["access_token"])
    assert told.status_code == 401 and "purpose_paused" in told.headers["WWW-Authenticate"]
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    refused = party.token(**form)
    assert (refused.status_code, refused.json["error"], refused.json["error_description"]) == (
        400,
        "invalid_grant",
        "purpose_paused",
    )
    assert party.http.post(
        "/introspect", data={"token": tokens["access_token"]}, auth=(party.id, party.secret), base_url=ISSUER
    ).json == {"active": False}
    browser.get(party.url())
    assert told_by_redirect(browser).items() >= PAUSED.items()
    assert "Tujuan ini sedang dihentikan" in browser.get("/consents").text
    pause("active")
    again = party.token(**form)
    assert again.status_code == 200, "what was refused for a while is not used up"
    assert party.userinfo(again.json["access_token"]).json["name"] == "SITI AMINAH"


def test_a_citizen_before_the_question_is_led_back_to_the_service(town, party, pause):
    browser = open_account(town, identity=SITI)
    page = browser.get(party.url())
    pause()
    page = browser.get(page.url)
    assert page.status == 410 and "Tidak ada data yang diberikan." in page.text
    browser.get(page.link("/authorize/"))
    assert told_by_redirect(browser).items() >= PAUSED.items()


def test_a_new_version_holds_everything_up_until_the_citizen_agreed_to_it(on_both, town):
    office = Office(town)
    browser = open_account(town, identity=SITI)
    browser.get(office.url(scope=SCOPE + " offline_access"))
    tokens = office.tokens(answer(browser, fields=["full_name"]))
    office.add(purpose(fields=FIELDS[:1], text_id="Tujuan yang baru"))
    refused = office.refresh(tokens["refresh_token"])
    assert (refused.json["error"], refused.json["error_description"]) == ("invalid_grant", "purpose_changed")
    assert "Tujuan yang baru" in browser.get(office.url(scope=SCOPE)).text
    answer(browser, fields=["full_name"])
    again = office.refresh(tokens["refresh_token"]).json
    assert office.read(again["access_token"]).json["fields"].keys() == {"full_name"}
