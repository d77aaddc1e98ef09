"""Signed and encrypted answers through the whole application, and what a client gets whose key cannot be had."""

import json

import pytest
from joserfc import jwe, jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from tests.journeys.story import SITI, answer, open_account
from tests.oidc.test_endpoints import CALLBACK, Party, told_by_redirect
from tests.town import ISSUER

EC, RSA = ECKey.generate_key("P-256", parameters={"kid": "ec"}), RSAKey.generate_key(2048, parameters={"kid": "rsa"})
KEYS = {"keys": [key.as_dict(private=False) for key in (EC, RSA)]}
ALGORITHMS = ["ECDH-ES+A256KW", "RSA-OAEP-256", "A256GCM", "A128CBC-HS256"]
ACCEPT = {"Accept": "application/token-introspection+jwt"}


def unsealed(token, key=EC):
    outer = jwe.decrypt_compact(token, key, algorithms=ALGORITHMS)
    assert outer.headers()["kid"] == key.kid
    return outer


def verified(town, token, alg="ES256"):
    return jwt.decode(token, KeySet.import_key_set(town.keys.public_jwks()), algorithms=[alg])


def begun(town, party, **changes):
    browser = open_account(town, identity=SITI)
    browser.get(party.url(**changes))
    return browser, answer(browser, fields=["full_name"])


def introspected(party, token, **headers):
    return party.http.post(
        "/introspect", data={"token": token}, auth=(party.id, party.secret), headers=headers, base_url=ISSUER
    )


@pytest.mark.parametrize("alg", ["RS256", "ES256"])
def test_userinfo_is_signed_for_whom_it_was_registered(on_both, town, alg):
    party = Party(town, userinfo_signed_response_alg=alg)
    assert party.told["userinfo_signed_response_alg"] == alg
    _, target = begun(town, party)
    told = party.userinfo(party.tokens(target)["access_token"])
    assert (told.status_code, told.content_type, told.headers["Cache-Control"]) == (200, "application/jwt", "no-store")
    claims = verified(town, told.text, alg).claims
    assert {"iss", "aud", "sub", "name"} <= claims.keys()
    assert (claims["iss"], claims["aud"], claims["name"]) == (ISSUER, party.id, "SITI AMINAH")
    refused = party.userinfo("unknown")
    assert (refused.status_code, refused.content_type) == (401, "application/json")
    town.check_ledger()


def test_userinfo_is_encrypted_with_or_without_a_signature(town):
    asks = {"jwks": KEYS, "userinfo_encrypted_response_alg": "ECDH-ES+A256KW"}
    party = Party(town, **asks, userinfo_signed_response_alg="RS256")
    assert party.told["userinfo_encrypted_response_enc"] == "A128CBC-HS256"
    browser, target = begun(town, party)
    told = party.userinfo(party.tokens(target)["access_token"])
    assert told.content_type == "application/jwt"
    outer = unsealed(told.text)
    assert outer.headers()["cty"] == "JWT"
    assert verified(town, outer.plaintext, "RS256").claims["name"] == "SITI AMINAH"
    bare = Party(town, **asks | {"userinfo_encrypted_response_alg": "RSA-OAEP-256"})
    browser.get(bare.url())
    told = bare.userinfo(bare.tokens(answer(browser, fields=["full_name"]))["access_token"], "post")
    claims = json.loads(unsealed(told.text, RSA).plaintext)
    assert (claims["aud"], claims["name"]) == (bare.id, "SITI AMINAH")


def test_an_id_token_is_signed_and_then_encrypted(town):
    asks = {"id_token_encrypted_response_alg": "RSA-OAEP-256", "id_token_encrypted_response_enc": "A256GCM"}
    party = Party(town, jwks=KEYS, **asks)
    browser, target = begun(town, party, scope="openid profile offline_access", prompt="consent")
    tokens = party.tokens(target)
    outer = unsealed(tokens["id_token"], RSA)
    assert (outer.headers()["enc"], outer.headers()["cty"]) == ("A256GCM", "JWT")
    claims = verified(town, outer.plaintext).claims
    assert (claims["aud"], claims["nonce"]) == (party.id, "n-1")
    again = party.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"]).json
    assert verified(town, unsealed(again["id_token"], RSA).plaintext).claims["sub"] == claims["sub"]
    assert party.userinfo(tokens["access_token"]).json["name"] == "SITI AMINAH", "what was not asked for stays as it is"
    browser.get(party.url(id_token_hint=outer.plaintext.decode(), prompt="none"))
    assert "code" in told_by_redirect(browser)


@pytest.mark.parametrize("mode", ["query.jwt", "form_post.jwt"])
def test_an_authorization_response_is_encrypted_and_so_is_a_refusal(town, mode):
    party = Party(town, jwks=KEYS, authorization_encrypted_response_alg="ECDH-ES+A256KW")
    browser = open_account(town, identity=SITI)
    browser.get(party.url())
    answer(browser, fields=["full_name"])
    assert "code" in told_by_redirect(browser), "only a mode that carries a JWT is encrypted"
    for changes, name in (({}, "code"), ({"prompt": "jump"}, "error")):
        page = browser.get(party.url(response_mode=mode, **changes))
        if mode == "query.jwt":
            told = told_by_redirect(browser)
        else:
            told = dict(next(one for one in page.forms if page.target(one) == CALLBACK).data())
        assert told.keys() == {"response"}
        claims = verified(town, unsealed(told["response"]).plaintext).claims
        assert {name, "iss", "aud", "exp", "state"} <= claims.keys()


def test_an_interaction_remembers_that_its_answer_is_encrypted(town):
    party = Party(town, jwks=KEYS, authorization_encrypted_response_alg="ECDH-ES+A256KW")
    browser, _ = begun(town, party, response_mode="jwt")
    assert verified(town, unsealed(told_by_redirect(browser)["response"]).plaintext).claims["code"]


def test_introspection_is_a_jwt_for_whom_accepts_one(town):
    party = Party(town, introspection_signed_response_alg="RS256")
    _, target = begun(town, party)
    token = party.tokens(target)["access_token"]
    told = introspected(party, token, **ACCEPT)
    assert (told.status_code, told.content_type) == (200, ACCEPT["Accept"])
    opened = verified(town, told.text, "RS256")
    assert opened.header["typ"] == "token-introspection+jwt"
    assert opened.claims.keys() == {"iss", "aud", "iat", "token_introspection"}
    assert (opened.claims["iss"], opened.claims["aud"]) == (ISSUER, party.id)
    for accept in ("*/*", "application/json", "text/html", ""):
        plain = introspected(party, token, Accept=accept)
        assert (plain.content_type, plain.json) == ("application/json", opened.claims["token_introspection"])
    unknown = verified(town, introspected(party, "unknown", **ACCEPT).text, "RS256").claims
    assert unknown["token_introspection"] == {"active": False}
    assert party.userinfo(told.text).status_code == 401, "it is no access token"


def test_introspection_is_encrypted_and_never_plain(town):
    party = Party(town, jwks=KEYS, introspection_encrypted_response_alg="RSA-OAEP-256")
    opened = verified(town, unsealed(introspected(party, "unknown", **ACCEPT).text, RSA).plaintext)
    assert opened.header["typ"] == "token-introspection+jwt"
    assert opened.claims["token_introspection"] == {"active": False}
    refused = introspected(party, "unknown")
    assert (refused.status_code, refused.json["error"]) == (400, "invalid_request")
    unsigned = Party(town)
    assert verified(town, introspected(unsigned, "unknown", **ACCEPT).text).header["alg"] == "ES256"
