"""The description is whole: every endpoint for programs is in it, from what the code knows, and it is well formed."""

import pytest
import schemathesis

from oidc.clients.members import MEMBERS
from oidc.token_requests import GRANT_TYPES
from tests.town import ISSUER
from web.api import routes
from web.api.description import Route, described
from web.door.form_check import passes


@pytest.fixture
def told(town):
    answer = town.app.test_client().get("/api/openapi.json", base_url=ISSUER)
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return answer.json


def test_it_is_an_openapi_document(told) -> None:
    schemathesis.openapi.from_dict(told).validate()
    assert told["openapi"] == "3.1.0"
    assert told["servers"] == [{"url": ISSUER}]
    names = [one["operationId"] for path in told["paths"].values() for key, one in path.items() if key != "parameters"]
    assert len(names) == len(set(names))


def test_every_endpoint_for_programs_is_described_and_no_other(town, told) -> None:
    there = {
        rule.endpoint
        for rule in town.app.url_map.iter_rules()
        if passes(town.app.view_functions[rule.endpoint]).startswith("machine:")
    }
    assert there - routes.oidc.FOR_BROWSERS == set(routes.OPERATIONS)
    assert there >= routes.oidc.FOR_BROWSERS
    assert {"/token", "/register/{client_id}", "/api/release/{purpose}", "/ledger/checkpoint"} <= set(told["paths"])
    assert not {"/sign-in", "/authorize", "/profile"} & set(told["paths"])


def test_an_endpoint_that_nobody_described_is_an_error() -> None:
    stray = Route("oidc.stray", "/stray", frozenset({"GET"}), print, "machine:public")
    with pytest.raises(KeyError, match=r"oidc\.stray"):
        described(ISSUER, [stray], routes.OPERATIONS)


def test_what_the_code_knows_is_told(told) -> None:
    def form(path: str) -> dict[str, object]:
        return told["paths"][path]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]

    assert form("/token")["properties"]["grant_type"]["enum"] == list(GRANT_TYPES)
    assert {"client_assertion", "resource", "code_verifier"} <= form("/token")["properties"].keys()
    metadata = told["paths"]["/register"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert metadata["properties"].keys() == MEMBERS.keys()
    assert metadata["properties"]["require_auth_time"] == {"type": "boolean"}
    assert metadata["properties"]["contacts"] == {"type": "array", "items": {"type": "string"}}
    assert told["paths"]["/userinfo"]["get"]["security"] == [{"access_token": []}]
    assert "security" not in told["paths"]["/jwks"]["get"]
    assert "RFC 7009" in told["paths"]["/revoke"]["post"]["summary"]
