"""What no database can keep (a NUL, half of a surrogate pair) is refused by every way in, on both databases, and never a failure."""

import base64
import json
import re

import pytest

from core.clock import to_epoch
from tests.advisories.jose import Draft
from tests.oidc.proving import Holder
from tests.oidc.test_assertions import EC, KEYS, raw
from tests.oidc.test_endpoints import CALLBACK, Party
from tests.town import ISSUER

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
UNWRITABLE = ["\0", "\ud800"]


def basic(name: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()}


@pytest.fixture
def ask(town):
    """Send a request as a program does; a failure is an answer like any other."""
    town.app.testing = False
    client = town.app.test_client()

    def send(path, method="POST", **more):
        return client.open(path.removeprefix(ISSUER), method=method, base_url=ISSUER, **more)

    return send


def test_the_name_of_a_client(on_both, ask):
    sent = {"grant_type": "client_credentials"}
    assert ask("/token", data=sent, headers=basic("a%00b", "c")).status_code == 401
    for issuer in (r"a\u0000b", r"\ud800"):
        token = raw('{"alg":"ES256"}', f'{{"iss":"{issuer}"}}')
        told = ask("/token", data=sent | {"client_assertion_type": ASSERTION, "client_assertion": token})
        assert (told.status_code, told.json["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("value", UNWRITABLE, ids=ascii)
def test_the_identifier_of_a_proof(on_both, town, ask, value):
    holder = Holder(town.clock)
    header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": holder.key.as_dict(private=False)}
    claims = {"jti": value, "htm": "GET", "htu": f"{ISSUER}/userinfo", "iat": to_epoch(town.clock())}
    proof = Draft(header, claims, holder.key).token()
    told = ask("/userinfo", "GET", headers={"Authorization": "DPoP x", "DPoP": proof})
    assert (told.status_code, told.json["error"]) == (401, "invalid_dpop_proof")


@pytest.mark.parametrize("value", UNWRITABLE, ids=ascii)
def test_the_identifier_of_an_assertion(on_both, town, ask, value):
    keys = {"keys": [key.as_dict(private=False) for key in KEYS]}
    party = Party(town, token_endpoint_auth_method="private_key_jwt", jwks=keys)
    claims = {"iss": party.id, "sub": party.id, "aud": ISSUER, "exp": to_epoch(town.clock()) + 60}
    draft = Draft({"alg": "ES256", "kid": EC.kid}, claims, EC)
    sent = {"grant_type": "refresh_token", "refresh_token": "x", "client_assertion_type": ASSERTION}
    good = ask("/token", data=sent | {"client_assertion": draft.token(claims=claims | {"jti": "good"})})
    assert good.json["error"] == "invalid_grant", "the same assertion with an identifier that can be kept"
    told = ask("/token", data=sent | {"client_assertion": draft.token(claims=claims | {"jti": value})})
    assert (told.status_code, told.json["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("value", UNWRITABLE, ids=ascii)
@pytest.mark.parametrize("path", ["/par", "/device_authorization"])
@pytest.mark.parametrize("detail", ["purpose", "fields", "locations"])
def test_a_member_of_details(town, ask, value, path, detail):
    party = Party(town)
    release = {"type": "vault_release", "purpose": "sign-in"} | {detail: value if detail == "purpose" else [value]}
    sent = {"client_id": party.id, "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid"}
    told = ask(
        path, data=sent | {"authorization_details": json.dumps([release])}, headers=basic(party.id, party.secret)
    )
    assert told.status_code == 400, told.text


@pytest.mark.parametrize("value", UNWRITABLE, ids=ascii)
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("claims", lambda value: {"userinfo": {value: None, "sub": {"value": value}}}),
        ("claims", lambda value: {"id_token": {"acr": {"essential": True, "values": [value]}}}),
        ("authorization_details", lambda value: [{"type": "vault_release", "purpose": value}]),
    ],
)
def test_a_parameter_of_a_request(on_both, town, ask, name, said, value):
    party = Party(town)
    assert ask(party.url(**{name: json.dumps(said(value))}), "GET").status_code in {303, 400}


def test_an_address(on_both, town, ask):
    rules = [rule.rule for rule in town.app.url_map.iter_rules() if rule.arguments and "GET" in (rule.methods or ())]
    assert len(rules) > 15
    for rule in rules:
        for value in ("a%00b", "99999999999999999999"):
            told = ask(re.sub(r"<[^>]*>", value, rule), "GET", headers={"Authorization": "Bearer x"})
            assert told.status_code < 500, rule
