"""Encrypted ID Tokens of the old response types: the one door by which attributes leave in an ID Token."""

import pytest

from tests.journeys.story import SITI, answer, open_account
from tests.oidc.test_encrypted_journeys import KEYS, RSA, unsealed, verified
from tests.oidc.test_encryption_keys import OLD, lying, opened, published  # noqa: F401 - a fixture among them
from tests.oidc.test_endpoints import Party
from tests.oidc.test_legacy import GRANTS, fragment
from tests.oidc.test_signed_requests import shelf  # noqa: F401 - a fixture

PLAIN = {"response_type": "id_token", "code_challenge": None, "code_challenge_method": None}


@pytest.fixture
def of_its_own():
    return {"profiles": ("standard", "legacy")}


def test_an_id_token_in_the_address_is_encrypted(town):
    party = Party(
        town,
        jwks=KEYS,
        response_types=["id_token"],
        grant_types=GRANTS,
        id_token_encrypted_response_alg="RSA-OAEP-256",
    )
    browser = open_account(town, identity=SITI)
    browser.get(party.url(**PLAIN))
    token = fragment(answer(browser, fields=["full_name"]))["id_token"]
    assert verified(town, unsealed(token, RSA).plaintext, "RS256").claims["name"] == "SITI AMINAH"
    town.check_ledger()


def test_without_a_key_it_goes_nowhere_and_nothing_is_released(town, lying):  # noqa: F811 - the fixture
    party = Party(
        town,
        jwks_uri=lying["address"],
        response_types=["id_token"],
        grant_types=GRANTS,
        id_token_encrypted_response_alg="ECDH-ES",
    )
    browser = open_account(town, identity=SITI)
    lying["/jwks"] = b"[]"
    browser.get(party.url(**PLAIN))
    page = browser.submit("decision", {"fields": ["full_name"]}, ("decision", "allow"))
    assert (page.status, browser.left_to) == (400, None)
    assert "kunci enkripsinya tidak dapat kami temukan" in page.text
    assert "release" not in [body["type"] for body in town.check_ledger()]
    lying["/jwks"] = published(OLD)
    browser.get(page.url)
    assert opened(fragment(browser.left_to)["id_token"])
