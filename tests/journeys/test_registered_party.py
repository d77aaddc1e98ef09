"""A relying party that registered itself: the whole code flow with clients by two other authors, on both databases."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.journeys.parties import CALLBACK, AuthlibParty, NodeParty, PartyError
from tests.journeys.story import SITI, answer, open_account, sign_in

SCOPE = "openid profile birth offline_access"


@pytest.fixture(params=[AuthlibParty, NodeParty], ids=["authlib", "openid-client"])
def party(request, live):
    built = request.param.registered(live.issuer)
    yield built
    built.close()


def test_first_visit_second_visit_refresh_withdrawal(live, on_both, party) -> None:
    browser = open_account(live, identity=SITI)
    browser.get(party.begin(SCOPE))
    assert "belum diverifikasi" in browser.here.text.lower()
    assert "SITI AMINAH" in browser.here.text, "the citizen sees the real value"
    tokens = party.finish(answer(browser, fields=["full_name"]))
    subject = party.id_token["sub"]
    assert "name" not in party.id_token, "no attribute in an ID Token"
    told = requests.get(
        live.issuer + "/userinfo", headers={"Authorization": f"Bearer {tokens['access_token']}"}, timeout=10
    )
    assert told.json() == {"sub": subject, "name": "SITI AMINAH", "updated_at": told.json()["updated_at"]}

    browser.get(party.begin(SCOPE))
    assert browser.left_to and browser.left_to.startswith(CALLBACK), "a returning citizen sees no page"
    again = party.finish(browser.left_to)
    assert party.id_token["sub"] == subject

    browser.get("/consents")
    assert "Layanan uji" in browser.here.text
    browser.get(browser.here.link("withdraw"))
    browser.confirm("withdraw")
    told = requests.get(
        live.issuer + "/userinfo", headers={"Authorization": f"Bearer {again['access_token']}"}, timeout=10
    )
    assert told.status_code == 401
    assert 'error="invalid_token"' in told.headers["WWW-Authenticate"]
    assert "consent_withdrawn" in told.headers["WWW-Authenticate"]

    bodies = live.check_ledger()
    kinds = [body["type"] for body in bodies]
    assert kinds.count("release") == 1
    assert kinds.index("consent.given") < kinds.index("release") < kinds.index("consent.withdrawn")
    assert not any("SITI" in json.dumps(body) for body in bodies)


def test_two_services_see_two_subjects(live) -> None:
    browser = open_account(live)
    subjects = set()
    for name in ("satu", "dua"):
        one = AuthlibParty.registered(live.issuer, client_name=name, redirect_uris=[CALLBACK])
        browser.get(one.begin("openid"))
        one.finish(answer(browser))
        subjects.add(one.id_token["sub"])
        one.close()
    assert len(subjects) == 2


def test_declining_is_an_answer_too(live, party) -> None:
    browser = open_account(live)
    browser.get(party.begin("openid profile"))
    target = answer(browser, "deny")
    told = parse_qs(urlsplit(target).query)
    assert told["error"] == ["access_denied"]
    assert told["error_description"] == ["citizen_refused"]
    assert told["iss"] == [live.issuer]
    with pytest.raises((PartyError, Exception)):
        party.finish(target)
    assert "consent.refused" in [body["type"] for body in live.check_ledger()]


def test_prompt_none_never_shows_a_page(live) -> None:
    party = AuthlibParty.registered(live.issuer)
    stranger = live.browser()
    stranger.get(party.begin("openid", prompt="none"))
    assert "error=login_required" in stranger.left_to
    browser = open_account(live)
    browser.get(party.begin("openid profile", prompt="none"))
    assert "error=consent_required" in browser.left_to or "error=interaction_required" in browser.left_to
    party.close()


def test_max_age_and_prompt_login_ask_again(live) -> None:
    party = AuthlibParty.registered(live.issuer)
    browser = open_account(live)
    browser.get(party.begin("openid"))
    party.finish(answer(browser))
    first = party.id_token["auth_time"]
    live.clock.advance(seconds=120)
    browser.get(party.begin("openid", max_age=60))
    assert browser.left_to is None
    browser.submit("password", {"identifier": "warga@contoh.id", "password": "satu-kali-isi-data"})
    party.finish(browser.left_to)
    assert party.id_token["auth_time"] == first + 120
    live.clock.advance(seconds=5)
    browser.get(party.begin("openid", prompt="login"))
    assert browser.left_to is None, "prompt=login asks even a moment later"
    party.close()


def test_an_interaction_belongs_to_the_browser_that_began_it(live) -> None:
    party = AuthlibParty.registered(live.issuer)
    mine = live.browser()
    mine.get(party.begin("openid"))
    sign_in_address = mine.here.url
    interaction = parse_qs(urlsplit(sign_in_address).query)["return_to"][0]
    other = open_account(live)
    for path in (f"/authorize/{interaction}", f"/consent/{interaction}"):
        page = other.get(path)
        assert page.status in {400, 403, 404}, (path, page.status)
        assert other.left_to is None
    party.close()


def test_sign_in_on_the_way_and_refusals_keep_the_request(live) -> None:
    open_account(live)
    party = AuthlibParty.registered(live.issuer)
    browser = live.browser()
    browser.get(party.begin("openid"))
    page = browser.submit("password", {"identifier": "warga@contoh.id", "password": "not this one at all"})
    assert page.status == 422 and 'value="warga@contoh.id"' in page.html, "what was typed is kept"
    browser.submit("password", {"identifier": "warga@contoh.id", "password": "satu-kali-isi-data"})
    assert party.finish(answer(browser))["access_token"]
    party.close()
    assert sign_in(live, "warga@contoh.id").get("/profile").status == 200
