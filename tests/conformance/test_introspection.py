"""Signed introspection (RFC 9701; FAPI 2.0 Message Signing, section 5.5). The Foundation has no module for it; these rows are ours."""

import time
from typing import Any

import pytest
import requests
from joserfc import jwe, jwt
from joserfc.jwk import KeySet, RSAKey

from tests.conformance.driver import EC, RSA, key_set
from tests.conformance.strict import KINDS, Strict

JWT = "application/token-introspection+jwt"
SEALING = RSAKey.generate_key(2048, {"kid": "sealing", "use": "enc"})


@pytest.fixture(params=KINDS)
def party(house, request):
    if ("introspecting", request.param) not in house.kept:
        house.kept["introspecting", request.param] = Strict(house, request.param, jwks=key_set(EC))
    return house.kept["introspecting", request.param]


def introspected(party, token: str, accept: str | None = JWT, **wrong: Any) -> requests.Response:
    """Ask what `token` is good for, as the strict client asks everything."""
    return party.send("introspection_endpoint", {"token": token}, accept=accept, **wrong)


def opened(house, told: requests.Response, audience: str) -> dict[str, Any]:
    """Return what a signed answer says, once everything about it is right (section 5)."""
    assert (told.status_code, told.headers["Content-Type"]) == (200, JWT), told.text
    token = jwt.decode(told.text, KeySet.import_key_set({"keys": house.published()}), algorithms=["ES256"])
    assert token.header["typ"] == "token-introspection+jwt"
    assert token.claims.keys() == {"iss", "aud", "iat", "token_introspection"}, (
        "no `sub`, no `exp`: it is no access token"
    )
    assert (token.claims["iss"], token.claims["aud"]) == (house.issuer, audience)
    assert abs(token.claims["iat"] - time.time()) < 60
    return token.claims["token_introspection"]


def test_a_live_token_is_told_in_a_signed_answer(house, party, person) -> None:
    access = party.redeems(party.code(person)).json()["access_token"]
    facts = opened(house, introspected(party, access), party.id)
    assert facts["active"] is True and facts["client_id"] == party.id
    assert facts["cnf"].keys() == ({"jkt"} if party.bound == "dpop" else {"x5t#S256"})
    assert facts == introspected(party, access, None).json(), "whoever does not ask for a JWT hears the same"
    assert party.reads(introspected(party, access).text).status_code == 401, "the answer opens nothing"


@pytest.mark.parametrize("which", ["unknown", "another's"])
def test_no_signed_answer_tells_whose_tokens_exist(house, party, person, which) -> None:
    token = "unknown"
    if which == "another's":
        other = Strict(house, party.bound, jwks=key_set(EC))
        token = other.redeems(other.code(person)).json()["access_token"]
    assert opened(house, introspected(party, token), party.id) == {"active": False}


def test_nobody_hears_anything_who_does_not_prove_themselves(party) -> None:
    wrong = {"assertion": None} if party.bound == "dpop" else {"cert": None}
    told = introspected(party, "unknown", **wrong)
    assert (told.status_code, told.json()["error"]) == (401, "invalid_client")


def test_who_registered_encryption_gets_no_readable_answer(house, party) -> None:
    sealing = {"introspection_encrypted_response_alg": "RSA-OAEP-256"}
    keys = {"keys": [*key_set(EC, RSA)["keys"], SEALING.as_dict(private=False)]}
    other = Strict(house, party.bound, jwks=keys, **sealing)
    refused = introspected(other, "unknown", None)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")
    told = introspected(other, "unknown")
    inner = jwe.decrypt_compact(told.text, SEALING, algorithms=["RSA-OAEP-256", "A128CBC-HS256"]).plaintext.decode()
    told._content = inner.encode()
    assert opened(house, told, other.id) == {"active": False}


def test_what_discovery_says_of_it(house) -> None:
    told = house.discovered
    assert "ES256" in told["introspection_signing_alg_values_supported"]
    assert "RSA-OAEP-256" in told["introspection_encryption_alg_values_supported"]
