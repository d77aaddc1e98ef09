"""The keys of clients that lie at an address: fetched outside of transactions, rotated, and missed without a word in plain text."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwe
from joserfc.jwk import ECKey, RSAKey

from oidc.outbound import Door
from tests.journeys.story import SITI, answer, open_account
from tests.journeys.test_statements import BUDGET
from tests.oidc.test_encrypted_journeys import ACCEPT, introspected
from tests.oidc.test_endpoints import CALLBACK, VERIFIER, Party, told_by_redirect
from tests.oidc.test_signed_requests import shelf  # noqa: F401 - a fixture
from tests.statements import billed

OLD, NEW = (ECKey.generate_key("P-256", parameters={"kid": kid, "use": "enc"}) for kid in ("old", "new"))
RSA = RSAKey.generate_key(2048)


def published(*keys):
    return json.dumps({"keys": [key.as_dict(private=False) for key in keys]}).encode()


@pytest.fixture
def lying(shelf, monkeypatch):  # noqa: F811 - the fixture
    """What lies on the client's server, which may be asked; keys are looked for again at once."""
    things, base = shelf
    monkeypatch.setattr("oidc.endpoints.recipients.door", lambda: Door((base.removeprefix("http://"),)))
    monkeypatch.setattr("oidc.clients.fetched_keys.RETRY_SECONDS", 0.0)
    things["/jwks"] = published(OLD)
    things["address"] = base + "/jwks"
    return things


def asking(town, lying, *kinds):
    asks = {f"{kind}_encrypted_response_alg": "ECDH-ES" for kind in kinds}
    return Party(town, jwks_uri=lying["address"], **asks)


def opened(token, key=OLD):
    found = jwe.decrypt_compact(token, key, algorithms=["ECDH-ES", "A128CBC-HS256"])
    assert found.headers()["kid"] == key.kid
    return found.plaintext


def consented(town, party):
    browser = open_account(town, identity=SITI)
    browser.get(party.url())
    return browser, answer(browser, fields=["full_name"])


def redeemed(party, target):
    code = parse_qs(urlsplit(target).query)["code"][0]
    return party.token(grant_type="authorization_code", code=code, redirect_uri=CALLBACK, code_verifier=VERIFIER)


def test_keys_are_rotated_by_what_lies_at_the_address(town, lying, monkeypatch):
    party = asking(town, lying, "userinfo")
    token = party.tokens(consented(town, party)[1])["access_token"]
    first, second = (party.userinfo(token).text for _ in range(2))
    lying["/jwks"] = published(NEW)
    still = party.userinfo(token).text
    monkeypatch.setattr("oidc.clients.fetched_keys.KEEP_SECONDS", 0.0)
    after = party.userinfo(token).text
    for told, key in ((first, OLD), (second, OLD), (still, OLD), (after, NEW)):
        assert json.loads(opened(told, key))["name"] == "SITI AMINAH"
    town.check_ledger()


def test_known_keys_cost_nothing_and_unknown_ones_a_second_attempt(town, lying):
    party = asking(town, lying, "userinfo")
    token = party.tokens(consented(town, party)[1])["access_token"]
    with billed(town.app) as first:
        party.userinfo(token)
    with billed(town.app) as second:
        party.userinfo(token)
    assert (first.commits, second.commits) == (1, 1), "what was begun without the keys was undone"
    assert len(second.statements) == BUDGET["/userinfo"]
    assert len(first.statements) <= 2 * len(second.statements)


@pytest.mark.parametrize(
    "spoilt", [b"", b"{}", published(RSA), published(OLD).replace(b'"use": "enc"', b'"use": "sig"')]
)
def test_userinfo_without_a_usable_key_is_refused_and_nothing_is_released(town, lying, spoilt, caplog):
    party = asking(town, lying, "userinfo")
    token = party.tokens(consented(town, party)[1])["access_token"]
    before, lying["/jwks"] = len(town.check_ledger()), spoilt
    told = party.userinfo(token)
    assert (told.status_code, told.json["error"]) == (503, "temporarily_unavailable")
    assert "jwks_uri" in told.json["error_description"]
    assert "SITI" not in told.text
    assert len(town.check_ledger()) == before
    assert f"userinfo for client {party.id}" in caplog.text
    lying["/jwks"] = published(OLD)
    assert opened(party.userinfo(token).text)


def test_a_code_is_not_used_up_by_a_token_answer_that_could_not_be_encrypted(town, lying):
    party = asking(town, lying, "id_token")
    _, target = consented(town, party)
    lying["/jwks"] = b"[]"
    refused = redeemed(party, target)
    assert (refused.status_code, refused.json["error"]) == (503, "temporarily_unavailable")
    lying["/jwks"] = published(OLD)
    assert opened(redeemed(party, target).json["id_token"])
    assert redeemed(party, target).json["error"] == "invalid_grant"


def test_an_authorization_response_without_a_usable_key_goes_nowhere(town, lying, monkeypatch):
    party = asking(town, lying, "authorization")
    browser, _ = consented(town, party)
    browser.get(party.url(response_mode="jwt"))
    assert opened(told_by_redirect(browser)["response"])
    monkeypatch.setattr("oidc.clients.fetched_keys.KEEP_SECONDS", 0.0)
    lying["/jwks"] = b"[]"
    for changes in ({}, {"prompt": "jump"}):
        with billed(town.app) as bill:
            page = browser.get(party.url(response_mode="jwt", **changes))
        assert bill.commits == 0, "no code is made that nobody receives"
        assert (page.status, browser.left_to) == (400, None)
        assert "kunci enkripsinya tidak dapat kami temukan" in page.text


def test_introspection_without_a_usable_key_is_refused(town, lying):
    party = asking(town, lying, "introspection")
    lying["/jwks"] = b"[]"
    told = introspected(party, "unknown", **ACCEPT)
    assert (told.status_code, told.json["error"]) == (503, "temporarily_unavailable")
    lying["/jwks"] = published(OLD)
    assert introspected(party, "unknown", **ACCEPT).content_type == ACCEPT["Accept"]
