"""RP-initiated logout, module by module as the OpenID Foundation tests it (`oidcc-rp-initiated-logout-*`)."""

import base64
import json
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.journeys.story import SITI, open_account
from tests.oidc.test_endpoints import CALLBACK, Party, press, signed_in
from tests.town import ISSUER

OUT = CALLBACK + "/out"
SIGNED_OUT = "Anda sudah keluar"
QUESTION = "Keluar dari Sekali?"


@pytest.fixture
def party(town):
    return Party(town)


@pytest.fixture
def visit(town, party):
    """A browser that is signed in at the service, and its ID Token."""
    browser, tokens = signed_in(town, party)
    return browser, tokens["id_token"]


def out(browser, **query):
    return browser.get("/end-session?" + urlencode(query))


def is_over(browser, party) -> bool:
    """Ask as the modules do: a silent request must say that nobody is signed in."""
    browser.get(party.url(prompt="none"))
    told = parse_qs(urlsplit(browser.left_to).query)
    return told.get("error") == ["login_required"]


def foreign(token: str) -> str:
    """The same claims, signed by somebody else."""
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    return jwt.encode({"alg": "RS256"}, claims, RSAKey.generate_key(2048))


def unsigned(token: str) -> str:
    head = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
    return f"{head}.{token.split('.')[1]}."


def test_discovery_endpoint_verification(town):
    told = town.app.test_client().get("/.well-known/openid-configuration", base_url=ISSUER).json
    assert told["end_session_endpoint"] == ISSUER + "/end-session"


def test_logout(visit, party):
    browser, hint = visit
    assert not is_over(browser, party)
    out(browser, id_token_hint=hint, post_logout_redirect_uri=OUT, state="s 1")
    assert browser.left_to == OUT + "?state=s+1"
    assert is_over(browser, party)


def test_no_state(visit, party):
    browser, hint = visit
    out(browser, id_token_hint=hint, post_logout_redirect_uri=OUT)
    assert browser.left_to == OUT
    assert is_over(browser, party)


def test_no_post_logout_redirect_uri(visit, party):
    browser, hint = visit
    page = out(browser, id_token_hint=hint, state="s")
    assert (page.status, browser.left_to) == (200, None)
    assert SIGNED_OUT in page.text
    assert is_over(browser, party)


@pytest.mark.parametrize(
    "query",
    [{}, {"state": "s"}, {"post_logout_redirect_uri": OUT, "state": "s"}],
    ids=["no-params", "only-state", "no-id-token-hint"],
)
def test_without_a_hint_the_citizen_is_asked_and_stays(visit, party, query):
    browser, _ = visit
    page = out(browser, **query)
    assert (page.status, browser.left_to) == (200, None)
    assert QUESTION in page.text
    assert not is_over(browser, party)
    out(browser, **query)
    page = press(browser, "/end-session/confirm")
    assert (page.status, browser.left_to) == (200, None)
    assert SIGNED_OUT in page.text
    assert is_over(browser, party)


@pytest.mark.parametrize("bend", [foreign, unsigned], ids=["bad-id-token-hint", "modified-id-token-hint"])
def test_a_hint_that_is_not_ours_is_none(visit, party, bend):
    browser, hint = visit
    page = out(browser, id_token_hint=bend(hint), post_logout_redirect_uri=OUT, state="s")
    assert browser.left_to is None
    assert QUESTION in page.text
    page = press(browser, "/end-session/confirm")
    assert browser.left_to is None
    assert SIGNED_OUT in page.text
    assert is_over(browser, party)


@pytest.mark.parametrize(
    "uri",
    [OUT + "?foo=bar", CALLBACK + "/other", OUT + "/", "https://evil.test/"],
    ids=["query-added-to-post-logout-redirect-uri", "bad-post-logout-redirect-uri", "slash", "elsewhere"],
)
def test_an_address_that_is_not_registered_is_an_error_page(visit, party, uri):
    browser, hint = visit
    page = out(browser, id_token_hint=hint, post_logout_redirect_uri=uri, state="s")
    assert (page.status, browser.left_to) == (400, None)
    assert "alamat yang tidak terdaftar" in page.text


def test_an_expired_hint_is_as_good(visit, party, town):
    browser, hint = visit
    town.clock.advance(minutes=20)
    out(browser, id_token_hint=hint, post_logout_redirect_uri=OUT)
    assert browser.left_to == OUT
    assert is_over(browser, party)


def test_another_persons_hint_signs_nobody_out_unasked(town, party, visit):
    _, hint = visit
    other = open_account(town, "lain@contoh.id", identity=SITI | {"nik": "3574015708959002"})
    page = out(other, id_token_hint=hint, post_logout_redirect_uri=OUT)
    assert other.left_to is None
    assert QUESTION in page.text


def test_a_hint_of_another_client_than_the_named_one_is_none(town, party, visit):
    browser, hint = visit
    page = out(browser, id_token_hint=hint, client_id=Party(town).id, post_logout_redirect_uri=OUT)
    assert browser.left_to is None
    assert QUESTION in page.text


def test_who_is_signed_out_already_returns_all_the_same(town, party, visit):
    _, hint = visit
    stranger = town.browser()
    out(stranger, id_token_hint=hint, post_logout_redirect_uri=OUT, state="s")
    assert stranger.left_to == OUT + "?state=s"


def test_signed_out_is_one_sentence_in_both_languages(town, party, visit):
    browser, hint = visit
    page = browser.get("/end-session?" + urlencode({"id_token_hint": hint}), Accept_Language="en")
    assert "signed out" in page.text.lower()
