"""The authorization request: what is told on a page, what by redirect, and what is ignored."""

import json

import pytest

from oidc.claims_request import ClaimsRequest
from oidc.errors import PageError, PageReason, RedirectError
from oidc.parameters import read
from oidc.requests import authorize_request, is_still_allowed, kept, purpose_of, restored
from tests.oidc.worlds import CHALLENGE, REDIRECT, asked, client, pairs, request


@pytest.mark.parametrize(
    ("changed", "extra", "reason"),
    [
        ({"redirect_uri": None}, [], PageReason.FOREIGN_REDIRECT),
        ({"redirect_uri": "https://evil.test/"}, [], PageReason.FOREIGN_REDIRECT),
        ({"redirect_uri": REDIRECT + "/"}, [], PageReason.FOREIGN_REDIRECT),
        ({"redirect_uri": "x" * 3000}, [], PageReason.UNREADABLE),
        ({}, [("redirect_uri", REDIRECT)], PageReason.UNREADABLE),
        ({}, [("client_id", "client-1")], PageReason.UNREADABLE),
        ({}, [(str(i), "x") for i in range(101)], PageReason.UNREADABLE),
    ],
)
def test_nothing_is_redirected_while_the_address_is_not_trusted(changed, extra, reason):
    with pytest.raises(PageError) as refused:
        authorize_request(asked(pairs(**changed) + extra), client())
    assert refused.value.reason is reason


def test_an_unknown_client_is_told_on_a_page():
    with pytest.raises(PageError) as refused:
        authorize_request(asked(pairs()), None)
    assert refused.value.reason is PageReason.UNKNOWN_CLIENT


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_mode": "web_message"}, "invalid_request"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"scope": "openid purpose:a purpose:b"}, "invalid_scope"),
        ({"scope": "openid " + "x" * 3000}, "invalid_request"),
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "jump"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"max_age": "1.5"}, "invalid_request"),
        ({"max_age": "٣"}, "invalid_request"),
        ({"max_age": "9" * 20}, "invalid_request"),
        ({"claims": "[]"}, "invalid_request"),
        ({"claims": "{"}, "invalid_request"),
        ({"claims": "[" * 8000}, "invalid_request"),
        ({"claims": '{"userinfo": 1}'}, "invalid_request"),
        ({"claims": '{"userinfo": {"email": 1}}'}, "invalid_request"),
        ({"claims": '{"id_token": {"acr": {"essential": true, "values": "x"}}}'}, "invalid_request"),
        ({"registration": "{}"}, "registration_not_supported"),
        ({"nonce": "x" * 2049}, "invalid_request"),
        ({"nonce": "a\x00b"}, "invalid_request"),
    ],
)
def test_all_else_goes_back_to_the_client(changed, error):
    with pytest.raises(RedirectError) as refused:
        request(**changed)
    assert refused.value.refusal.error == error
    assert refused.value.back.redirect_uri == REDIRECT
    assert refused.value.back.state == "s-1"
    assert refused.value.refusal.description.isascii()
    assert not set(refused.value.refusal.description) & set('"\\\r\n\t')


def test_a_repeated_state_is_not_sent_back():
    with pytest.raises(RedirectError) as refused:
        authorize_request(asked([*pairs(), ("state", "s-2")]), client())
    assert refused.value.back.state is None


@pytest.mark.parametrize("name", ["scope", "nonce", "prompt", "code_challenge", "response_type", "claims", "max_age"])
def test_a_repeated_parameter_is_refused(name):
    value = {"claims": "{}", "max_age": "1", "prompt": "login", "nonce": "n"}.get(name, dict(pairs()).get(name))
    with pytest.raises(RedirectError):
        authorize_request(asked([*pairs(**{name: value}), (name, value)]), client())


def test_unknown_parameters_scopes_and_claims_are_ignored():
    asked = request(
        foo="bar",
        scope="openid nothing profile",
        claims='{"userinfo": {"x#id": null}, "other": 3}',
        display="popup",
        login_hint="a",
    )
    assert asked.scopes == ("openid", "nothing", "profile")
    assert asked.claims.names == ("x",)


def test_the_profile_core_asks_pkce_of_public_clients_only():
    without = {"code_challenge": None, "code_challenge_method": None}
    assert request(client("core"), **without).challenge is None
    assert request(client("core")).challenge == CHALLENGE
    with pytest.raises(RedirectError):
        request(client("core", token_endpoint_auth_method="none"), **without)
    with pytest.raises(RedirectError):
        request(client("core"), code_challenge_method="plain")


def test_max_age_of_the_client_holds_when_the_request_names_none():
    assert request(client(default_max_age=60)).max_age == 60
    assert request(client(default_max_age=60), max_age="0").max_age == 0
    assert request().max_age is None


def test_the_claims_parameter():
    claims = {
        "userinfo": {"email": {"essential": True}, "sub": {"value": "abc"}},
        "id_token": {"acr": {"essential": True, "values": ["a", "b"]}, "nik": None, "auth_time": {"essential": True}},
    }
    assert request(claims=json.dumps(claims)).claims == ClaimsRequest(("email", "nik"), ("abc",), ("a", "b"))
    voluntary = {"id_token": {"acr": {"values": ["a"]}}}
    assert request(claims=json.dumps(voluntary)).claims.acr_values == ()


def test_a_kept_request_comes_back_as_it_was():
    asked = request(
        prompt="login consent",
        scope="openid purpose:kartu",
        claims='{"userinfo": {"email": null}}',
        ui_locales="en id",
        max_age="0",
    )
    assert restored(json.loads(json.dumps(kept(asked)))) == asked
    assert asked.purpose == "kartu"
    assert purpose_of(read(pairs(scope="openid purpose:kartu"))) == "kartu"
    assert is_still_allowed(asked, client())
    assert not is_still_allowed(asked, client(redirect_uris=["https://other.example.id/"]))
