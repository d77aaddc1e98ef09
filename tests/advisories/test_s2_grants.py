"""S2, third part: a rule about token requests holds for every grant."""

from urllib.parse import parse_qs, urlsplit

import pytest

from oidc.clients.profiles import CLIENT_CREDENTIALS, DEVICE
from tests.journeys.story import SITI, answer, open_account
from tests.oidc.proving import Holder
from tests.oidc.terminals import Terminal, press, write
from tests.oidc.test_endpoints import CALLBACK, VERIFIER
from tests.town import ISSUER

ALL = ["authorization_code", "refresh_token", DEVICE, CLIENT_CREDENTIALS]


def with_all(suite, browser, **metadata):
    """A client of every grant with one of each in its hands: the form of each token request."""
    party = Terminal(suite, grant_types=ALL, redirect_uris=[CALLBACK], **metadata)
    party.holder = Holder(suite.clock)
    browser.get(party.url(scope="openid profile offline_access"))
    code = parse_qs(urlsplit(answer(browser, fields=["full_name"])).query)["code"][0]
    redemption = {"grant_type": "authorization_code", "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    tokens = party.http.post(
        "/token", data=party._named(redemption | {"code": code}), headers=proof(party), base_url=ISSUER
    ).json
    browser.get(party.url())
    code = parse_qs(urlsplit(browser.left_to).query)["code"][0]
    party.begin()
    write(browser, party.user_code)
    press(browser, "allow")
    return party, {
        "code": redemption | {"code": code},
        "refresh": {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]},
        "device": {"grant_type": DEVICE, "device_code": party.device_code},
        "machine": {"grant_type": CLIENT_CREDENTIALS},
    }


def proof(party):
    return {"DPoP": party.holder.proof("POST", ISSUER + "/token")} if party.told.get("dpop_bound_access_tokens") else {}


def refusal(told):
    return told.json.get("error")


def asks(party, form, auth=None, headers=None):
    return party.http.post("/token", data=form, auth=auth, headers=headers or {}, base_url=ISSUER)


@pytest.mark.parametrize("grant", ["code", "refresh", "device", "machine"])
def test_a_rule_of_token_requests_holds_for_every_grant(suite, grant):
    """Who asks is proved before anything is used up, and what is one client's is no other's."""
    browser = open_account(suite, f"{grant}@contoh.id", identity=SITI)
    party, forms = with_all(suite, browser, dpop_bound_access_tokens=True)
    other, form = Terminal(suite, grant_types=ALL, redirect_uris=[CALLBACK]), forms[grant]
    own, foreign = (party.id, party.secret), (other.id, other.secret)
    assert refusal(asks(party, form, headers=proof(party))) == "invalid_client", "nobody"
    assert refusal(asks(party, form | {"client_id": party.id}, headers=proof(party))) == "invalid_client", "a bare name"
    assert refusal(asks(party, form, (party.id, "wrong"), proof(party))) == "invalid_client"
    assert refusal(asks(party, form | {"client_id": other.id}, own, proof(party))) == "invalid_client", "two names"
    assert refusal(asks(party, form, own)) == "invalid_request", "no proof of the key that was promised"
    if grant != "machine":
        assert refusal(asks(party, form, foreign)) == "invalid_grant", "another client"
    elsewhere = {"DPoP": party.holder.proof("POST", ISSUER + "/userinfo")}
    assert refusal(asks(party, form, own, elsewhere)) == "invalid_dpop_proof"
    told = asks(party, form, own, proof(party))
    assert told.status_code == 200 and told.json["token_type"] == "DPoP", told.text


@pytest.mark.parametrize("grant", ["code", "refresh", "device", "machine"])
def test_a_grant_that_was_not_registered_is_not_given(suite, grant):
    browser = open_account(suite, f"tanpa-{grant}@contoh.id", identity=SITI)
    _, forms = with_all(suite, browser)
    names = {"code": "authorization_code", "refresh": "refresh_token", "device": DEVICE, "machine": CLIENT_CREDENTIALS}
    without = [name for name in ALL if name != names[grant] and not (grant == "code" and name == "refresh_token")]
    party = Terminal(suite, grant_types=without, redirect_uris=[CALLBACK])
    told = asks(party, forms[grant], (party.id, party.secret))
    assert refusal(told) in {"unauthorized_client", "invalid_grant"}, told.text
