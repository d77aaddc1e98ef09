"""The standard claims at UserInfo: all of them for who has them, none that is empty for anybody (OpenID Connect Core 1.0, 5.1, 5.4)."""

import json

import pytest

from demo.people import PASSWORD, SITI
from demo.seed import fill_in
from tests.journeys.story import answer, open_account
from tests.oidc.test_endpoints import Party

EVERY_SCOPE = "openid profile email address phone"
STRINGS = [
    "name",
    "family_name",
    "given_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "email",
    "phone_number",
]


@pytest.fixture
def party(town):
    return Party(town, scope=EVERY_SCOPE)


def released(browser, party, **changes):
    """The claims of a person who gives all that is asked."""
    browser.get(party.url(**changes))
    browser.submit("decision", {}, ("decision", "tick_all"))
    return party.userinfo(party.tokens(answer(browser))["access_token"]).json


def siti(town):
    with town.app.app_context():
        fill_in(town.keys, town.app.extensions["sekali.settings"], town.clock())
    browser = town.browser()
    browser.get("/sign-in")
    browser.submit("password", {"identifier": SITI.identifier, "password": PASSWORD})
    return browser


def test_a_full_person_yields_every_standard_claim(town, party) -> None:
    filled_at = int(town.clock().timestamp())
    browser = siti(town)
    town.clock.advance(minutes=5)
    claims = released(browser, party, scope=EVERY_SCOPE)
    assert all(isinstance(claims[name], str) and claims[name] for name in STRINGS), sorted(set(STRINGS) - claims.keys())
    assert (claims["preferred_username"], claims["zoneinfo"], claims["locale"]) == ("bu.siti", "Asia/Jakarta", "id")
    assert (claims["birthdate"], claims["gender"]) == ("1995-08-17", "female")
    assert claims["phone_number"] == "+6281200000001"
    assert (claims["email_verified"], claims["phone_number_verified"]) == (False, False)
    assert isinstance(claims["address"], dict) and claims["address"]["country"] == "ID"
    assert claims["updated_at"] == filled_at and not isinstance(claims["updated_at"], bool)


def test_who_has_little_lacks_the_rest_and_nothing_is_told_empty(town, party) -> None:
    browser = open_account(town, identity={"nik": "", "full_name": "BEJO", "birth_date": ""})
    claims = released(browser, party, scope=EVERY_SCOPE)
    assert claims.keys() == {"sub", "name", "locale", "updated_at"}
    assert (claims["name"], claims["locale"]) == ("BEJO", "id"), "the language of the account"


def test_an_age_is_told_only_when_asked_and_of_what_is_told(town, party) -> None:
    browser = siti(town)
    claims = released(browser, party, scope="openid", claims=json.dumps({"userinfo": {"name": None, "email": None}}))
    assert claims.keys() == {"sub", "name", "email", "email_verified"}
    claims = released(browser, party, scope="openid email", prompt="consent")
    assert claims.keys() == {"sub", "email", "email_verified"}
    wish = {"userinfo": {"name": None, "updated_at": {"essential": True}}}
    claims = released(browser, party, scope="openid", claims=json.dumps(wish), prompt="consent")
    assert claims.keys() == {"sub", "name", "updated_at"}


WISHES = [
    {"userinfo": {"name": {"essential": True}}},
    {"userinfo": {"name": {"essential": True}, "birthdate": {"essential": True}}},
    {"userinfo": {"name": {"value": "SOMEBODY ELSE"}, "email": {"values": ["other@contoh.id"]}}},
    {"userinfo": {"name": {"value": 7}, "email": {"values": "no list"}}},
    {"userinfo": {"name": {"essential": "yes", "purpose": "not of this specification"}}},
    {"userinfo": {"name#id": None, "name#ja-Kana-JP": {"essential": True}, "#id": None, "": None}},
    {"userinfo": {"name": None}, "id_token": None, "verified_claims": {}},
    {"id_token": {"name": None, "auth_time": {"essential": True}, "acr": {"values": ["urn:other"]}}},
]


@pytest.mark.parametrize("wish", WISHES, ids=json.dumps)
def test_a_claim_is_a_wish_and_never_fails_for_what_is_not_there(town, party, wish) -> None:
    browser = open_account(town, identity={"nik": "", "full_name": "BEJO", "birth_date": ""})
    told = released(browser, party, scope="openid", claims=json.dumps(wish), claims_locales="ja-Kana-JP se x_y")
    assert told.keys() == {"sub", "name"}
    assert told["name"] == "BEJO", "a value that is named selects nothing (section 5.5.1 leaves the use of it open)"
