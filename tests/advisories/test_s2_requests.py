"""S2, second part: a rule about authorization requests holds at every entry."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from joserfc import jwt

from core.clock import to_epoch
from tests.advisories.conftest import KEYS
from tests.journeys.story import SITI, answer, open_account
from tests.oidc.test_assertions import EC
from tests.oidc.test_endpoints import CALLBACK, Party
from tests.town import ISSUER


def told_by(told):
    if told.status_code in {302, 303}:
        query = parse_qs(urlsplit(told.headers["Location"]).query)
        return query.get("error", [told.headers["Location"]])[0]
    return told.json.get("error") if told.is_json else told.status_code


def by_get(party, asked):
    return party.http.get("/authorize", query_string=asked, base_url=ISSUER)


def by_post(party, asked):
    return party.http.post("/authorize", data=asked, base_url=ISSUER)


def pushed(party, asked):
    return party.http.post("/par", data=asked, auth=(party.id, party.secret), base_url=ISSUER)


def signed(party, asked):
    inside = asked | {"iss": party.id, "aud": ISSUER, "exp": to_epoch(party.town.clock()) + 60}
    return {"client_id": party.id, "redirect_uri": CALLBACK, "response_type": "code", "scope": "openid",
            "request": jwt.encode({"alg": "ES256", "kid": EC.kid}, inside, EC)}  # fmt: skip


ENTRIES = {
    "get": by_get,
    "post": by_post,
    "pushed": pushed,
    "signed": lambda party, asked: by_get(party, signed(party, asked)),
    "signed-and-posted": lambda party, asked: by_post(party, signed(party, asked)),
    "signed-and-pushed": lambda party, asked: pushed(party, signed(party, asked)),
}
RULES = {
    "no-challenge": ({"code_challenge": "", "code_challenge_method": ""}, "invalid_request"),
    "plain-challenge": ({"code_challenge_method": "plain"}, "invalid_request"),
    "challenge-without-method": ({"code_challenge_method": ""}, "invalid_request"),
    "short-challenge": ({"code_challenge": "short"}, "invalid_request"),
    "response-type-of-others": ({"response_type": "code id_token"}, "unsupported_response_type"),
    "response-type-token": ({"response_type": "token"}, "unsupported_response_type"),
    "response-type-none": ({"response_type": "none"}, "unsupported_response_type"),
    "unknown-mode": ({"response_mode": "telepathy"}, "invalid_request"),
    "no-openid": ({"scope": "profile"}, "invalid_scope"),
    "prompt-none-and-login": ({"prompt": "none login"}, "invalid_request"),
    "unknown-prompt": ({"prompt": "wink"}, "invalid_request"),
    "negative-age": ({"max_age": "-1"}, "invalid_request"),
    "claims-a-list": ({"claims": "[1]"}, "invalid_request"),
}


@pytest.fixture(scope="module")
def party(suite):
    return Party(suite, jwks=KEYS)


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("rule", RULES)
def test_a_rule_of_requests_holds_at_every_entry(party, rule, entry):
    changes, error = RULES[rule]
    asked = {name: value for name, value in (party.query() | changes).items() if value}
    assert told_by(ENTRIES[entry](party, asked)) == error


@pytest.mark.parametrize("entry", ENTRIES)
def test_control_every_entry_takes_a_good_request(party, entry):
    told = ENTRIES[entry](party, party.query())
    assert (
        told.status_code == 201 or "/sign-in" in told.headers["Location"] or "/authorize/" in told.headers["Location"]
    )


BOUND = {
    "require_pushed_authorization_requests": {"pushed", "signed-and-pushed"},
    "require_signed_request_object": {"signed", "signed-and-posted", "signed-and-pushed"},
}


@pytest.mark.parametrize("member", BOUND)
@pytest.mark.parametrize("entry", ENTRIES)
def test_a_client_that_bound_itself_has_no_other_entry(suite, member, entry):
    party = Party(suite, jwks=KEYS, **{member: True})
    told = ENTRIES[entry](party, party.query())
    is_taken = told_by(told) not in {"invalid_request", "invalid_request_object"}
    assert is_taken is (entry in BOUND[member])


SILENT = {
    "unknown-purpose": ({"scope": "openid purpose:nobody-has-it"}, "invalid_scope"),
    "nobody-signed-in": ({"prompt": "none"}, "login_required"),
    "acr-that-nobody-reaches": ({"claims": '{"id_token":{"acr":{"essential":true,"values":["urn:x:gold"]}}}'}, "unmet_authentication_requirements"),
}  # fmt: skip
OPENED = ("get", "post", "pushed", "signed", "signed-and-pushed")


@pytest.mark.parametrize("rule", SILENT)
@pytest.mark.parametrize("entry", OPENED)
def test_what_is_judged_when_it_is_opened_is_judged_however_it_came(party, rule, entry):
    changes, error = SILENT[rule]
    told = ENTRIES[entry](party, party.query(**changes))
    if told.status_code == 201:
        told = by_get(party, {"client_id": party.id, "request_uri": told.json["request_uri"]})
    if "/authorize/" in told.headers.get("Location", ""):
        told = party.http.get(told.headers["Location"], base_url=ISSUER)
    assert told_by(told) == error


@pytest.fixture(scope="module")
def visitor(suite, party):
    browser = open_account(suite, "tamu@contoh.id", identity=SITI)
    browser.get(party.url())
    answer(browser, fields=["full_name"])
    return browser, party


@pytest.mark.parametrize(
    "asked", [{"max_age": "0"}, {"prompt": "login"}, {"prompt": "select_account"}, {"max_age": "60"}]
)
@pytest.mark.parametrize("entry", OPENED)
def test_who_must_sign_in_again_must_however_the_request_came(suite, party, visitor, asked, entry):
    browser, _ = visitor
    suite.clock.advance(seconds=61)
    told = ENTRIES[entry](party, party.query(**asked))
    url = told.headers.get("Location")
    if told.status_code == 201:
        url = "/authorize?" + urlencode({"client_id": party.id, "request_uri": told.json["request_uri"]})
    elif url is None or "/authorize/" not in url:
        url = party.url(**asked) if entry == "get" else "/authorize?" + urlencode(signed(party, party.query(**asked)))
    browser.get(url)
    assert browser.left_to is None and "/sign-in" in browser.here.url, browser.left_to
