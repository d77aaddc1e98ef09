"""Modules of FAPI 2.0 Message Signing: signed requests at PAR, signed answers, for clients of both kinds."""

import time

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from tests.conformance.driver import EC, RSA, key_set
from tests.conformance.strict import KINDS, Strict
from tests.oidc.proving import ALL

SIGNED = {"request_object_signing_alg": "ES256", "require_signed_request_object": True}
STRANGER = ECKey.generate_key("P-256", {"kid": "ec"})


@pytest.fixture(params=KINDS)
def party(house, request):
    if ("signing", request.param) not in house.kept:
        house.kept["signing", request.param] = Strict(house, request.param, jwks=key_set(RSA, EC), **SIGNED)
    return house.kept["signing", request.param]


def pushed(party, token, **outside):
    form = {"request": token, "client_id": party.id} | outside
    return party.send("pushed_authorization_request_endpoint", form)


def test_happy_flow_with_signed_answer(house, party, person) -> None:
    told = person.walk(party.handle(pushed(party, party.request_object(response_mode="jwt"))))
    assert told.keys() == {"response"}
    keys = KeySet.import_key_set({"keys": house.published()})
    answer = jwt.decode(told["response"], keys, algorithms=["ES256"], registry=ALL).claims
    assert (answer["iss"], answer["aud"], answer["state"]) == (house.issuer, party.id, party.state)
    assert answer["exp"] > time.time()
    tokens = party.redeems(answer["code"]).json()
    party.claims(tokens["id_token"], "ES256")


@pytest.mark.parametrize("case", ["aud-list", "nbf-soon"])
def test_what_is_accepted(house, party, person, case) -> None:
    changes = {"aud-list": {"aud": [house.issuer, "https://other.example"]}, "nbf-soon": {"nbf": int(time.time()) + 8}}
    told = person.walk(party.handle(pushed(party, party.request_object(**changes[case]))))
    assert told["code"] and told["state"] == party.state


@pytest.mark.parametrize(
    "case",
    [
        "no-exp", "no-nbf", "expired", "bad-aud", "exp-over-60", "nbf-over-60", "RS256", "none", "bad-signature",
        "strange-key", "unsigned", "request_uri-inside", "no-redirect",
    ],
)  # fmt: skip
def test_what_is_refused(party, case) -> None:
    now = int(time.time())
    changes = {
        "no-exp": {"exp": None},
        "no-nbf": {"nbf": None},
        "expired": {"exp": now - 300, "nbf": now - 600},
        "bad-aud": {"aud": "https://other.example"},
        "exp-over-60": {"exp": now + 70 * 60},
        "nbf-over-60": {"nbf": now - 70 * 60},
        "request_uri-inside": {"request_uri": "urn:ietf:params:oauth:request_uri:x"},
        "no-redirect": {"redirect_uri": None},
    }.get(case, {})
    signing = {"RS256": {"alg": "RS256"}, "strange-key": {"key": STRANGER}}.get(case, {})
    token = party.request_object(**signing, **changes)
    if case == "bad-signature":
        head, body, signature = token.split(".")
        token = f"{head}.{body}.{signature[:-10]}{'A' * 10}"
    if case == "none":
        token = f"eyJhbGciOiJub25lIn0.{token.split('.')[1]}."
    told = party.push() if case == "unsigned" else pushed(party, token)
    assert told.status_code == 400, told.text
    assert told.json()["error"] in ("invalid_request_object", "invalid_request"), told.text


@pytest.mark.parametrize("outer", [{"state": "outside"}, {"nonce": "outside"}], ids=["state", "nonce"])
def test_what_stands_outside_is_ignored_or_refused(party, person, outer) -> None:
    told = pushed(party, party.request_object(), **outer)
    if told.status_code == 201:
        answer = person.walk(party.handle(told))
        assert answer["state"] == party.state
        party.claims(party.redeems(answer["code"]).json()["id_token"], "ES256")
    else:
        assert told.json()["error"] in ("invalid_request_object", "invalid_request")


def test_state_only_outside_request_object_not_used(party, person) -> None:
    told = pushed(party, party.request_object(state=None), state="outside")
    if told.status_code == 201:
        assert "state" not in person.walk(party.handle(told))
    else:
        assert told.json()["error"] in ("invalid_request_object", "invalid_request")
