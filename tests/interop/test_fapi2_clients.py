"""npm openid-client and oauth4webapi as e-services of the profile fapi2: everything pushed, signed and bound to a key."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.journeys.parties import CALLBACK, NodeParty, PartyError
from tests.journeys.story import SITI, answer, open_account

SCOPE = "openid profile offline_access"
STRICT = {
    "client_name": "Layanan uji",
    "redirect_uris": [CALLBACK],
    "grant_types": ["authorization_code", "refresh_token"],
    "scope": SCOPE,
    "token_endpoint_auth_method": "private_key_jwt",
    "require_pushed_authorization_requests": True,
    "dpop_bound_access_tokens": True,
}


class OpenidClient(NodeParty):
    program = "fapi2.mjs"


@pytest.fixture
def party(provider):
    made = OpenidClient(provider.issuer)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("algorithm", "signed_object", "signed_answer"),
    [("ES256", False, False), ("ES256", True, True), ("PS256", True, False), ("Ed25519", True, True)],
)
def test_the_whole_way(provider, party, algorithm, signed_object, signed_answer) -> None:
    told = party.ask(
        "register", issuer=provider.issuer, metadata=STRICT, algorithm=algorithm, signed_answer=signed_answer
    )
    assert STRICT.items() <= told.items()
    browser = open_account(provider.town, identity=SITI)
    address = party.begin(SCOPE, signed_object=signed_object)
    assert parse_qs(urlsplit(address).query).keys() == {"client_id", "request_uri"}
    browser.get(address)
    back = answer(browser, fields=["full_name"])
    assert parse_qs(urlsplit(back).query).keys() == ({"response"} if signed_answer else {"code", "state", "iss"})
    tokens = party.finish(back)
    sub = party.id_token["sub"]
    for _ in range(2):
        known = party.ask("userinfo", access_token=tokens["access_token"], sub=sub)
        assert known["name"] == SITI["full_name"]
        renewed = party.ask("refresh", refresh_token=tokens["refresh_token"])
        assert renewed.get("refresh_token", tokens["refresh_token"]) == tokens["refresh_token"], "not rotated"
        assert renewed["access_token"] != tokens["access_token"]
        tokens |= renewed
    with pytest.raises(PartyError, match="invalid_grant"):
        party.finish(back)


@pytest.mark.parametrize("key_algorithm", ["ECDH-ES", "ECDH-ES+A256KW"])
def test_everything_that_it_is_told_may_be_encrypted(provider, party, key_algorithm) -> None:
    kinds = ("id_token", "userinfo", "authorization")
    sealed = {f"{kind}_encrypted_response_alg": key_algorithm for kind in kinds}
    sealed |= {f"{kind}_encrypted_response_enc": "A256GCM" for kind in kinds}
    sealed |= {"userinfo_signed_response_alg": "ES256"}
    party.ask(
        "register",
        issuer=provider.issuer,
        metadata=STRICT | sealed,
        algorithm="ES256",
        signed_answer=True,
        encrypted_by=key_algorithm,
    )
    browser = open_account(provider.town, identity=SITI)
    browser.get(party.begin(SCOPE, signed_object=True))
    back = answer(browser, fields=["full_name"])
    assert parse_qs(urlsplit(back).query)["response"][0].count(".") == 4
    tokens = party.finish(back)
    assert tokens["id_token"].count(".") == 4
    known = party.ask("userinfo", access_token=tokens["access_token"], sub=party.id_token["sub"])
    assert known["name"] == SITI["full_name"]
