"""S1: 131 addresses that look like the registered one, at every place that takes an address; none of them is followed."""

import json

import pytest
from joserfc import jwt

from core.clock import to_epoch
from tests.advisories.redirect_corpus import LOOPBACK_MUTATIONS, MUTATIONS, OWN_ADDRESSES, REGISTERED
from tests.oidc.test_assertions import EC
from tests.town import ISSUER


def authorize(party, uri, **more):
    return party.http.get("/authorize", query_string=party.query(redirect_uri=uri, **more), base_url=ISSUER)


def silently(party, uri):
    return authorize(party, uri, prompt="none")


def posted(party, uri):
    return party.http.post("/authorize", data=party.query(redirect_uri=uri), base_url=ISSUER)


def pushed(party, uri):
    form = party.query(redirect_uri=uri, client_id=None)
    return party.http.post("/par", data=form, auth=(party.id, party.secret), base_url=ISSUER)


def signed(party, uri):
    at = to_epoch(party.town.clock())
    inside = party.query(redirect_uri=uri) | {"iss": party.id, "aud": ISSUER, "exp": at + 60}
    token = jwt.encode({"alg": "ES256", "kid": EC.kid}, inside, EC)
    return party.http.get("/authorize", query_string=party.query(redirect_uri=None, request=token), base_url=ISSUER)


def after_sign_out(party, uri):
    at = to_epoch(party.town.clock())
    hint = party.town.keys.sign_jwt({"iss": ISSUER, "aud": party.id, "sub": "x", "exp": at + 60, "iat": at}, "ES256")
    query = {"id_token_hint": hint, "post_logout_redirect_uri": uri, "state": "s"}
    return party.http.get("/end-session", query_string=query, base_url=ISSUER)


SINKS = {"authorize": authorize, "prompt-none": silently, "posted": posted, "par": pushed, "jar": signed, "post-logout": after_sign_out}  # fmt: skip


def is_followed(told, uri) -> bool:
    """Whether the answer leads there, or shows it to anybody."""
    return "Location" in told.headers or told.status_code != 400 or (len(uri) > 12 and uri in told.text)


@pytest.mark.parametrize("sink", SINKS)
def test_control_the_registered_address_is_followed(web_party, sink):
    told = SINKS[sink](web_party, REGISTERED)
    assert told.status_code in {201, 303} and is_followed(told, REGISTERED), told.text


@pytest.mark.parametrize("sink", SINKS)
@pytest.mark.parametrize("name", MUTATIONS)
def test_no_mutation_is_followed(web_party, name, sink):
    told = SINKS[sink](web_party, MUTATIONS[name])
    assert not is_followed(told, MUTATIONS[name]), (told.status_code, told.headers.get("Location"))


@pytest.mark.parametrize("sink", SINKS)
@pytest.mark.parametrize("name", LOOPBACK_MUTATIONS)
def test_of_a_loopback_address_the_port_alone_is_free(native_party, name, sink):
    told = SINKS[sink](native_party, LOOPBACK_MUTATIONS[name])
    assert not is_followed(told, LOOPBACK_MUTATIONS[name]), (told.status_code, told.headers.get("Location"))


def registered(party, change):
    return party.http.post("/register", json={"client_name": "x"} | change, base_url=ISSUER)


def replaced(party, change):
    mine = registered(party, {"redirect_uris": [REGISTERED]}).json
    bearer = {"Authorization": "Bearer " + mine["registration_access_token"]}
    change = {"client_id": mine["client_id"], "client_name": "x"} | change
    return party.http.put(f"/register/{mine['client_id']}", json=change, headers=bearer, base_url=ISSUER)


FORMS = {"registration": registered, "update": replaced}
MEMBERS = {
    "redirect_uris": lambda uri: {"redirect_uris": [uri]},
    "second-redirect-uri": lambda uri: {"redirect_uris": [REGISTERED, uri]},
    "post_logout_redirect_uris": lambda uri: {"redirect_uris": [REGISTERED], "post_logout_redirect_uris": [uri]},
    "initiate_login_uri": lambda uri: {"redirect_uris": [REGISTERED], "initiate_login_uri": uri},
    "client_uri": lambda uri: {"redirect_uris": [REGISTERED], "client_uri": uri},
    "logo_uri": lambda uri: {"redirect_uris": [REGISTERED], "logo_uri": uri},
    "policy_uri": lambda uri: {"redirect_uris": [REGISTERED], "policy_uri": uri},
    "tos_uri": lambda uri: {"redirect_uris": [REGISTERED], "tos_uri": uri},
}
FOREIGN_SCHEMES = ["javascript", "javascript-mixed-case", "javascript-with-host", "javascript-entity", "javascript-broken-by-tab", "data",
                   "data-mixed-case", "vbscript", "file", "view-source", "blob", "user-info", "host-and-port-as-user", "two-ats", "null-behind"]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", sorted(MUTATIONS.keys() - OWN_ADDRESSES))
def test_what_could_pass_for_another_is_not_registered(web_party, name, form):
    told = FORMS[form](web_party, MEMBERS["redirect_uris"](MUTATIONS[name]))
    assert (told.status_code, told.json["error"]) == (400, "invalid_redirect_uri"), told.text


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("member", MEMBERS)
@pytest.mark.parametrize("name", FOREIGN_SCHEMES)
def test_no_stored_address_is_a_script_or_hides_its_host(web_party, name, member, form):
    told = FORMS[form](web_party, MEMBERS[member](MUTATIONS[name]))
    assert told.status_code == 400, told.text


@pytest.mark.parametrize("name", sorted(OWN_ADDRESSES))
def test_control_what_is_ones_own_is_registered_as_it_is(web_party, name):
    told = registered(web_party, {"redirect_uris": [MUTATIONS[name]]})
    assert told.status_code == 201, told.text
    assert told.json["redirect_uris"] == [MUTATIONS[name]], json.dumps(told.json)


@pytest.mark.parametrize("name", sorted(MUTATIONS))
def test_no_address_is_returned_to_inside_the_house(suite, name):
    """`return_to` takes a name or an id, and the choice of language a page of ours; neither leads out."""
    told = suite.app.test_client().get("/sign-in", query_string={"return_to": MUTATIONS[name]}, base_url=ISSUER)
    assert told.status_code == 200
    assert f'value="{MUTATIONS[name]}"' not in told.text
    browser = suite.browser()
    form = browser.get("/").form("language")
    browser.post("/language", form.filled({"page": MUTATIONS[name]}, ("language", "en")))
    assert browser.left_to is None
    assert browser.here.url == ISSUER + "/"
