"""What comes next: one row per rule."""

import json
from datetime import timedelta

import pytest

from accounts.sign_ins import PASSKEY_ACR, PASSWORD_ACR, TWO_FACTORS_ACR
from oidc.errors import Refusal
from oidc.interaction import NeedConsent, NeedSignIn, NeedStepUp, Ready, Situation, next_step
from tests.oidc.worlds import NOW, request, sign_in

OLD = sign_in()
NEW = sign_in(id="sid-2", auth_time=NOW + timedelta(seconds=5))
STRONG = sign_in(acr=TWO_FACTORS_ACR)
SAME_RENEWED = sign_in(auth_time=NOW + timedelta(seconds=5))


def step(prompt=None, claims=None, max_age=None, acr_values=None, **changes):
    asked = request(
        prompt=prompt, max_age=max_age, acr_values=acr_values, claims=json.dumps(claims) if claims else None
    )
    given = {"request": asked, "started_at": NOW, "sign_in": OLD, "sign_in_before": OLD.id, "subject": "sub-1", "hinted": None,
             "is_answered": True}  # fmt: skip
    found = next_step(Situation(**(given | changes)))
    return found.error if isinstance(found, Refusal) else found


def acr(*values, essential=True):
    return {"id_token": {"acr": {"essential": essential, "values": list(values)}}}


@pytest.mark.parametrize(
    ("situation", "wanted"),
    [
        ({}, Ready()),
        ({"is_answered": False}, NeedConsent()),
        ({"sign_in": None, "sign_in_before": None}, NeedSignIn()),
        ({"sign_in": None, "sign_in_before": None, "is_answered": False}, NeedSignIn()),
        # prompt
        ({"prompt": "none"}, Ready()),
        ({"prompt": "none", "sign_in": None}, "login_required"),
        ({"prompt": "none", "is_answered": False}, "consent_required"),
        ({"prompt": "login"}, NeedSignIn(again=True)),
        ({"prompt": "login", "sign_in": NEW}, Ready()),
        ({"prompt": "login", "sign_in": SAME_RENEWED}, Ready()),
        (
            {"prompt": "login", "sign_in": sign_in(auth_time=NOW)},
            NeedSignIn(again=True),
        ),  # the same second is not after
        ({"prompt": "select_account"}, NeedSignIn(again=True)),
        ({"prompt": "create"}, NeedSignIn(again=True, create=True)),
        ({"prompt": "create", "sign_in": None}, NeedSignIn(create=True)),
        ({"prompt": "create", "sign_in": NEW}, Ready()),
        ({"prompt": "consent"}, NeedConsent()),
        ({"prompt": "consent", "decision": "allow"}, Ready()),
        ({"prompt": "login consent", "sign_in": NEW}, NeedConsent()),
        # max_age, judged against the start
        ({"max_age": "600"}, Ready()),
        ({"max_age": "599"}, NeedSignIn(again=True)),
        ({"max_age": "599", "sign_in": NEW}, Ready()),
        ({"max_age": "599", "prompt": "none"}, "login_required"),
        ({"max_age": "0", "sign_in": sign_in(auth_time=NOW)}, NeedSignIn(again=True)),
        ({"max_age": "0", "sign_in": NEW}, Ready()),
        # a purpose that needs a fresh sign-in
        ({"fresh_within": timedelta(minutes=10)}, Ready()),
        ({"fresh_within": timedelta(minutes=5)}, NeedSignIn(again=True)),
        ({"fresh_within": timedelta(minutes=5), "sign_in": NEW}, Ready()),
        ({"fresh_within": timedelta(minutes=5), "prompt": "none"}, "login_required"),
        # acr
        ({"claims": acr("urn:other")}, "unmet_authentication_requirements"),
        ({"claims": acr("urn:other"), "sign_in": None}, "unmet_authentication_requirements"),
        ({"claims": acr("urn:other", essential=False)}, Ready()),
        ({"claims": acr("urn:other", PASSWORD_ACR)}, Ready()),
        ({"claims": acr(PASSWORD_ACR), "sign_in": sign_in(acr="urn:weaker")}, NeedStepUp(0)),
        ({"claims": acr(TWO_FACTORS_ACR)}, NeedStepUp(1)),
        ({"claims": acr(PASSKEY_ACR, TWO_FACTORS_ACR)}, NeedStepUp(1)),
        ({"claims": acr(TWO_FACTORS_ACR), "prompt": "none"}, "login_required"),
        ({"claims": acr(TWO_FACTORS_ACR), "sign_in": NEW}, "unmet_authentication_requirements"),
        ({"claims": acr(TWO_FACTORS_ACR), "sign_in": STRONG}, Ready()),
        ({"claims": acr(PASSWORD_ACR), "sign_in": STRONG}, Ready()),
        ({"claims": acr(PASSWORD_ACR + ":checked")}, "unmet_authentication_requirements"),
        ({"claims": acr(PASSWORD_ACR + ":checked"), "identity": 1}, Ready()),
        ({"claims": acr(PASSWORD_ACR + ":in-person"), "identity": 1}, "unmet_authentication_requirements"),
        ({"claims": acr(TWO_FACTORS_ACR + ":checked"), "identity": 2}, NeedStepUp(1)),
        ({"claims": acr(PASSKEY_ACR), "sign_in": None, "sign_in_before": None}, NeedSignIn()),
        # acr_values are wishes
        ({"acr_values": TWO_FACTORS_ACR}, NeedStepUp(1)),
        ({"acr_values": TWO_FACTORS_ACR, "prompt": "none"}, Ready()),
        ({"acr_values": TWO_FACTORS_ACR, "sign_in": NEW}, Ready()),
        ({"acr_values": f"urn:other {PASSWORD_ACR}"}, Ready()),
        ({"acr_values": "urn:other"}, Ready()),
        ({"acr_values": PASSWORD_ACR + ":in-person"}, Ready()),
        # data that need a fresh sign-in: who has a passkey shows it
        ({"fresh_within": timedelta(minutes=10), "has_passkey": True}, NeedStepUp(1)),
        ({"fresh_within": timedelta(minutes=10), "has_passkey": True, "sign_in": NEW}, NeedStepUp(1)),
        ({"fresh_within": timedelta(minutes=10), "has_passkey": True, "sign_in": STRONG}, Ready()),
        ({"fresh_within": timedelta(minutes=10), "has_passkey": True, "prompt": "none"}, "login_required"),
        ({"has_passkey": True}, Ready()),
        # the citizen that the request means
        ({"hinted": "sub-1", "prompt": "none"}, Ready()),
        ({"hinted": "sub-2"}, "login_required"),
        ({"hinted": "sub-2", "sign_in": None}, NeedSignIn()),
        ({"claims": {"userinfo": {"sub": {"value": "sub-1"}}}}, Ready()),
        ({"claims": {"id_token": {"sub": {"value": "sub-2"}}}}, "login_required"),
        ({"claims": {"id_token": {"sub": {"values": ["sub-2", "sub-1"]}}}}, Ready()),
        # a frozen or closing account gives nothing
        ({"sign_in": sign_in(state="closing")}, "access_denied"),
        ({"sign_in": sign_in(state="frozen"), "prompt": "none"}, "access_denied"),
        # a refusal is an answer
        ({"decision": "deny", "is_answered": False}, "access_denied"),
        ({"decision": "deny", "sign_in": None}, "access_denied"),
    ],
)
def test_next_step(situation, wanted):
    assert step(**situation) == wanted


@pytest.mark.parametrize("sign_in_now", [None, OLD, NEW])
@pytest.mark.parametrize("is_answered", [True, False])
@pytest.mark.parametrize("max_age", [None, "0", "599", "600"])
@pytest.mark.parametrize("fresh", [None, timedelta(minutes=5)])
def test_a_silent_request_never_leads_to_a_page(sign_in_now, is_answered, max_age, fresh):
    found = step("none", max_age=max_age, sign_in=sign_in_now, is_answered=is_answered, fresh_within=fresh)
    assert not isinstance(found, NeedSignIn | NeedConsent)
