"""Advisories that no suite and no other test covers: about clients and their grants (docs/advisories.md names them)."""

from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import ECKey

from tests.advisories.visits import LASTING, managed, visited
from tests.conftest import build_town, leave
from tests.journeys.story import SITI, answer
from tests.journeys.story import open_account as open_with_identity
from tests.oidc.test_assertions import EC, signed
from tests.oidc.test_endpoints import CALLBACK, VERIFIER, Party
from tests.town import ISSUER

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.fixture
def of_its_own():
    return {"profiles": ("standard", "fapi2")}


def test_a_restart_revives_no_rotated_refresh_token(on_both, town, database_url, ring, capfd):
    """CVE-2026-9802."""
    party = Party(town)
    _, tokens = visited(town, party, scope=LASTING)
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    fresh = party.token(**form).json
    again = build_town(database_url, ring)
    again.clock.now = town.clock.now
    party.http = again.app.test_client()
    assert party.token(**form).json["error"] == "invalid_grant"
    assert (
        party.token(grant_type="refresh_token", refresh_token=fresh["refresh_token"]).json["error"] == "invalid_grant"
    )
    leave(again, capfd)


def test_a_grant_that_was_taken_from_a_client_refreshes_no_more(town):
    """GHSA-895x-rfqp-jh5c."""
    party = Party(town)
    _, tokens = visited(town, party, scope=LASTING)
    given = {"client_id": party.id, "redirect_uris": [CALLBACK], "grant_types": ["authorization_code"]}
    assert managed(party, "put", json=given).status_code == 200
    told = party.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert told.json["error"] == "unauthorized_client"


def test_what_is_read_and_written_back_is_unchanged(town):
    """CVE-2026-107623: no flag of a client is lost on the way."""
    flags = {
        "require_pushed_authorization_requests": True, "dpop_bound_access_tokens": True, "require_signed_request_object": True,
        "jwks": {"keys": [EC.as_dict(private=False)]}, "default_max_age": 60, "require_auth_time": True, "id_token_signed_response_alg": "RS256",
        "backchannel_logout_uri": CALLBACK + "/bye", "backchannel_logout_session_required": True, "request_uris": ["https://rp.example.id/r"],
        "token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": "ES256", "request_object_signing_alg": "ES256",
    }  # fmt: skip
    del flags["id_token_signed_response_alg"]
    party = Party(town, **flags)
    before = managed(party).json
    assert flags.items() <= before.items()
    sent = {
        name: value
        for name, value in before.items()
        if name not in {"registration_access_token", "registration_client_uri", "client_id_issued_at"}
    }
    written = managed(party, "put", json=sent)
    assert written.status_code == 200, written.text
    assert managed(party).json == before


def test_a_client_without_its_own_registration_token_is_dead_for_good(town):
    """CVE-2026-9705: who was disabled cannot enable itself again."""
    from sqlalchemy import update

    from oidc.tables import ClientRow

    party = Party(town)
    with town.keeping() as session:
        session.execute(update(ClientRow).where(ClientRow.id == party.id).values(state="disabled"))
    given = {"client_id": party.id, "redirect_uris": [CALLBACK]}
    assert [
        managed(party).status_code,
        managed(party, "put", json=given).status_code,
        managed(party, "delete").status_code,
    ] == [401] * 3
    with town.reading() as session:
        assert session.get_one(ClientRow, party.id).state == "disabled"


GRANTS = ["password", "implicit", "urn:ietf:params:oauth:grant-type:token-exchange", "urn:openid:params:grant-type:ciba",
          "urn:ietf:params:oauth:grant-type:pre-authorized_code", "urn:ietf:params:oauth:grant-type:jwt-bearer",
          "urn:ietf:params:oauth:grant-type:saml2-bearer"]  # fmt: skip


@pytest.mark.parametrize("grant", GRANTS)
def test_a_grant_that_is_not_offered_is_given_and_registered_to_nobody(town, grant):
    told = Party(town).token(grant_type=grant, subject_token="x", assertion="x", auth_req_id="x")
    assert (told.status_code, told.json["error"]) == (400, "unsupported_grant_type")
    given = {"redirect_uris": [CALLBACK], "grant_types": ["authorization_code", grant]}
    told = town.app.test_client().post("/register", json=given, base_url=ISSUER)
    assert told.status_code == 400
    found = town.app.test_client().get("/.well-known/openid-configuration", base_url=ISSUER).json
    assert grant not in found["grant_types_supported"]


def test_a_secret_signs_no_assertion(town):
    """CVE-2026-114616: there is no HMAC of a client, so none with an empty key."""
    given = {"redirect_uris": [CALLBACK], "token_endpoint_auth_method": "client_secret_jwt"}
    assert town.app.test_client().post("/register", json=given, base_url=ISSUER).status_code == 400


def test_discovery_promises_neither_none_nor_plain(town):
    """CVE-2026-67336."""
    found = town.app.test_client().get("/.well-known/openid-configuration", base_url=ISSUER).json
    assert found["code_challenge_methods_supported"] == ["S256"]
    algorithms = [value for name, value in found.items() if "_alg_values" in name]
    assert algorithms and not {"none", "HS256", "RSA1_5"} & {one for values in algorithms for one in values}


def test_two_clients_may_name_their_keys_alike(town):
    """CVE-2026-50202, CVE-2025-59936: keys are found by client, never by `kid` alone."""
    mine = ECKey.generate_key("P-256", parameters={"kid": EC.kid})
    way = {"token_endpoint_auth_method": "private_key_jwt"}
    first = Party(town, jwks={"keys": [EC.as_dict(private=False)]}, **way)
    second = Party(town, jwks={"keys": [mine.as_dict(private=False)]}, **way)
    for party, key, error in (
        (first, EC, "invalid_grant"),
        (second, EC, "invalid_client"),
        (second, mine, "invalid_grant"),
    ):
        token = signed({"iss": party.id, "sub": party.id, "jti": f"{party.id}{id(key)}"}, key=key)
        form = {
            "grant_type": "refresh_token",
            "refresh_token": "x",
            "client_assertion": token,
            "client_assertion_type": ASSERTION,
        }
        assert party.http.post("/token", data=form, base_url=ISSUER).json["error"] == error


def test_a_verifier_without_a_challenge_is_refused(database_url, ring, capfd):
    """CVE-2024-23647, CVE-2024-22258: also for those confidential clients that need no PKCE."""
    town = build_town(database_url, ring, profiles=("core",))
    party = Party(town)
    browser = open_with_identity(town, identity=SITI)
    browser.get(party.url(code_challenge=None, code_challenge_method=None))
    code = parse_qs(urlsplit(answer(browser, fields=["full_name"])).query)["code"][0]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
    assert party.token(**form, code_verifier=VERIFIER).json["error"] == "invalid_grant"
    browser.get(party.url(code_challenge=None, code_challenge_method=None))
    form["code"] = parse_qs(urlsplit(browser.left_to).query)["code"][0]
    assert party.token(**form).status_code == 200, "and without one it is the profile's right"
    leave(town, capfd)
