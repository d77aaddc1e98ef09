"""Client credentials: a client's own token says who it is, and opens nothing of any citizen."""

import pytest
from sqlalchemy import func, select, update

from oidc import clearing
from oidc.tables import ClientRow, ClientTokenRow
from tests.journeys.story import SITI
from tests.oidc.proving import Holder
from tests.oidc.servers import API, ARCHIVE, Server, introspected, verify
from tests.oidc.test_endpoints import CALLBACK, Party, signed_in
from tests.statements import billed
from tests.town import ISSUER

SCOPE = "antrean.tulis"
METADATA = {"grant_types": ["client_credentials"], "redirect_uris": None, "scope": f"{SCOPE} lain"}


@pytest.fixture
def of_its_own():
    return {"profiles": ("standard", "fapi2", "core", "legacy")}


@pytest.fixture
def machine(town):
    return Party(town, **METADATA)


def own_token(machine, headers=None, **more):
    form = {"grant_type": "client_credentials"} | more
    return machine.http.post(
        "/token", data=form, auth=(machine.id, machine.secret), headers=headers or {}, base_url=ISSUER
    )


def revoked(machine, token):
    form = {"token": token}
    return machine.http.post("/revoke", data=form, auth=(machine.id, machine.secret), base_url=ISSUER).status_code


def test_a_client_gets_a_token_of_its_own(on_both, town, machine):
    told = own_token(machine)
    assert told.status_code == 200
    assert told.json.keys() == {"access_token", "token_type", "expires_in"}, "no refresh token, no ID Token, no scope"
    assert told.headers["Cache-Control"] == "no-store"
    facts = introspected(machine, told.json["access_token"])
    assert facts.keys() == {"active", "iss", "client_id", "iat", "exp", "token_type"}, "no sub: nobody stands behind it"
    assert (facts["active"], facts["client_id"], facts["exp"] - facts["iat"]) == (True, machine.id, 600)


def test_it_opens_nothing_of_any_citizen(on_both, town, machine):
    signed_in(town, Party(town))
    token = own_token(machine).json["access_token"]
    told = machine.userinfo(token)
    assert (told.status_code, told.json["error"]) == (403, "insufficient_scope")
    assert "no citizen" in told.json["error_description"]
    assert 'error="insufficient_scope"' in told.headers["WWW-Authenticate"]
    head = {"Authorization": f"Bearer {token}"}
    released = machine.http.get("/api/release/sign-in", headers=head, base_url=ISSUER)
    assert released.status_code == 403 and SITI["full_name"] not in released.text
    town.clock.advance(seconds=600)
    told = machine.userinfo(token)
    assert (told.status_code, told.json["error_description"]) == (401, "token_expired")
    assert introspected(machine, token) == {"active": False}
    town.check_ledger()


@pytest.fixture
def server(town):
    return Server(town, scopes=(SCOPE, "lain", "tetap"))


def test_scopes_are_a_resource_servers_for_clients_of_verified_services(on_both, town, machine, server):
    refused = own_token(machine, scope=SCOPE)
    assert (refused.status_code, refused.json["error"]) == (400, "invalid_target")
    assert "verified" in refused.json["error_description"]
    verify(town, machine)
    told = own_token(machine, scope=f"{SCOPE} {SCOPE}")
    assert (told.json["scope"], told.json["expires_in"]) == (SCOPE, 300)
    facts = introspected(machine, told.json["access_token"])
    assert (facts["scope"], facts["aud"], facts["sub"]) == (SCOPE, API, machine.id)
    assert server.introspect(told.json["access_token"]) == facts
    assert machine.userinfo(told.json["access_token"]).json["error"] == "insufficient_scope"
    assert SCOPE in machine.http.get("/.well-known/openid-configuration", base_url=ISSUER).json["scopes_supported"]


@pytest.mark.parametrize(
    "scope",
    [
        "openid",
        "offline_access",
        "purpose:sign-in",
        "profile",
        "email",
        "unknown",
        "tetap",
        f"{SCOPE} openid",
        f"{SCOPE} unknown",
    ],
)
def test_no_other_scope_is_given(town, machine, server, scope):
    verify(town, machine)
    told = own_token(machine, scope=scope)
    assert (told.status_code, told.json["error"]) == (400, "invalid_scope")


REFUSED = {
    "unknown": ({"resource": ARCHIVE}, "invalid_target"),
    "no address": ({"resource": "antrean"}, "invalid_target"),
    "with a fragment": ({"resource": API + "#a"}, "invalid_target"),
    "two in one": ({"resource": f"{API} {ARCHIVE}"}, "invalid_target"),
    "two": ({"resource": [API, ARCHIVE]}, "invalid_target"),
    "ourselves": ({"resource": ISSUER}, "invalid_target"),
    "our userinfo": ({"resource": ISSUER + "/userinfo"}, "invalid_target"),
    "another's scope": ({"resource": API, "scope": "arsip"}, "invalid_scope"),
    "not registered": ({"resource": API, "scope": "tetap"}, "invalid_scope"),
    "a sibling of its address": ({"resource": API + "/"}, "invalid_target"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_resource_is_refused(town, machine, server, case):
    verify(town, machine)
    form, error = REFUSED[case]
    told = own_token(machine, **form)
    assert (told.status_code, told.json["error"]) == (400, error), told.json


def test_a_resource_is_named_where_several_know_the_scope(town, machine, server):
    verify(town, machine)
    archive = Server(town, ARCHIVE, "jwt", scopes=(SCOPE,))
    assert own_token(machine, scope=SCOPE).json["error"] == "invalid_target"
    assert "scope" not in own_token(machine, resource=API).json
    told = own_token(machine, scope=SCOPE, resource=ARCHIVE).json
    header, claims = archive.read(told["access_token"])
    assert header["typ"] == "at+jwt"
    assert claims.keys() == {"iss", "aud", "exp", "iat", "jti", "scope", "sub", "client_id"}
    assert (claims["iss"], claims["aud"], claims["sub"], claims["scope"]) == (ISSUER, ARCHIVE, machine.id, SCOPE)
    assert archive.introspect(told["access_token"])["active"]
    assert server.introspect(told["access_token"]) == {"active": False}, "it is for another"
    assert machine.userinfo(told["access_token"]).json["error"] == "insufficient_scope"
    assert revoked(machine, told["access_token"]) == 200
    assert archive.introspect(told["access_token"]) == {"active": False}


def test_only_for_clients_that_registered_the_grant_and_prove_themselves(town):
    told = own_token(Party(town))
    assert (told.status_code, told.json["error"]) == (400, "unauthorized_client")
    old = {
        "response_types": ["id_token"],
        "redirect_uris": [CALLBACK],
        "grant_types": ["implicit", "client_credentials"],
    }
    for changes in ({"token_endpoint_auth_method": "none"}, {"response_types": ["code"]}, {"grant_types": []}, old):
        told = town.app.test_client().post("/register", json=METADATA | changes, base_url=ISSUER)
        assert (told.status_code, told.json["error"]) == (400, "invalid_client_metadata"), changes
    public = Party(town, token_endpoint_auth_method="none")
    form = {"grant_type": "client_credentials", "client_id": public.id}
    assert public.http.post("/token", data=form, base_url=ISSUER).json["error"] == "unauthorized_client"


def test_registration_without_addresses_is_echoed_and_with_code_needs_one(town, machine):
    assert machine.told["response_types"] == [] and "redirect_uris" not in machine.told
    both = METADATA | {"grant_types": ["authorization_code", "client_credentials"]}
    told = machine.http.post("/register", json=both, base_url=ISSUER)
    assert told.json["error"] == "invalid_redirect_uri"
    told = machine.http.post("/register", json=both | {"redirect_uris": [CALLBACK]}, base_url=ISSUER)
    assert told.status_code == 201 and told.json["response_types"] == ["code"]
    page = town.browser().get(f"/authorize?client_id={machine.id}&response_type=code&redirect_uri={CALLBACK}")
    assert page.status == 400


def test_it_ends_by_revocation_with_its_client_and_in_time(on_both, town, machine):
    first, second = (own_token(machine).json["access_token"] for _ in range(2))
    other = Party(town, **METADATA)
    assert revoked(other, first) == 200 and introspected(machine, first)["active"], "it is another client's"
    assert introspected(other, first) == {"active": False}
    assert revoked(machine, first) == 200
    assert introspected(machine, first) == {"active": False}
    assert machine.userinfo(first).json["error_description"] == "token_revoked"
    with town.keeping() as session:
        session.execute(update(ClientRow).where(ClientRow.id == machine.id).values(state="disabled"))
    assert machine.userinfo(second).json["error_description"] == "client_disabled"
    assert own_token(machine).status_code == 401
    town.clock.advance(seconds=601)
    with town.keeping() as session:
        clearing.clear_expired(session, town.clock())
        assert session.scalar(select(func.count()).select_from(ClientTokenRow)) == 0


def test_it_is_bound_to_the_key_that_was_proved(town, machine):
    holder = Holder(town.clock)
    told = own_token(machine, {"DPoP": holder.proof("POST", ISSUER + "/token")})
    token = told.json["access_token"]
    assert told.json["token_type"] == "DPoP"
    assert introspected(machine, token)["cnf"] == {"jkt": holder.thumbprint}
    head = {"Authorization": f"DPoP {token}", "DPoP": holder.proof("GET", ISSUER + "/userinfo", token)}
    refused = machine.http.get("/userinfo", headers=head, base_url=ISSUER)
    assert refused.status_code == 403 and refused.headers["WWW-Authenticate"].startswith("DPoP")
    must = Party(town, **METADATA, dpop_bound_access_tokens=True)
    assert own_token(must).json["error"] == "invalid_request"


def test_what_it_costs(on_both, town, machine, server):
    verify(town, machine)
    own_token(machine)
    with billed(town.app) as bill:
        assert own_token(machine, scope=SCOPE).status_code == 200
    assert len(bill.statements) <= 3, "\n".join(bill.statements)
    assert bill.commits == 1
