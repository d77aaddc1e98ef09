"""What mod_auth_openidc does with a sign-in that it has: renew its tokens, end it, and be told of its end."""

import json
from urllib.parse import quote

import pytest

from tests.interop.apache import complaints, said
from tests.interop.visits import entered, registered
from tests.journeys.story import SITI, open_account

INFO = "OIDCInfoHook access_token refresh_token session"


def is_inside(browser, apache) -> bool:
    """Tell whether the service still knows the browser, without going anywhere else."""
    answer = browser.session.get(apache.inside, allow_redirects=False, timeout=60)
    assert answer.status_code in {200, 302}, answer.status_code
    return answer.status_code == 200


def test_tokens_are_renewed_again_and_again(provider, apache) -> None:
    client = registered(provider.issuer, apache)
    more = ['OIDCScope "openid profile offline_access"', INFO]
    with apache.running(provider.issuer, client, more) as folder:
        browser = open_account(provider, identity=SITI)
        entered(browser, apache)
        seen = set()
        for _ in range(3):
            known = json.loads(browser.get(apache.redirect_uri + "?info=json").html)
            seen |= {known["access_token"], known["refresh_token"]}
            query = f"?refresh={quote(apache.inside, safe='')}&access_token={quote(known['access_token'], safe='')}"
            assert browser.get(apache.redirect_uri + query).url == apache.inside, said(folder)
        assert len(seen) == 6, "each renewal brings a new pair"
        assert not complaints(folder)


def test_signing_out_at_the_service_signs_out_here(provider, apache) -> None:
    client = registered(provider.issuer, apache)
    with apache.running(provider.issuer, client) as folder:
        browser = open_account(provider, identity=SITI)
        entered(browser, apache)
        browser.get(apache.redirect_uri + "?logout=" + quote(apache.address + "/", safe=""))
        assert any(url.startswith(provider.issuer + "/end-session") for url in browser.passed)
        assert browser.here.url == apache.address + "/", (browser.passed, browser.here.text)
        assert not is_inside(browser, apache)
        browser.get(apache.inside)
        assert browser.here.url.startswith(provider.issuer + "/sign-in"), "and the provider asks who they are"
        assert not complaints(folder)


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_signing_out_here_signs_out_at_the_service(provider, apache, algorithm) -> None:
    client = registered(
        provider.issuer,
        apache,
        backchannel_logout_uri=apache.redirect_uri + "?logout=backchannel",
        id_token_signed_response_alg=algorithm,
    )
    with apache.running(provider.issuer, client) as folder:
        browser = open_account(provider, identity=SITI)
        entered(browser, apache)
        assert is_inside(browser, apache)
        browser.get(provider.issuer + "/sign-out")
        browser.press("/sign-out")
        assert is_inside(browser, apache), "the service has not been told yet"
        provider.deliver()
        assert not is_inside(browser, apache), said(folder)
        assert not complaints(folder)


def test_a_refusal_reaches_the_service(provider, apache) -> None:
    client = registered(provider.issuer, apache)
    with apache.running(provider.issuer, client):
        browser = open_account(provider, identity=SITI)
        browser.get(apache.inside)
        browser.consent([], "deny")
        browser.press(apache.redirect_uri)
        assert browser.here.url == apache.redirect_uri
        assert "access_denied" in browser.here.text
        assert "citizen_refused" in browser.here.text
        assert not is_inside(browser, apache)
