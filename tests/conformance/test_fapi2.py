"""Modules of FAPI 2.0 Security Profile Final, for clients of both kinds."""

import time

import pytest

from tests.conformance.driver import EC, RSA, VERIFIER, key_set
from tests.conformance.strict import KINDS, Strict
from tests.oidc.proving import Holder

LONG = "x" * 384


def strict(house, bound, name="one"):
    if ("strict", bound, name) not in house.kept:
        jwks = {"jwks": key_set(RSA, EC)} if bound == "mtls" else {}
        house.kept["strict", bound, name] = Strict(house, bound, **jwks)
    return house.kept["strict", bound, name]


@pytest.fixture(params=KINDS)
def bound(request):
    return request.param


@pytest.fixture
def party(house, bound):
    return strict(house, bound)


@pytest.fixture
def proving(house):
    return strict(house, "dpop")


def refused(answer, *errors) -> None:
    assert answer.status_code in (400, 401), answer.text
    assert answer.json()["error"] in errors, answer.text


def test_discovery_end_point_verification(house) -> None:
    told = house.discovered
    assert told["pushed_authorization_request_endpoint"].startswith("https://")
    assert told["authorization_response_iss_parameter_supported"] is True
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert {"private_key_jwt", "tls_client_auth"} <= set(told["token_endpoint_auth_methods_supported"])
    assert "ES256" in told["dpop_signing_alg_values_supported"]
    assert told["tls_client_certificate_bound_access_tokens"] is True


def test_happy_flow(house, bound, person) -> None:
    for name in ("one", "two"):
        party = strict(house, bound, name)
        tokens = party.redeems(party.code(person)).json()
        claims = party.claims(tokens["id_token"], "ES256")
        assert party.reads(tokens["access_token"]).json()["sub"] == claims["sub"]
        assert tokens["token_type"] == ("DPoP" if bound == "dpop" else "Bearer")


def test_user_rejects_authentication(party, person) -> None:
    told = person.walk(party.handle(party.push(prompt="consent")), decision="deny")
    assert (told["error"], told["state"]) == ("access_denied", party.state)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": None},
        {"nonce": None},
        {"nonce": "n" * 64},
        {"nonce": LONG},
        {"state": LONG},
        {"scope": "profile openid"},
    ],
    ids=["no-state", "no-nonce", "64-char-nonce", "long-nonce", "long-state", "other-scope-order"],
)
def test_what_comes_back_intact(party, person, changes) -> None:
    tokens = party.redeems(party.code(person, **changes)).json()
    party.claims(tokens["id_token"], "ES256", **changes)


@pytest.mark.parametrize("scheme", ["lower", "upper", "title"])
def test_access_token_type_header_case_sensitivity(party, person, scheme) -> None:
    token = party.redeems(party.code(person)).json()["access_token"]
    name = "DPoP" if party.bound == "dpop" else "Bearer"
    assert party.reads(token, getattr(name, scheme)()).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": None},
        {"redirect_uri": "https://rp.example.id/unregistered"},
        {"response_type": "code id_token"},
        {"response_type": "token"},
        {"code_challenge": None, "code_challenge_method": None},
        {"code_challenge": VERIFIER, "code_challenge_method": "plain"},
        {"request_uri": "urn:ietf:params:oauth:request_uri:x"},
    ],
    ids=["no-redirect", "unregistered-redirect", "code-idtoken", "token", "no-pkce", "plain-pkce", "request-uri"],
)
def test_what_is_not_kept(party, changes) -> None:
    told = party.push(**changes)
    refused(told, "invalid_request", "invalid_redirect_uri", "unsupported_response_type", "unauthorized_client")


def test_par_attempt_invalid_http_method(house, party) -> None:
    told = house.ask("GET", party.where("pushed_authorization_request_endpoint"), party.cert)
    assert told.status_code == 405


def test_ensure_unsigned_authorization_request_without_using_par_fails(party, person) -> None:
    person.get(party.url())
    assert "code" not in (person.told() or {})
    assert (person.told() or {"error": "page"})["error"] in ("invalid_request", "page")


def test_par_of_one_use(house, bound, party, person) -> None:
    told = party.push(prompt="consent")
    for _ in range(2):
        assert person.get(party.handle(told)).status == 200, "reloading spends nothing"
    other = strict(house, bound, "two")
    person.get(party.handle(told).replace(party.id, other.id))
    assert (person.here.status, person.left_to) == (400, None)
    assert "code" in person.walk(party.handle(told))
    person.get(party.handle(told))
    assert (person.here.status, person.left_to) == (400, None)


def test_ensure_authorization_code_is_bound_to_client(house, bound, party, person) -> None:
    other = strict(house, bound, "two")
    code = party.code(person)
    refused(other.redeems(code, redirect_uri=party.callback), "invalid_grant")


def test_attempt_reuse_authorization_code_after_one_second(party, person) -> None:
    code = party.code(person)
    token = party.redeems(code).json()["access_token"]
    time.sleep(1)
    refused(party.redeems(code), "invalid_grant")
    assert party.reads(token).status_code == 401


@pytest.mark.parametrize("verifier", [None, "w" * 64], ids=["required", "incorrect"])
def test_pkce_code_verifier(party, person, verifier) -> None:
    refused(party.redeems(party.code(person), code_verifier=verifier), "invalid_grant", "invalid_request")


def test_ensure_client_id_in_token_endpoint(house, bound, party, person) -> None:
    other = strict(house, bound, "two")
    refused(party.redeems(party.code(person), client_id=other.id), "invalid_client")


def test_ensure_holder_of_key_required(party, person) -> None:
    wrong = {"proof": None} if party.bound == "dpop" else {"cert": None}
    refused(party.redeems(party.code(person), wrong), "invalid_dpop_proof", "invalid_request", "invalid_client")


def test_refresh_token(house, bound, party, person) -> None:
    tokens = party.redeems(party.code(person, scope="openid offline_access", prompt="consent")).json()
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    again = party.send("token_endpoint", form)
    assert again.status_code == 200, again.text
    assert party.reads(again.json()["access_token"]).status_code == 200
    refused(strict(house, bound, "two").send("token_endpoint", form), "invalid_grant")


@pytest.mark.parametrize(
    "case", ["RS256", "missing", "expired", "wrong-aud", "no-sub", "aud-list", "aud-par", "aud-token", "nbf-far"]
)
def test_a_bad_client_assertion(house, proving, case) -> None:
    now, url = int(time.time()), proving.where("pushed_authorization_request_endpoint")
    issuer = house.issuer
    if case == "RS256":
        proving.signing = (RSA, "RS256")
    assertion = {
        "expired": lambda: proving.signed_by(issuer, exp=now - 300, iat=now - 400),
        "wrong-aud": lambda: proving.signed_by("https://other.example"),
        "no-sub": lambda: proving.signed_by(issuer, sub=""),
        "aud-list": lambda: proving.signed_by(issuer, aud=[issuer, url]),
        "aud-par": lambda: proving.signed_by(url),
        "aud-token": lambda: proving.signed_by(proving.where("token_endpoint")),
        "nbf-far": lambda: proving.signed_by(issuer, nbf=now + 90),
        "RS256": lambda: proving.signed_by(issuer),
        "missing": lambda: None,
    }[case]()
    proving.signing = (EC, "ES256")
    told = proving.send("pushed_authorization_request_endpoint", proving.query(), assertion=assertion)
    refused(told, "invalid_client", "invalid_request")


def test_jwt_client_assertions_nbf_8_seconds_in_the_future_is_accepted(house, proving) -> None:
    assertion = proving.signed_by(house.issuer, nbf=int(time.time()) + 8)
    told = proving.send("pushed_authorization_request_endpoint", proving.query(), assertion=assertion)
    assert told.status_code == 201, told.text


@pytest.mark.parametrize(
    "apart", [{"nbf": 0, "exp": 60}, {"iat": -10}, {"iat": 10}], ids=["nbf-exp", "before", "after"]
)
def test_a_dpop_proof_that_is_good_enough(proving, person, apart) -> None:
    claims = {name: int(time.time()) + seconds for name, seconds in apart.items()}
    proof = proving.holder.proof("POST", proving.where("token_endpoint"), **claims)
    assert proving.redeems(proving.code(person), {"proof": proof}).status_code == 200


def test_the_code_is_bound_to_a_key_by_its_thumbprint(proving, person) -> None:
    code = proving.code(person, dpop_jkt=proving.holder.thumbprint)
    stranger = Holder(proving.holder.clock).proof("POST", proving.where("token_endpoint"))
    refused(proving.redeems(code, {"proof": stranger}), "invalid_dpop_proof", "invalid_grant")
    code = proving.code(person, dpop_jkt=proving.holder.thumbprint)
    assert proving.redeems(code).status_code == 200
    refused(proving.push(dpop_jkt=Holder(proving.holder.clock).thumbprint), "invalid_dpop_proof", "invalid_request")
