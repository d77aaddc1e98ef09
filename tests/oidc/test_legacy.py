"""The old response types: for clients of `legacy` alone, with the ID Token as a release of its own where it stands alone."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from oidc.id_token import hashes
from tests.journeys.story import SITI, answer, open_account
from tests.oidc.test_endpoints import Party

GRANTS = ["authorization_code", "implicit", "refresh_token"]
ALL = ["code", "id_token", "id_token token", "code id_token", "code token", "code id_token token"]


@pytest.fixture
def of_its_own():
    return {"profiles": ("standard", "legacy")}


def fragment(target):
    assert "?" not in target
    return dict(parse_qsl(urlsplit(target).fragment))


@pytest.mark.parametrize("response_type", ALL[1:])
def test_what_each_type_brings(on_both, town, response_type):
    party = Party(town, response_types=ALL, grant_types=GRANTS)
    browser = open_account(town, identity=SITI)
    browser.get(party.url(response_type=response_type, code_challenge=None, code_challenge_method=None))
    told = fragment(answer(browser, fields=["full_name"]))
    words = set(response_type.split())
    expected = {"state", "iss"} | {"id_token", "code"} & words
    assert told.keys() == expected | ({"access_token", "token_type", "expires_in"} if "token" in words else set())
    if "token" in words:
        assert party.userinfo(told["access_token"]).json["name"] == "SITI AMINAH"
    if "id_token" in words:
        _, claims = town.keys.verify_own_jwt(told["id_token"], ["RS256"])
        half = hashes("RS256", told.get("access_token"), told.get("code"))
        assert {name: claims.get(name) for name in ("at_hash", "c_hash") if name in claims} == half
        assert claims["nonce"] == "n-1"
        assert ("name" in claims) is (words == {"id_token"}), "alone it is itself the release"
    kinds = [body["type"] for body in town.check_ledger()]
    assert kinds.count("release") == (1 if words != {"code", "id_token"} else 0)


def test_they_need_a_nonce_and_never_travel_in_a_query(town):
    party = Party(town, response_types=ALL, grant_types=GRANTS)
    browser = open_account(town, identity=SITI)
    for changes in ({"nonce": None}, {"response_mode": "query"}):
        browser.get(party.url(response_type="code id_token", **changes))
        assert fragment(browser.left_to)["error"] == "invalid_request"


def test_other_clients_of_the_same_house_know_codes_only(town):
    party = Party(town)
    browser = open_account(town, identity=SITI)
    browser.get(party.url(response_type="id_token"))
    told = dict(parse_qsl(urlsplit(browser.left_to).query))
    assert told["error"] == "unsupported_response_type"
    only_hybrid = Party(town, response_types=["code id_token"], grant_types=GRANTS)
    browser.get(only_hybrid.url(response_type="id_token"))
    assert fragment(browser.left_to)["error"] == "unauthorized_client"
