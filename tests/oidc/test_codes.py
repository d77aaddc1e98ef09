"""Codes and ID Tokens: why one is not redeemed, what the other holds."""

from datetime import timedelta

import pytest

from oidc import id_token
from oidc.codes import CodeRedemption, why_not_redeemed
from oidc.tokens import Family, Token, why_grant_gives_nothing, why_not_honoured
from tests.oidc.worlds import NOW, REDIRECT, VERIFIER, authorization, client


@pytest.mark.parametrize(
    ("changed", "redirect", "verifier", "redeemed"),
    [
        ({}, REDIRECT, VERIFIER, True),
        ({"expires_at": NOW}, REDIRECT, VERIFIER, False),
        ({}, None, VERIFIER, False),
        ({}, REDIRECT + "/", VERIFIER, False),
        ({}, REDIRECT, None, False),
        ({}, REDIRECT, VERIFIER[:-1] + "A", False),
        ({"challenge": None}, REDIRECT, VERIFIER, False),
        ({"challenge": None}, REDIRECT, None, True),
        ({"bound_to": "key-1"}, REDIRECT, VERIFIER, True),
        ({"bound_to": "key-2"}, REDIRECT, VERIFIER, False),
    ],
)
def test_why_not_redeemed(changed, redirect, verifier, redeemed):
    why = why_not_redeemed(authorization(**changed), CodeRedemption("c", redirect, verifier), "key-1", NOW)
    assert (why is None) is redeemed


def family(offline=False, **changes) -> Family:
    given = {"authorization": authorization(offline=offline), "client": client(), "has_ended": False, "client_is_active": True,
             "citizen_is_active": True, "sign_in_lives": True, "grant_state": "live", "grant_ends_at": None, "purpose": "p", "is_once": False}  # fmt: skip
    return Family(**(given | changes))


@pytest.mark.parametrize(
    ("token", "of", "why"),
    [
        ({}, {}, None),
        ({"expires_at": NOW}, {}, "token_expired"),
        ({"is_revoked": True}, {}, "token_revoked"),
        ({}, {"has_ended": True}, "token_revoked"),
        ({}, {"client_is_active": False}, "client_disabled"),
        ({}, {"citizen_is_active": False}, "account_not_active"),
        ({}, {"sign_in_lives": False}, "signed_out"),
        ({}, {"sign_in_lives": False, "offline": True}, None),
        ({}, {"citizen_is_active": False, "offline": True}, "account_not_active"),
    ],
)
def test_why_not_honoured(token, of, why):
    given = {
        "id": "t",
        "kind": "access",
        "scopes": ("openid",),
        "bound_to": None,
        "issued_at": NOW,
        "expires_at": NOW + timedelta(seconds=1),
        "is_revoked": False,
    }
    assert why_not_honoured(Token(**(given | token), family=family(**of)), NOW) == why


@pytest.mark.parametrize(
    ("of", "why"),
    [
        ({}, None),
        ({"grant_ends_at": NOW + timedelta(seconds=1)}, None),
        ({"grant_ends_at": NOW}, "consent_over"),
        ({"grant_state": "withdrawn"}, "consent_withdrawn"),
        ({"grant_state": "replaced"}, "consent_over"),
        ({"grant_state": "spent"}, "consent_over"),
        ({"purpose_state": "paused"}, "purpose_paused"),
        ({"purpose_state": "replaced"}, "purpose_changed"),
        ({"purpose_state": "paused", "grant_state": "withdrawn"}, "consent_withdrawn"),
    ],
)
def test_no_new_token_without_its_grant(of, why):
    assert why_grant_gives_nothing(family(**of), NOW) == why


def test_an_id_token_says_who_how_and_when_and_nothing_else():
    made = id_token.claims("http://op", "sub-1", authorization(), NOW, "n-1")
    assert made == {
        "iss": "http://op", "sub": "sub-1", "aud": "client-1", "exp": 1795504200, "iat": 1795503600, "auth_time": 1795503000,
        "nonce": "n-1", "acr": "urn:sekali:acr:password", "amr": ["pwd"], "sid": "sid-1",
    }  # fmt: skip


def test_hashes_bind_an_id_token_to_what_comes_along():
    # The example of OpenID Connect Core 1.0, section A.6: the left half of SHA-256, base64url.
    assert id_token.hashes(
        "RS256",
        "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y",
        "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk",
    ) == {
        "at_hash": "77QmUPtjPfzWtF2AnpK9RQ",
        "c_hash": "LDktKdoQak3Pk0cnXxCltA",
    }
    assert id_token.hashes("ES256", None, None) == {}


def test_an_id_token_leaves_out_what_is_not_known():
    made = id_token.claims("http://op", "sub-1", authorization(sign_in=None), NOW, None)
    assert {"nonce", "sid"} & made.keys() == set()
    assert all(value not in ("", None) for value in made.values())
