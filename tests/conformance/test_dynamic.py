"""The modules of the Dynamic, Config and third-party-initiated plans: discovery, registration, and keys that change."""

import json
from urllib.parse import urlsplit

import pytest
from joserfc import jws, jwt
from joserfc.jwk import KeySet, RSAKey

from tests.conformance.driver import Client, Person, client, key_set

ASSERTS = {"token_endpoint_auth_method": "private_key_jwt"}
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "registration_endpoint")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)


def register(house, **changes):
    given = {"redirect_uris": [house.service.address + "/cb"], "client_name": "Layanan uji"} | changes
    return house.ask("POST", house.discovered["registration_endpoint"], json=given)


def test_discovery_endpoint_verification(house) -> None:
    answer = house.ask("GET", "/.well-known/openid-configuration")
    told = answer.json()
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("application/json")
    assert told["issuer"] == house.issuer
    assert all(urlsplit(told[name]).scheme == "https" for name in ENDPOINTS)
    assert {"code", "id_token", "id_token token"} <= set(told["response_types_supported"])
    assert {"authorization_code", "implicit"} <= set(told["grant_types_supported"])
    assert "RS256" in told["id_token_signing_alg_values_supported"]
    assert "openid" in told["scopes_supported"] and "sub" in told["claims_supported"]
    assert set(told["subject_types_supported"]) <= {"public", "pairwise"}
    assert {"client_secret_basic", "private_key_jwt"} <= set(told["token_endpoint_auth_methods_supported"])
    assert (told["claims_parameter_supported"], told["request_uri_parameter_supported"]) == (True, True)
    assert all(value not in (None, "", []) for value in told.values())
    keys = house.published()
    assert len({key["kid"] for key in keys}) == len(keys)
    assert not any({"d", "p", "q", "k"} & key.keys() for key in keys)


def test_server(house, person) -> None:
    client(house, **ASSERTS).signs(person)


def test_idtoken_rs256(house, person) -> None:
    _, claims = client(house, id_token_signed_response_alg="RS256", **ASSERTS).signs(person)
    assert claims["sub"]


def test_userinfo_rs256(house, person) -> None:
    party = client(house, userinfo_signed_response_alg="RS256", **ASSERTS)
    tokens, claims = party.signs(person)
    told = house.ask("GET", "/userinfo", headers={"Authorization": "Bearer " + tokens["access_token"]})
    assert told.headers["Content-Type"].startswith("application/jwt")
    read = jwt.decode(told.text, KeySet.import_key_set({"keys": house.published()}), algorithms=["RS256"]).claims
    assert (read["iss"], read["aud"], read["sub"]) == (house.issuer, party.id, claims["sub"])


def is_a_page_of_ours(person, url) -> None:
    page = person.get(url)
    assert (page.status, person.left_to, person.posted()) == (400, None, None)


def test_ensure_redirect_uri_in_authorization_request(house, person) -> None:
    party = client(house, redirect_uris=[house.service.address + "/one", house.service.address + "/two"], **ASSERTS)
    is_a_page_of_ours(person, party.url(redirect_uri=None))


def test_redirect_uri_query(house, person) -> None:
    registered = house.service.address + "/query/callback?foo=bar"
    party = client(house, redirect_uris=[registered], **ASSERTS)
    told = person.walk(party.url(redirect_uri=registered))
    assert told["foo"] == "bar" and told["code"]
    is_a_page_of_ours(person, party.url(redirect_uri=registered.replace("bar", "other")))
    is_a_page_of_ours(person, party.url(redirect_uri=registered.split("?")[0]))


def test_redirect_uri_query_added(house, person) -> None:
    party = client(house, **ASSERTS)
    is_a_page_of_ours(person, party.url(redirect_uri=party.callback + "?foo=bar"))


def test_redirect_uri_regfrag(house) -> None:
    told = register(house, redirect_uris=[house.service.address + "/cb#fragment"])
    assert (told.status_code, told.json()["error"]) == (400, "invalid_redirect_uri")


@pytest.mark.parametrize("member", ["logo_uri", "policy_uri", "tos_uri"])
def test_registration_of_what_people_see(house, member) -> None:
    where = house.service.lay(f"/{member}.png", "image/png", PNG)
    party = client(house, client_uri=house.service.address, **{member: where}, **ASSERTS)
    assert party.registered[member] == where
    page = Person(house).get(party.url())
    assert any(form.has("password") for form in page.forms), "the sign-in page"
    if member == "logo_uri":
        assert f"/logos/{party.id}" in page.html or "<img" in page.html
    else:
        assert where in [href for href, _ in page.links]


def lay_keys(house, path, *keys) -> str:
    return house.service.lay(path, "application/json", json.dumps(key_set(*keys)).encode())


def test_registration_jwks_uri(house, person) -> None:
    key = RSAKey.generate_key(2048, {"kid": "one"})
    party = Client(house, jwks_uri=lay_keys(house, "/jwks", key), **ASSERTS)
    party.signing = (key, "RS256")
    party.signs(person)


def test_refresh_token_rp_key_rotation(house, person) -> None:
    old, new = (RSAKey.generate_key(2048, {"kid": kid}) for kid in ("old", "new"))
    party = Client(house, jwks_uri=lay_keys(house, "/rotating", old), **ASSERTS)
    party.signing = (old, "RS256")
    tokens, _ = party.signs(person, scope="openid offline_access", prompt="consent")
    lay_keys(house, "/rotating", new)
    party.signing = (new, "RS256")
    again = party.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert again.status_code == 200, again.text


def test_registration_sector(house, person) -> None:
    addresses = [house.service.address + "/sector/cb"]
    good = house.service.lay("/sector.json", "application/json", json.dumps(addresses).encode())
    told = register(house, redirect_uris=addresses, sector_identifier_uri=good, subject_type="pairwise")
    assert (told.status_code, told.json()["sector_identifier_uri"]) == (201, good)
    bad = house.service.lay("/bad.json", "application/json", b'["https://example.com/other"]')
    told = register(house, redirect_uris=addresses, sector_identifier_uri=bad, subject_type="pairwise")
    assert (told.status_code, told.json()["error"]) == (400, "invalid_client_metadata")


def test_server_rotate_keys(house, person) -> None:
    party = client(house, **ASSERTS)
    before = {key["kid"] for key in house.published()}
    tokens, _ = party.signs(person)
    house.sekali("keys", "rotate", "tokens")
    for _ in range(60):
        renewed, _ = party.signs(person)
        old, new = (jws.extract_compact(one["id_token"].encode()).headers()["kid"] for one in (tokens, renewed))
        if new != old:
            break
    assert new != old and new in before, "published before it signed"
    assert {old, new} < {key["kid"] for key in house.published()} and {key["kid"] for key in house.published()} - before
    party.claims(tokens["id_token"], nonce=jwt_nonce(tokens["id_token"]))


def jwt_nonce(token: str) -> str:
    return json.loads(jws.extract_compact(token.encode()).payload)["nonce"]


def test_ensure_client_assertion_with_iss_aud_succeeds(house, person) -> None:
    party = client(house, **ASSERTS)
    told = party.asked(person)
    answer = party.redeem(
        told["code"],
        client_assertion=party.signed_by(house.issuer),
        client_assertion_type="urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    )
    assert answer.status_code == 200, answer.text


def test_refresh_token(house, person) -> None:
    party = client(house, **ASSERTS)
    tokens, _ = party.signs(person, scope="openid offline_access", prompt="consent")
    assert party.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"]).status_code == 200


def test_3rd_party_init_login(house) -> None:
    where = house.service.address + "/initiate"
    told = register(house, initiate_login_uri=where)
    assert (told.status_code, told.json()["initiate_login_uri"]) == (201, where)
    own = {"Authorization": "Bearer " + told.json()["registration_access_token"]}
    assert house.ask("GET", told.json()["registration_client_uri"], headers=own).json()["initiate_login_uri"] == where


def test_3rd_party_init_login_nohttps(house) -> None:
    told = register(house, initiate_login_uri="http://rp.example.id/initiate")
    assert (told.status_code, told.json()["error"]) == (400, "invalid_client_metadata")
