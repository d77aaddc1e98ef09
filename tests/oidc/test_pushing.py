"""Pushed requests: kept at the back door, opened by their client alone, and spent by one answer, not by looking."""

import json
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from oidc.claims_request import parse
from oidc.tables import PushedRow
from tests.journeys.story import SITI, answer, open_account
from tests.oidc.test_endpoints import Party, told_by_redirect
from tests.town import ISSUER


def push(party, **changes):
    form = party.query(client_id=None, **changes)
    return party.http.post("/par", data=form, auth=(party.id, party.secret), base_url=ISSUER)


def by_handle(party, told, **more):
    return "/authorize?" + urlencode({"client_id": party.id, "request_uri": told.json["request_uri"]} | more)


@pytest.fixture
def party(town):
    return Party(town)


def test_a_handle_opens_its_request_until_it_is_answered(on_both, town, party):
    told = push(party, scope="openid profile")
    assert told.status_code == 201 and told.json["expires_in"] == 60
    assert told.headers["Cache-Control"] == "no-store"
    browser = open_account(town, identity=SITI)
    for _ in range(2):
        page = browser.get(by_handle(party, told, state="foreign", scope="openid", redirect_uri="https://evil.example"))
        assert page.status == 200, "looking spends nothing"
    tokens = party.tokens(answer(browser, fields=["full_name"]))
    assert told_by_redirect(browser)["state"] == "s-1", "what stands beside the handle is not read"
    assert party.userinfo(tokens["access_token"]).json["name"] == "SITI AMINAH"
    page = browser.get(by_handle(party, told))
    assert page.status == 400 and "dititipkan" in page.text
    town.check_ledger()


def test_of_two_interactions_of_one_handle_one_is_answered(town, party):
    told = push(party)
    first, second = open_account(town, identity=SITI), open_account(town, "lain@contoh.id")
    first.get(by_handle(party, told))
    second.get(by_handle(party, told))
    assert "code" in told_after(answer(first, fields=["full_name"]))
    assert answer_page(second).status == 400


def told_after(target):
    return dict(part.split("=") for part in target.partition("?")[2].split("&"))


def answer_page(browser):
    page = browser.here
    form = page.form("decision")
    return browser.post(page.target(form), [*form.data(), ("decision", "allow")])


def test_a_refusal_spends_the_handle_too(town, party):
    told = push(party, prompt="none")
    browser = open_account(town)
    browser.get(by_handle(party, told))
    assert told_by_redirect(browser)["error"] == "consent_required"
    assert browser.get(by_handle(party, told)).status == 400


def test_a_handle_is_its_clients_and_lives_a_minute(town, party):
    told, other = push(party), Party(town)
    browser = open_account(town)
    assert browser.get(by_handle(other, told)).status == 400
    assert browser.get("/authorize?" + urlencode({"request_uri": told.json["request_uri"]})).status == 400
    assert browser.get(by_handle(party, told) + "x").status == 400
    town.clock.advance(seconds=60)
    assert browser.get(by_handle(party, told)).status == 400


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"redirect_uri": "https://evil.example/"}, "invalid_request"),
        ({"redirect_uri": None}, "invalid_request"),
        ({"request_uri": "urn:ietf:params:oauth:request_uri:x"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"nonce": "x" * 3000}, "invalid_request"),
    ],
)
def test_what_the_front_door_refuses_is_refused_at_once(party, changed, error):
    form = party.query(**{"client_id": None} | changed)
    told = party.http.post("/par", data=form, auth=(party.id, party.secret), base_url=ISSUER)
    assert (told.status_code, told.json["error"]) == (400, error)


def test_a_stranger_pushes_nothing(party):
    told = party.http.post("/par", data=party.query(client_id=None), auth=(party.id, "wrong"), base_url=ISSUER)
    assert (told.status_code, told.json["error"]) == (401, "invalid_client")
    assert party.http.get("/par", base_url=ISSUER).status_code == 405


def test_no_secret_of_the_client_is_kept_with_its_request(town, party):
    form = party.query() | {"client_secret": party.secret, "foo": "bar"}
    assert party.http.post("/par", data=form, base_url=ISSUER).status_code == 201
    with town.reading() as session:
        kept = session.scalars(select(PushedRow.parameters)).one()
    assert kept.keys() == party.query().keys()


def test_a_client_can_bind_itself_to_pushing(town):
    party = Party(town, require_pushed_authorization_requests=True)
    assert party.told["require_pushed_authorization_requests"] is True
    browser = open_account(town, identity=SITI)
    browser.get(party.url())
    assert told_by_redirect(browser)["error"] == "invalid_request"
    assert browser.get(by_handle(party, push(party))).status == 200


@pytest.mark.parametrize("value", [{"value": SITI["nik"]}, {"values": [SITI["nik"]], "essential": True}])
def test_a_value_that_is_asked_for_lies_in_no_table(town, party, value):
    asked = {
        "userinfo": {"nik": value, "sub": {"value": "s"}},
        "id_token": {"acr": {"values": ["1"], "essential": True}},
    }
    assert push(party, claims=json.dumps(asked)).status_code == 201
    with town.reading() as session:
        kept = session.scalars(select(PushedRow.parameters)).one()["claims"]
    assert SITI["nik"] not in kept
    assert parse(kept) == parse(json.dumps(asked))
