"""Resource servers: whom a token is for, what one for another opens, and who hears what it is good for (RFC 8707, 9068, 7662)."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import update

from consent.store import GrantRow
from oidc.resources import store
from oidc.tables import CodeRow
from tests.journeys.story import SITI, answer, open_account
from tests.oidc.proving import Holder
from tests.oidc.servers import API, ARCHIVE, Server, introspected, verify
from tests.oidc.test_endpoints import CALLBACK, VERIFIER, Party, told_by_redirect
from tests.statements import billed
from tests.town import ISSUER

SCOPE = "openid profile offline_access antrean.baca arsip.baca"


@pytest.fixture
def party(town):
    made = Party(town, scope="antrean.baca arsip.baca")
    verify(town, made)
    return made


@pytest.fixture
def servers(town):
    return Server(town), Server(town, ARCHIVE, "jwt", ("arsip.baca",))


def code_for(town, party, *resources, **changes):
    browser = open_account(town, identity=SITI)
    query = party.url(scope=SCOPE, **changes)
    browser.get(query + "".join(f"&resource={one}" for one in resources))
    target = answer(browser, fields=["full_name"])
    return parse_qs(urlsplit(target).query)["code"][0]


def redeemed(party, code, **more):
    return party.token(
        grant_type="authorization_code", code=code, redirect_uri=CALLBACK, code_verifier=VERIFIER, **more
    )


def refreshed(party, token, **more):
    return party.token(grant_type="refresh_token", refresh_token=token, **more)


def test_a_token_for_a_resource_server_opens_it_and_nothing_here(on_both, town, party, servers):
    api, archive = servers
    told = redeemed(party, code_for(town, party, API)).json
    assert told["id_token"] and told["scope"] == "antrean.baca" and told["expires_in"] == 300
    facts = api.introspect(told["access_token"])
    assert (facts["active"], facts["aud"], facts["client_id"], facts["scope"]) == (True, API, party.id, "antrean.baca")
    assert introspected(party, told["access_token"]) == facts
    assert archive.introspect(told["access_token"]) == {"active": False}
    for path in ("/userinfo", "/api/release/sign-in"):
        head = {"Authorization": f"Bearer {told['access_token']}"}
        refused = party.http.get(path, headers=head, base_url=ISSUER)
        assert (refused.status_code, refused.json["error"]) == (401, "invalid_token"), path
        assert "SITI" not in refused.text
    assert api.introspect(told["refresh_token"]) == {"active": False}, "a refresh token is its client's alone"
    town.check_ledger()


def test_our_own_token_opens_no_resource_server(on_both, town, party, servers):
    told = redeemed(party, code_for(town, party, ISSUER + "/userinfo")).json
    assert party.userinfo(told["access_token"]).json["name"] == "SITI AMINAH"
    for server in servers:
        assert server.introspect(told["access_token"]) == {"active": False}
    refused = refreshed(party, told["refresh_token"], resource=API)
    assert (refused.status_code, refused.json["error"]) == (400, "invalid_target")


def test_a_jwt_is_read_by_the_published_keys_and_names_no_person(on_both, town, party, servers):
    told = redeemed(party, code_for(town, party, ARCHIVE)).json
    header, claims = servers[1].read(told["access_token"])
    assert header["typ"] == "at+jwt" and header["alg"] == "ES256"
    assert claims.keys() == {
        "iss", "sub", "aud", "client_id", "exp", "iat", "jti", "scope", "auth_time", "acr"
    }  # fmt: skip
    facts = introspected(party, told["access_token"])
    for name in ("iss", "sub", "aud", "client_id", "exp", "iat", "scope", "auth_time", "acr"):
        assert claims[name] == facts[name], name
    again = refreshed(party, told["refresh_token"]).json
    assert servers[1].read(again["access_token"])[1]["jti"] != claims["jti"]


def test_two_services_hold_different_names_of_a_citizen_for_one_resource_server(town, party, servers):
    other = Party(town, scope="arsip.baca", redirect_uris=["http://127.0.0.2:9998/cb"], client_name="Lain")
    verify(town, other)
    browser = open_account(town, identity=SITI)
    subjects = []
    for one in (party, other):
        browser.get(
            one.url(scope="openid arsip.baca", redirect_uri=one.told["redirect_uris"][0]) + f"&resource={ARCHIVE}"
        )
        target = answer(browser, fields=[])
        code = parse_qs(urlsplit(target).query)["code"][0]
        back = {"redirect_uri": one.told["redirect_uris"][0], "code_verifier": VERIFIER}
        told = one.token(grant_type="authorization_code", code=code, **back).json
        subjects.append(servers[1].read(told["access_token"])[1]["sub"])
    assert subjects[0] != subjects[1]


def test_several_resources_one_token_each(on_both, town, party, servers):
    api, archive = servers
    code = code_for(town, party, ISSUER, API, ARCHIVE)
    first = redeemed(party, code, resource=ISSUER).json
    assert party.userinfo(first["access_token"]).status_code == 200
    second = refreshed(party, first["refresh_token"], resource=API).json
    assert api.introspect(second["access_token"])["scope"] == "antrean.baca"
    third = refreshed(party, second["refresh_token"], resource=ARCHIVE, scope="arsip.baca").json
    assert archive.introspect(third["access_token"])["scope"] == "arsip.baca" and "id_token" not in third
    assert refreshed(party, third["refresh_token"]).json["error"] == "invalid_target", "which of the three?"


@pytest.mark.parametrize("end", ["withdrawn", "revoked", "signed out", "removed", "expired"])
def test_introspection_tells_a_jwt_that_has_ended(on_both, town, party, servers, end):
    told = redeemed(party, code_for(town, party, ARCHIVE)).json
    token = told["access_token"]
    assert servers[1].introspect(token)["active"]
    if end == "expired":
        town.clock.advance(seconds=300)
    elif end == "revoked":
        party.http.post("/revoke", data={"token": token}, auth=(party.id, party.secret), base_url=ISSUER)
    else:
        with town.keeping() as session:
            if end == "withdrawn":
                session.execute(update(GrantRow).values(state="withdrawn"))
            elif end == "removed":
                store.remove(session, ARCHIVE)
            else:
                session.execute(update(CodeRow).values(ended_at=town.clock()))
    assert servers[1].introspect(token) == introspected(party, token) == {"active": False}


REFUSED = {
    "unknown": "https://lain.layanan.go.id/",
    "relative": "/antrean",
    "with a fragment": API + "%23x",
    "two in one": f"{API}%20{ARCHIVE}",
    "almost ours": ISSUER + "/userinfo2",
    "a sibling of its address": API + "/",
}


@pytest.mark.parametrize("case", REFUSED)
@pytest.mark.parametrize("way", ["/authorize", "/par", "/device_authorization"])
def test_a_resource_is_refused_at_every_way_in(town, party, servers, case, way):
    resource = REFUSED[case].replace("%23", "#").replace("%20", " ")
    if way == "/authorize":
        browser = town.browser()
        browser.get(party.url() + f"&resource={REFUSED[case]}")
        told = told_by_redirect(browser)
    else:
        device = Party(town, grant_types=["urn:ietf:params:oauth:grant-type:device_code"], redirect_uris=None)
        asker = party if way == "/par" else device
        form = party.query(resource=resource) | {"client_id": asker.id}
        told = asker.http.post(way, data=form, auth=(asker.id, asker.secret), base_url=ISSUER).json
    assert told["error"] == "invalid_target", told


def test_neither_unverified_services_nor_unregistered_scopes_nor_weak_algorithms(town, servers):
    stranger, silent = Party(town, scope="antrean.baca"), Party(town)
    verify(town, silent)
    for asker, error in ((stranger, "invalid_target"), (silent, "invalid_scope")):
        browser = town.browser()
        browser.get(asker.url(scope="openid antrean.baca") + f"&resource={API}")
        assert told_by_redirect(browser)["error"] == error


@pytest.mark.parametrize("form", [{"resource": ARCHIVE}, {"resource": [API, API + "/x"]}, {"resource": "x"}])
def test_a_code_gives_no_token_for_what_was_not_granted(town, party, servers, form):
    told = redeemed(party, code_for(town, party, API), **form)
    assert (told.status_code, told.json["error"]) == (400, "invalid_target")


@pytest.mark.parametrize("form", [{"resource": ARCHIVE}, {"resource": [API, ARCHIVE]}, {"resource": ISSUER}])
def test_a_refresh_gives_no_token_for_what_was_not_granted(town, party, servers, form):
    tokens = redeemed(party, code_for(town, party, API)).json
    told = refreshed(party, tokens["refresh_token"], **form)
    assert (told.status_code, told.json["error"]) == (400, "invalid_target")


def test_a_pushed_request_names_several(town, party, servers):
    form = party.query(scope=SCOPE) | {"resource": [API, ARCHIVE]}
    pushed = party.http.post("/par", data=form, auth=(party.id, party.secret), base_url=ISSUER).json
    browser = open_account(town, identity=SITI)
    browser.get(f"/authorize?client_id={party.id}&request_uri={pushed['request_uri']}")
    code = parse_qs(urlsplit(answer(browser, fields=["full_name"])).query)["code"][0]
    told = redeemed(party, code, resource=ARCHIVE).json
    assert servers[1].introspect(told["access_token"])["active"]


def test_a_bound_token_tells_the_resource_server_its_key(town, party, servers):
    holder = Holder(town.clock)
    form = {"grant_type": "authorization_code", "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    form["code"] = code_for(town, party, ARCHIVE)
    head = {"DPoP": holder.proof("POST", ISSUER + "/token")}
    told = party.http.post("/token", data=form, headers=head, auth=(party.id, party.secret), base_url=ISSUER).json
    assert told["token_type"] == "DPoP"
    assert servers[1].read(told["access_token"])[1]["cnf"] == {"jkt": holder.thumbprint}
    assert servers[1].introspect(told["access_token"])["cnf"] == {"jkt": holder.thumbprint}


def test_a_token_for_a_resource_server_ends_with_the_consent(town, party, servers):
    code = code_for(town, party, ARCHIVE)
    with town.keeping() as session:
        session.execute(update(GrantRow).values(ends_at=town.clock() + timedelta(seconds=40)))
    told = redeemed(party, code).json
    assert told["expires_in"] == 40
    claims = servers[1].read(told["access_token"])[1]
    assert claims["exp"] - claims["iat"] == 40


def test_it_costs_one_statement_more_and_ordinary_clients_nothing(town, party, servers):
    code = code_for(town, party, API)
    with billed(town.app) as bill:
        assert redeemed(party, code).status_code == 200
    assert len(bill.statements) == 5 and bill.commits == 1
