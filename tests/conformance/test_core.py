"""The modules that Basic, Implicit, Hybrid and their Form Post plans share: what a sign-in brings, of every kind."""

import json
import time
from urllib.parse import urlencode

import pytest
from joserfc import jws

from tests.conformance.driver import CHALLENGE, VERIFIER, Person, client
from tests.conformance.kinds import EVERY, kinds, registration

EVERY_SCOPE = "openid profile email address phone"
BROUGHT = {
    "profile": {"name", "family_name", "given_name", "gender", "birthdate", "zoneinfo", "locale", "updated_at"},
    "email": {"email", "email_verified"},
    "address": {"address"},
    "phone": {"phone_number", "phone_number_verified"},
}
PAIRED = ("code", "code id_token", "code token", "code id_token token")


def of(*which):
    return pytest.mark.parametrize("kind", which, indirect=True, ids=lambda kind: f"{kind[0]}-{kind[1] or 'default'}")


every = of(*EVERY)


@every
def test_server(person, party) -> None:
    tokens, claims = party.signs(person)
    assert {"sub", "exp", "iat"} <= claims.keys()
    assert not {"name", "email"} & claims.keys()
    if "code" in tokens:
        assert len(tokens["code"]) >= 22, "128 bits"


@every
def test_idtoken_signature(house, person, party) -> None:
    tokens, _ = party.signs(person)
    header = jws.extract_compact(tokens["id_token"].encode()).headers()
    assert header["alg"] == "RS256"
    assert [key["kty"] for key in house.published() if key["kid"] == header["kid"]] == ["RSA"]


@of(*kinds(without=("id_token",)))
@pytest.mark.parametrize("way", ["get", "post-header", "post-body"])
def test_userinfo(person, party, way) -> None:
    tokens, claims = party.signs(person)
    token = tokens["access_token"]
    more = {"data": {"access_token": token}} if way == "post-body" else {}
    assert party.userinfo(token, "GET" if way == "get" else "POST", **more)["sub"] == claims["sub"]


@of(*kinds(without=("id_token", "id_token token", "code id_token", "code id_token token")))
def test_ensure_request_without_nonce_succeeds_for_code_flow(person, party) -> None:
    _, claims = party.signs(person, nonce=None)
    assert "nonce" not in claims


@of(*kinds(having="id_token"))
def test_ensure_request_without_nonce_fails(person, party) -> None:
    assert party.asked(person, nonce=None)["error"] == "invalid_request"


@every
@pytest.mark.parametrize("scope", ["profile", "email", "address", "phone", "all"])
def test_scope(person, party, scope) -> None:
    asked = EVERY_SCOPE if scope == "all" else f"openid {scope}"
    told = party.released(person, scope=asked)
    wanted = [name for name in BROUGHT if name in asked.split()]
    expected = set().union(*(BROUGHT[name] for name in wanted))
    assert expected <= told.keys()
    foreign = set().union(*(BROUGHT[name] for name in BROUGHT if name not in wanted))
    assert not foreign & told.keys()
    assert all(value not in ("", None) for value in told.values())
    if "address" in wanted:
        assert isinstance(told["address"], dict)
    if "profile" in wanted:
        assert type(told["updated_at"]) is int


@every
def test_alternate_happy_flow(person, party) -> None:
    asked = dict(reversed(party.query(scope="address phone openid").items()))
    told = person.walk(f"{party.house.issuer}/authorize?" + urlencode(asked))
    assert told["state"] == party.state and "error" not in told


@every
@pytest.mark.parametrize(
    "harmless",
    [
        {"display": "page"},
        {"display": "popup"},
        {"extra": "foobar"},
        {"login_hint": "somebody@contoh.id"},
        {"ui_locales": "se"},
        {"claims_locales": "se"},
    ],
    ids=lambda one: "-".join(next(iter(one.items()))),
)
def test_harmless(person, party, harmless) -> None:
    party.signs(person, **harmless)


@every
def test_ensure_request_with_acr_values_succeeds(house, person, party) -> None:
    _, claims = party.signs(person, acr_values=" ".join(house.discovered["acr_values_supported"]))
    assert claims["acr"] in house.discovered["acr_values_supported"]


@every
def test_claims_essential(person, party) -> None:
    asked = json.dumps(
        {"id_token" if party.kind["response_type"] == "id_token" else "userinfo": {"name": {"essential": True}}}
    )
    assert party.released(person, claims=asked)["name"]


@every
def test_ensure_registered_redirect_uri(person, party) -> None:
    person.get(party.url(redirect_uri=party.callback + "/unregistered"))
    assert (person.left_to, person.posted()) == (None, None)
    assert person.here.status == 400


@every
def test_response_type_missing(person, party) -> None:
    told = person.get(party.url(response_type=None, response_mode=None))
    if person.left_to is None:
        assert told.status == 400
    else:
        assert person.told()["error"] in ("invalid_request", "unsupported_response_type")
        assert person.told()["state"] == party.state


@every
def test_ensure_post_request_succeeds(person, party) -> None:
    told = person.walk(f"{party.house.issuer}/authorize", list(party.query().items()))
    assert told["state"] == party.state and "error" not in told


@of(*kinds(having="code"))
def test_server_client_secret_post(house, person, kind) -> None:
    asked = {"response_type": kind[0]} | ({"response_mode": kind[1]} if kind[1] else {})
    posting = client(house, kind=asked, token_endpoint_auth_method="client_secret_post", **registration(kind[0]))
    posting.signs(person)


@of(*kinds(having="code"))
def test_ensure_request_with_valid_pkce_succeeds(person, party) -> None:
    told = party.asked(person, code_challenge=CHALLENGE, code_challenge_method="S256")
    assert party.redeem(told["code"], code_verifier=VERIFIER).status_code == 200


@of(*kinds(having="code"))
def test_refresh_token(house, person, party) -> None:
    tokens, claims = party.signs(person, scope="openid offline_access", prompt="consent")
    again = party.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert again.status_code == 200, again.text
    if "id_token" in again.json():
        renewed = party.claims(again.json()["id_token"], nonce=None)
        assert all(renewed[name] == claims[name] for name in ("iss", "sub", "aud", "auth_time"))
    assert again.json()["access_token"] != tokens["access_token"]
    other = client(house, client_name="Layanan lain")
    held = again.json().get("refresh_token", tokens["refresh_token"])
    refused = other.token(grant_type="refresh_token", refresh_token=held)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")


def is_used_up(party, told, tokens) -> None:
    refused = party.redeem(told["code"])
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    head = {"Authorization": "Bearer " + tokens["access_token"]}
    assert party.house.ask("GET", "/userinfo", headers=head).status_code == 401, "and what it brought is taken back"


@of(*kinds(having="code"))
def test_codereuse(person, party) -> None:
    told = party.asked(person)
    is_used_up(party, told, party.tokens(told))


@of(("code", None))
def test_codereuse_after_half_a_minute(person, party) -> None:
    told = party.asked(person)
    tokens = party.tokens(told)
    time.sleep(30)
    is_used_up(party, told, tokens)


def test_a_new_browser_is_asked_to_sign_in(house) -> None:
    person = Person(house)
    client(house, kind={"response_type": "code"}).signs(person)
    assert "sign-in" in person.seen
