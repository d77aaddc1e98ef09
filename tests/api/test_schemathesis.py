"""schemathesis asks a live provider whatever the description allows: status, media type, headers and shape are as told, and nothing fails."""

import base64
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import schemathesis
from hypothesis import given
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core import NOT_SET
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.guard import machine
from core.operations import FORM, JSON
from oidc.clients.profiles import DEVICE
from tests.drawing import drawn
from tests.journeys.parties import CALLBACK, AuthlibParty
from tests.journeys.story import SITI, open_account
from tests.journeys.story import answer as answered

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)


@pytest.fixture
def of_its_own():
    return {"registrations_per_hour": 1_000_000}


@pytest.fixture
def shown(live) -> list[dict[str, str]]:
    """What a request may show: nothing, a client's secret, its token, the token of its registration, or something wrong."""
    metadata = {"redirect_uris": [CALLBACK], "grant_types": ["authorization_code", "client_credentials"]}
    made = requests.post(f"{live.issuer}/register", json=metadata, timeout=10).json()
    basic = "Basic " + base64.b64encode(f"{made['client_id']}:{made['client_secret']}".encode()).decode()
    told = requests.post(
        f"{live.issuer}/token",
        data={"grant_type": "client_credentials"},
        headers={"Authorization": basic},
        timeout=10,
    ).json()
    values = (
        basic,
        f"Bearer {told['access_token']}",
        f"Bearer {made['registration_access_token']}",
        "Bearer x",
        "DPoP x",
        "Basic x",
    )
    return [{}, *({"Authorization": value} for value in values)]


def asked(operation, shown, examples: int) -> set[str]:
    """Ask one operation so many times; return with which statuses it was answered."""
    seen = set()

    @drawn(examples)
    @given(case=operation.as_strategy(), by=st.sampled_from(shown))
    def ask(case, by) -> None:
        case.headers.update({"Accept": "application/json"} | by)
        answer = case.call()
        seen.add(f"{operation.label} {answer.status_code}")
        case.validate_response(answer, checks=CHECKS)

    ask()
    return seen


def operations(live):
    found = schemathesis.openapi.from_url(f"{live.issuer}/api/openapi.json").get_all_operations()
    return {one.ok().label: one.ok() for one in found}


def test_the_api_answers_as_it_is_described(live, shown) -> None:
    seen = set().union(*(asked(operation, shown, 25) for operation in operations(live).values()))
    assert {"POST /token 401", "POST /register 400", "GET /userinfo 401", "GET /jwks 200", "GET /par 405"} <= seen


def test_what_is_good_is_answered_as_it_is_described(live) -> None:
    there = operations(live)

    def ask(label, *, by=None, body=None, kind=FORM, **variables):
        case = there[label].Case(
            body=body if body is not None else NOT_SET, media_type=kind, path_parameters=variables, headers=by or {}
        )
        answer = case.call()
        case.validate_response(answer, checks=CHECKS)
        return answer

    metadata = {"redirect_uris": [CALLBACK], "client_name": "Loket"}
    made = ask("POST /register", body=metadata, kind=JSON).json()
    managing = {"Authorization": f"Bearer {made['registration_access_token']}"}
    assert ask("GET /register/{client_id}", by=managing, client_id=made["client_id"]).json()["client_name"] == "Loket"
    changed = metadata | {"client_id": made["client_id"], "client_name": "Loket dua"}
    told = ask("PUT /register/{client_id}", by=managing, body=changed, kind=JSON, client_id=made["client_id"])
    assert told.json()["client_name"] == "Loket dua"
    assert ask("DELETE /register/{client_id}", by=managing, client_id=made["client_id"]).status_code == 204

    party = AuthlibParty.registered(live.issuer)
    browser = open_account(live, identity=SITI)
    browser.get(party.begin("openid profile offline_access").removeprefix(live.issuer))
    code = parse_qs(urlsplit(answered(browser, fields=["full_name"])).query)["code"][0]
    own = {"client_id": party.client_id, "client_secret": party.session.client_secret}
    grant = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "code_verifier": party.verifier,
    }
    tokens = ask("POST /token", body=grant | own).json()
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert ask("GET /userinfo", by=bearer).json()["name"] == SITI["full_name"]
    assert ask("POST /userinfo", body={"access_token": tokens["access_token"]}).json()["sub"]
    fields = ask("GET /api/release/{purpose}", by=bearer, purpose="sign-in").json()["fields"]
    assert fields["full_name"]["value"] == SITI["full_name"]
    assert ask("POST /introspect", body={"token": tokens["access_token"]} | own).json()["active"]
    assert ask("POST /revoke", body={"token": tokens["refresh_token"]} | own).status_code == 200
    assert ask("GET /userinfo", by=bearer).status_code == 401
    pushed = {"response_type": "code", "scope": "openid", "redirect_uri": CALLBACK} | own
    challenge = {"code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256"}
    assert ask("POST /par", body=pushed | challenge).status_code == 201
    device = ask("POST /register", body={"grant_types": [DEVICE]}, kind=JSON).json()
    named = {name: device[name] for name in ("client_id", "client_secret")}
    assert ask("POST /device_authorization", body=named | {"scope": "openid"}).json()["user_code"]
    assert ask("GET /ledger/checkpoint").status_code == 200
    assert ask("GET /ledger/entry/{index}.json", index=0).json()["index"] == 0
    party.close()


def test_control_an_answer_that_is_not_described_is_found(live, shown, monkeypatch) -> None:
    @machine("public")
    def wrong(**_path):
        return {"authorization_servers": 1}

    described = operations(live)["GET /.well-known/oauth-protected-resource"]
    assert asked(described, shown, 1) == {"GET /.well-known/oauth-protected-resource 200"}
    monkeypatch.setitem(live.app.view_functions, "oidc.protected_resource", wrong)
    with pytest.raises(FailureGroup, match="Response violates schema"):
        asked(described, shown, 1)
