"""Step-up through the whole application: data too personal for an old sign-in, the challenge, the new sign-in, the data (RFC 9470)."""

from datetime import timedelta

import pytest
from werkzeug.datastructures import WWWAuthenticate

from accounts.sign_ins import PASSWORD_ACR
from core.clock import to_epoch
from oidc.step_up import is_fresh
from tests.consent.worlds import purpose, wanted
from tests.journeys.story import answer, open_account
from tests.oidc.offices import SITI, Office
from tests.oidc.proving import Holder
from tests.oidc.worlds import NOW, authorization
from tests.town import ISSUER, PASSWORD

CHILD = SITI | {"nik": "3574014503219001", "full_name": "AISYAH PUTRI", "birth_date": "05-03-2021"}
PLAIN = (wanted("full_name"), wanted("gender", False))


@pytest.mark.parametrize(
    ("changes", "fresh"),
    [
        ({"auth_time": NOW - timedelta(seconds=300)}, True),
        ({"auth_time": NOW - timedelta(seconds=301)}, False),
        ({"auth_time": NOW - timedelta(seconds=301), "asked_at": NOW - timedelta(seconds=1)}, True),
        ({"auth_time": NOW + timedelta(seconds=5)}, True),  # signed in on the way
        ({"auth_time": NOW, "acr": "urn:weaker"}, False),
    ],
)
def test_a_sign_in_is_judged_by_the_request_it_served(changes, fresh) -> None:
    assert is_fresh(authorization(**changes), timedelta(seconds=300)) is fresh


def challenge_of(told):
    assert (told.status_code, told.json["error"]) == (401, "insufficient_user_authentication")
    return WWWAuthenticate.from_header(told.headers["WWW-Authenticate"])


@pytest.fixture
def office(town):
    return Office(town, purpose(fields=PLAIN))


def later(town, office, browser, minutes=6, **more):
    """Come back by a sign-in that is some minutes old."""
    town.clock.advance(minutes=minutes)
    browser.get(office.url(scope="openid purpose:library-card", **more))
    return office.tokens(browser.left_to or answer(browser, fields=["full_name"]))["access_token"]


def test_the_client_of_a_child_steps_up_and_reads(on_both, town, office):
    browser = open_account(town, identity=CHILD)
    token = later(town, office, browser)
    for told in (office.userinfo(token), office.read(token)):
        challenge = challenge_of(told)
        assert challenge.type == "bearer" and challenge["error"] == "insufficient_user_authentication"
        assert (challenge["acr_values"], challenge["max_age"]) == (PASSWORD_ACR, "300")
        assert "AISYAH" not in told.text
    assert office.introspected(token)["auth_time"] == to_epoch(town.clock()) - 360
    page = browser.get(
        office.url(
            scope="openid purpose:library-card", acr_values=challenge["acr_values"], max_age=challenge["max_age"]
        )
    )
    assert "/sign-in" in page.url
    browser.submit("password", {"identifier": "warga@contoh.id", "password": PASSWORD})
    fresh = office.tokens(browser.left_to)["access_token"]
    assert office.userinfo(fresh).json["name"] == "AISYAH PUTRI"
    assert office.read(fresh).json["fields"]["full_name"]["value"] == "AISYAH PUTRI"
    facts = office.introspected(fresh)
    assert (facts["acr"], facts["auth_time"]) == (PASSWORD_ACR, to_epoch(town.clock()))
    town.check_ledger()


def test_a_grown_up_is_not_bothered(town, office):
    browser = open_account(town, identity=SITI)
    assert office.userinfo(later(town, office, browser)).json["name"] == "SITI AMINAH"


def test_a_child_who_just_signed_in_is_not_either(town, office):
    browser = open_account(town, identity=CHILD)
    token = later(town, office, browser, minutes=4)
    town.clock.advance(minutes=9)
    assert office.userinfo(token).json["name"] == "AISYAH PUTRI", "reading later is what was agreed to"


def test_access_that_outlives_the_sign_in_keeps_how_fresh_it_was(town, office):
    browser = open_account(town, identity=CHILD)
    browser.get(office.url(scope="openid offline_access purpose:library-card"))
    refresh = office.tokens(answer(browser, fields=["full_name"]))["refresh_token"]
    town.clock.advance(days=3)
    renewed = office.refresh(refresh).json["access_token"]
    assert office.read(renewed).json["fields"]["full_name"]["value"] == "AISYAH PUTRI"


def test_one_reading_is_still_there_after_stepping_up(town):
    office = Office(town, purpose(fields=PLAIN, once=True, lasts_days=None))
    browser = open_account(town, identity=CHILD)
    token = later(town, office, browser)
    assert challenge_of(office.read(token))
    assert office.introspected(token)["active"], "nothing was given, so nothing is spent"
    town.check_ledger()


def test_specific_data_ask_for_the_fresh_sign_in_at_once(town):
    office = Office(town, purpose(fields=(wanted("full_name"), wanted("children_count", False))))
    browser = open_account(town, identity=SITI)
    town.clock.advance(minutes=6)
    assert "/sign-in" in browser.get(office.url(scope="openid purpose:library-card")).url
    office.ask(browser, fields=["full_name"])
    assert "/consent/" in browser.here.url, "what is asked decides, not what could be"


def test_the_challenge_of_a_bound_token_is_one_of_its_scheme(town):
    office = Office(town, purpose(fields=PLAIN))
    browser, holder = open_account(town, identity=CHILD), Holder(town.clock)
    town.clock.advance(minutes=6)
    browser.get(office.url(scope="openid purpose:library-card"))
    target = answer(browser, fields=["full_name"])
    token = bound_token(office, holder, target)
    head = {"Authorization": f"DPoP {token}", "DPoP": holder.proof("GET", f"{ISSUER}/userinfo", token)}
    challenge = challenge_of(office.http.get("/userinfo", headers=head, base_url=ISSUER))
    assert (challenge.type, challenge["max_age"]) == ("dpop", "300")


def bound_token(office, holder, target):
    code = dict(part.split("=") for part in target.partition("?")[2].split("&"))["code"]
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": "http://127.0.0.1:9999/cb",
        "code_verifier": "v" * 64,
    }
    head = {"DPoP": holder.proof("POST", f"{ISSUER}/token")}
    return office.http.post("/token", data=form, auth=(office.id, office.secret), headers=head, base_url=ISSUER).json[
        "access_token"
    ]
