"""A client of `fapi2`: everything pushed, every token bound, strong signatures, and no way around any of it."""

import uuid
from urllib.parse import urlencode

import pytest
from joserfc import jwt

from core.clock import to_epoch
from tests.journeys.story import SITI, answer, open_account
from tests.oidc.proving import Holder
from tests.oidc.test_assertions import ALL, EC, RSA
from tests.oidc.test_endpoints import CALLBACK, VERIFIER, Party, told_by_redirect
from tests.oidc.test_pushing import told_after
from tests.town import ISSUER

METADATA = {
    "token_endpoint_auth_method": "private_key_jwt",
    "require_pushed_authorization_requests": True,
    "dpop_bound_access_tokens": True,
    "jwks": {"keys": [EC.as_dict(private=False), RSA.as_dict(private=False)]},
}


@pytest.fixture
def of_its_own():
    return {"profiles": ("standard", "fapi2")}


class Strict(Party):
    """A client that does all that the profile asks, unless told to leave something out."""

    def __init__(self, town, **metadata):
        super().__init__(town, **METADATA | metadata)
        self.holder = Holder(town.clock)

    def assertion(self, key=EC, alg="ES256", **changes):
        at = to_epoch(self.town.clock())
        claims = {"iss": self.id, "sub": self.id, "aud": ISSUER, "jti": str(uuid.uuid4()), "exp": at + 60} | changes
        return jwt.encode({"alg": alg, "kid": key.kid}, claims, key, registry=ALL)

    def send(self, path, form, proof=None, **assertion):
        proved = {"client_assertion": self.assertion(**assertion),
                  "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}  # fmt: skip
        headers = {} if proof == "" else {"DPoP": proof or self.holder.proof("POST", ISSUER + path)}
        return self.http.post(path, data=form | proved, headers=headers, base_url=ISSUER)

    def pushed(self, **changes):
        told = self.send("/par", self.query(client_id=None, **changes))
        assert told.status_code == 201, told.text
        return "/authorize?" + urlencode({"client_id": self.id, "request_uri": told.json["request_uri"]})

    def redeem(self, code, **more):
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
        return self.send("/token", form, **more)


@pytest.fixture
def party(town):
    return Strict(town)


def test_the_whole_way(on_both, town, party):
    browser = open_account(town, identity=SITI)
    browser.get(party.pushed(scope="openid profile offline_access"))
    code = told_after(answer(browser, fields=["full_name"]))["code"]
    tokens = party.redeem(code).json
    assert tokens["token_type"] == "DPoP"
    header, _ = town.keys.verify_own_jwt(tokens["id_token"], ["ES256"])
    assert header["alg"] == "ES256"
    token = tokens["access_token"]
    headers = {"Authorization": f"DPoP {token}", "DPoP": party.holder.proof("GET", ISSUER + "/userinfo", token)}
    assert party.http.get("/userinfo", headers=headers, base_url=ISSUER).json["name"] == "SITI AMINAH"
    for _ in range(2):
        form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
        assert party.send("/token", form).status_code == 200
    assert party.redeem(code).json["error"] == "invalid_grant"
    town.check_ledger()


def test_a_request_that_was_not_pushed_is_refused(town, party):
    browser = open_account(town)
    browser.get(party.url())
    assert told_by_redirect(browser)["error"] == "invalid_request"


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"proof": ""}, "invalid_request"),
        ({"key": RSA, "alg": "RS256"}, "invalid_client"),
        ({"aud": ISSUER + "/token"}, "invalid_client"),
        ({"aud": [ISSUER]}, "invalid_client"),
        ({"exp": 1}, "invalid_client"),
    ],
)
def test_nothing_less_than_the_profile_asks_gets_tokens(town, party, more, error):
    told = party.redeem("unknown", **more)
    assert told.json["error"] == error
    assert party.redeem("unknown").json["error"] == "invalid_grant", "only what was changed was wrong"


@pytest.mark.filterwarnings("ignore")
def test_a_weakly_signed_proof_is_none(town, party):
    weak = Holder(town.clock, RSA)
    assert party.redeem("unknown", proof=weak.proof("POST", ISSUER + "/token", alg="RS256")).json["error"] == (
        "invalid_dpop_proof"
    )
    assert party.redeem("unknown", proof=weak.proof("POST", ISSUER + "/token", alg="PS256")).json["error"] == (
        "invalid_grant"
    )


def test_a_secret_is_no_way_into_the_profile(town):
    told = Party(town, **METADATA | {"token_endpoint_auth_method": "client_secret_basic"}).told
    assert told["token_endpoint_auth_method"] == "client_secret_basic"
    with pytest.raises(AssertionError, match="invalid_client_metadata"):
        Party(town, **METADATA | {"token_endpoint_auth_signing_alg": "RS256"})
