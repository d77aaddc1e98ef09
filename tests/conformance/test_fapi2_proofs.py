"""Modules of FAPI 2.0 Security Profile Final about proofs, and about what has run out."""

import json
import time

import pytest

from tests.conformance.strict import KINDS, Strict
from tests.oidc.proving import Holder

CLOSED = {
    "typ": {"header": {"typ": "jwt"}},
    "no-jwk": {"header": {"jwk": None}},
    "no-jti": {"jti": None},
    "no-iat": {"iat": None},
    "no-htm": {"htm": None},
    "no-htu": {"htu": None},
    "other-htm": {"htm": "PUT"},
    "other-htu": {"htu": "https://other.example/token"},
    "old": {"iat": 1_700_000_000},
    "future": {"iat": 4_000_000_000},
}


def strict(house, bound):
    if ("proofs", bound) not in house.kept:
        house.kept["proofs", bound] = Strict(house, bound)
    return house.kept["proofs", bound]


@pytest.fixture
def party(house):
    return strict(house, "dpop")


@pytest.mark.parametrize("case", CLOSED)
def test_dpop_negative_tests(party, case) -> None:
    proof = party.holder.proof("POST", party.where("token_endpoint"), **CLOSED[case])
    told = party.redeems("a-code", {"proof": proof})
    assert (told.status_code, told.json()["error"]) == (400, "invalid_dpop_proof"), told.text


def test_dpop_negative_tests_at_a_resource(party, person) -> None:
    token = party.redeems(party.code(person)).json()["access_token"]
    url = party.where("userinfo_endpoint")
    proof = party.holder.proof("GET", url, token)
    assert party.reads(token, proof=proof).status_code == 200
    for wrong in (
        proof,
        party.holder.proof("GET", url),
        party.holder.proof("GET", url, "another token"),
        Holder(party.holder.clock).proof("GET", url, token),
    ):
        assert party.reads(token, proof=wrong).status_code == 401
    assert party.reads(token, "Bearer").status_code == 401


def test_ensure_token_endpoint_fails_with_mismatched_dpop_proof_jkt(party, person) -> None:
    stranger = Holder(party.holder.clock).proof("POST", party.where("token_endpoint"))
    told = party.redeems(party.code(person), {"proof": stranger})
    assert (told.status_code, told.json()["error"]) in ((400, "invalid_grant"), (400, "invalid_dpop_proof"))


def test_ensure_client_assertion_in_token_endpoint(party, person) -> None:
    told = party.redeems(party.code(person), {"assertion": None})
    assert told.json()["error"] in ("invalid_client", "invalid_request")


@pytest.mark.parametrize("bound", KINDS)
def test_claims_parameter_identity_claims(house, person, bound) -> None:
    asked = json.dumps({"userinfo": {"name": {"essential": True}}})
    party = strict(house, bound)
    token = party.redeems(party.code(person, claims=asked, prompt="consent")).json()["access_token"]
    assert party.reads(token).json()["name"]


@pytest.mark.parametrize("bound", KINDS[:1])
def test_what_has_run_out(house, person, bound) -> None:
    party = strict(house, bound)
    code, handle = party.code(person), party.handle(party.push())
    time.sleep(61)
    told = party.redeems(code)
    assert (told.status_code, told.json()["error"]) == (400, "invalid_grant")
    assert (person.get(handle).status, person.left_to) == (400, None)
