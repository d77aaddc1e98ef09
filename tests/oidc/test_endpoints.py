"""The endpoints through the whole application: pages for what is not trusted, redirects, bodies, challenges, and the way out."""

import base64
import hashlib
import json
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.journeys.story import SITI, answer, open_account
from tests.town import ISSUER, PASSWORD

CALLBACK = "http://127.0.0.1:9999/cb"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


class Party:
    """A client that registered itself, speaking to the test client directly."""

    def __init__(self, town, **metadata):
        self.town, self.http = town, town.app.test_client()
        given = {"redirect_uris": [CALLBACK], "client_name": "Layanan uji", "grant_types": ["authorization_code", "refresh_token"],
                 "post_logout_redirect_uris": [CALLBACK + "/out"]}  # fmt: skip
        told = self.http.post("/register", json=given | metadata, base_url=ISSUER)
        assert told.status_code == 201, told.text
        self.told = told.json
        self.id, self.secret = told.json["client_id"], told.json.get("client_secret")

    def query(self, **changes):
        good = {"response_type": "code", "client_id": self.id, "redirect_uri": CALLBACK, "scope": "openid profile", "state": "s-1",
                "nonce": "n-1", "code_challenge": CHALLENGE, "code_challenge_method": "S256"}  # fmt: skip
        return {name: value for name, value in (good | changes).items() if value is not None}

    def url(self, **changes):
        return "/authorize?" + urlencode(self.query(**changes))

    def tokens(self, target):
        code = parse_qs(urlsplit(target).query)["code"][0]
        return self.token(
            grant_type="authorization_code", code=code, redirect_uri=CALLBACK, code_verifier=VERIFIER
        ).json

    def token(self, **form):
        return self.http.post("/token", data=form, auth=(self.id, self.secret), base_url=ISSUER)

    def userinfo(self, token, method="get", **more):
        return getattr(self.http, method)(
            "/userinfo", headers={"Authorization": f"Bearer {token}"}, base_url=ISSUER, **more
        )


@pytest.fixture
def party(town):
    return Party(town)


def told_by_redirect(browser):
    assert browser.left_to, f"{browser.here.status} {browser.here.text[:500]}"
    return {name: values[0] for name, values in parse_qs(urlsplit(browser.left_to).query).items()}


def press(browser, path):
    """Send the form of the present page that goes to `path`, as it is."""
    page = browser.here
    form = next(one for one in page.forms if urlsplit(page.target(one)).path == path)
    return browser.post(page.target(form), form.data())


def signed_in(town, party, fields=("full_name",), **changes):
    browser = open_account(town, identity=SITI)
    browser.get(party.url(**changes))
    return browser, party.tokens(answer(browser, fields=list(fields)))


def test_a_visit_from_the_first_page_to_the_claims(on_both, town, party):
    browser, tokens = signed_in(town, party)
    assert party.userinfo(tokens["access_token"]).json["name"] == "SITI AMINAH"
    assert party.userinfo(tokens["access_token"], "post").json["name"] == "SITI AMINAH"
    in_form = party.http.post("/userinfo", data={"access_token": tokens["access_token"]}, base_url=ISSUER)
    assert in_form.json["name"] == "SITI AMINAH"
    browser.get(party.url())
    assert told_by_redirect(browser).keys() == {"code", "state", "iss"}
    town.check_ledger()


def test_an_answer_can_be_posted_by_a_form_of_ours(town, party):
    browser, _ = signed_in(town, party)
    page = browser.get(party.url(response_mode="form_post"))
    [form] = [one for one in page.forms if page.target(one) == CALLBACK]
    assert dict(form.data()).keys() == {"code", "state", "iss"}
    assert "form-action 'self' http://127.0.0.1:9999;" in page.headers["Content-Security-Policy"]
    assert "script-src 'self';" in page.headers["Content-Security-Policy"]
    refused = browser.get(party.url(response_mode="form_post", prompt="jump"))
    [form] = [one for one in refused.forms if refused.target(one) == CALLBACK]
    assert dict(form.data())["error"] == "invalid_request"


def test_an_answer_can_be_one_signed_token(town, party):
    browser, _ = signed_in(town, party)
    browser.get(party.url(response_mode="jwt"))
    told = told_by_redirect(browser)
    assert told.keys() == {"response"}
    _, claims = town.keys.verify_own_jwt(told["response"], ["ES256"])
    assert claims.keys() == {"code", "state", "iss", "aud", "exp"}
    assert claims["aud"] == party.id


def test_claims_select_among_what_is_granted(town, party):
    browser, _ = signed_in(
        town,
        party,
        ("full_name", "birth_date"),
        scope="openid",
        claims=json.dumps({"userinfo": {"name": None, "birthdate": None}}),
    )
    browser.get(
        party.url(
            scope="openid",
            claims=json.dumps({"id_token": {"birthdate": {"essential": True}}, "userinfo": {"nothing": None}}),
        )
    )
    claims = party.userinfo(party.tokens(browser.left_to)["access_token"]).json
    assert claims.keys() == {"sub", "birthdate"}
    browser.get(party.url(scope="openid"))
    assert party.userinfo(party.tokens(browser.left_to)["access_token"]).json.keys() == {"sub"}


def test_a_posted_request_is_opened_by_get_in_the_browser_that_follows(town, party):
    browser = open_account(town, identity=SITI)
    browser.get(party.url())
    answer(browser, fields=["full_name"])
    stranger = town.app.test_client()
    told = stranger.post("/authorize", data=party.query(), base_url=ISSUER)
    assert told.status_code == 303
    assert "Set-Cookie" not in told.headers
    browser.get(told.headers["Location"])
    assert "code" in told_by_redirect(browser)
    page = browser.get(told.headers["Location"])
    assert page.status == 400, "one request is answered once"
    other = open_account(town, "lain@contoh.id")
    page = other.get(told.headers["Location"])
    assert (page.status, other.left_to) == (400, None)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "change",
    [{"client_id": "unknown"}, {"redirect_uri": "https://evil.test/cb"}, {"redirect_uri": None}, {"client_id": None}],
)
def test_what_is_not_trusted_stays_on_our_page(town, party, method, change):
    told = getattr(town.app.test_client(), method)(
        "/authorize", **{"query_string" if method == "get" else "data": party.query(**change)}, base_url=ISSUER
    )
    assert told.status_code == 400
    assert "Location" not in told.headers
    assert "Permintaan ini tidak dapat diproses" in told.text
    assert "evil" not in told.text


def test_a_disabled_client_is_unknown_on_every_path(town, party):
    browser, tokens = signed_in(town, party, scope="openid profile offline_access")
    browser.get(party.url())
    code = told_by_redirect(browser)["code"]
    deleted = party.http.delete(
        f"/register/{party.id}",
        headers={"Authorization": "Bearer " + party.told["registration_access_token"]},
        base_url=ISSUER,
    )
    assert deleted.status_code == 204
    assert browser.get(party.url()).status == 400
    assert party.userinfo(tokens["access_token"]).status_code == 401
    assert (
        party.token(
            grant_type="authorization_code", code=code, redirect_uri=CALLBACK, code_verifier=VERIFIER
        ).status_code
        == 401
    )
    assert party.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"]).status_code == 401


def test_a_token_dies_with_its_sign_in_unless_it_is_offline(town, party):
    browser, short = signed_in(town, party)
    browser.get(party.url(scope="openid profile offline_access"))
    long = party.tokens(browser.left_to)
    assert "refresh_token" in long
    assert "refresh_token" not in short
    browser.get("/sign-out")
    press(browser, "/sign-out")
    assert party.userinfo(short["access_token"]).status_code == 401
    assert party.userinfo(long["access_token"]).status_code == 200
    assert party.token(grant_type="refresh_token", refresh_token=long["refresh_token"]).status_code == 200


def test_the_release_api_tells_values_with_their_origin_and_reasons(town, party):
    _, tokens = signed_in(town, party)
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    told = party.http.get("/api/release/sign-in", headers=bearer, base_url=ISSUER).json
    assert told["fields"]["full_name"]["value"] == "SITI AMINAH"
    assert told["fields"]["full_name"].keys() == {"value", "state", "source", "as_of", "version"}
    assert told["fields"]["preferred_name"] == {"reason": "refused"}
    assert party.http.get("/api/release/other", headers=bearer, base_url=ISSUER).status_code == 403
    nobody = party.http.get("/api/release/sign-in", base_url=ISSUER)
    assert nobody.status_code == 401
    assert nobody.headers["WWW-Authenticate"].startswith('Bearer realm="sekali", resource_metadata="')
    assert "error" not in nobody.headers["WWW-Authenticate"], "nobody has shown a token yet"


def test_pages_on_the_way_may_lead_to_the_service(town, party):
    browser = town.browser()
    page = browser.get(party.url())
    assert "form-action 'self' http://127.0.0.1:9999;" in page.headers["Content-Security-Policy"]
    assert "127.0.0.1:9999" not in browser.get("/sign-in").headers["Content-Security-Policy"]


class TestSigningOut:
    def out(self, browser, **query):
        return browser.get("/end-session?" + urlencode(query))

    def is_signed_in(self, browser):
        return browser.get("/profile").status == 200 and "/sign-in" not in browser.here.url

    def test_with_a_hint_the_browser_returns_with_its_state(self, town, party):
        browser, tokens = signed_in(town, party)
        town.clock.advance(days=1)
        browser.get("/sign-in")
        browser.submit("password", {"identifier": "warga@contoh.id", "password": PASSWORD})
        self.out(browser, id_token_hint=tokens["id_token"], post_logout_redirect_uri=CALLBACK + "/out", state="a b")
        assert browser.left_to == CALLBACK + "/out?state=a+b"
        assert not self.is_signed_in(browser)

    def test_without_a_hint_it_asks_and_never_returns(self, town, party):
        browser, _ = signed_in(town, party)
        page = self.out(browser, client_id=party.id, post_logout_redirect_uri=CALLBACK + "/out", state="x")
        assert browser.left_to is None
        assert "Keluar dari Sekali?" in page.text
        assert self.is_signed_in(browser)
        self.out(browser)
        page = press(browser, "/end-session/confirm")
        assert "Anda sudah keluar" in page.text
        assert browser.left_to is None
        assert not self.is_signed_in(browser)

    @pytest.mark.parametrize("uri", [CALLBACK + "/out?x=1", CALLBACK + "/other", "https://evil.test/"])
    def test_a_foreign_return_address_is_a_page(self, town, party, uri):
        browser, tokens = signed_in(town, party)
        page = self.out(browser, id_token_hint=tokens["id_token"], post_logout_redirect_uri=uri)
        assert (page.status, browser.left_to) == (400, None)

    def test_a_bent_hint_is_none(self, town, party):
        browser, tokens = signed_in(town, party)
        head, payload, signature = tokens["id_token"].split(".")
        none = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
        for bent in (f"{none}.{payload}.", f"{head}.{payload}.{signature[::-1]}", "x", tokens["access_token"]):
            page = self.out(browser, id_token_hint=bent, post_logout_redirect_uri=CALLBACK + "/out")
            assert browser.left_to is None
            assert "Keluar dari Sekali?" in page.text

    def test_a_post_is_opened_by_get(self, town, party):
        browser, tokens = signed_in(town, party)
        told = town.app.test_client().post(
            "/end-session", data={"id_token_hint": tokens["id_token"], "state": "s"}, base_url=ISSUER
        )
        assert told.status_code == 303
        browser.get(told.headers["Location"])
        assert "Anda sudah keluar" in browser.here.text
        assert not self.is_signed_in(browser)


class TestRegistration:
    def manage(self, party, method, token=None, **more):
        headers = {"Authorization": f"Bearer {token or party.told['registration_access_token']}"}
        return getattr(party.http, method)(f"/register/{party.id}", headers=headers, base_url=ISSUER, **more)

    def test_it_is_read_and_replaced_as_a_whole(self, party):
        assert self.manage(party, "get").json["client_name"] == "Layanan uji"
        changed = {"client_id": party.id, "redirect_uris": [CALLBACK + "2"], "tos_uri": "https://rp.example.id/t"}
        told = self.manage(party, "put", json=changed)
        assert told.status_code == 200, told.text
        assert told.json["redirect_uris"] == [CALLBACK + "2"]
        assert "client_name" not in self.manage(party, "get").json
        assert party.http.get("/authorize", query_string=party.query(), base_url=ISSUER).status_code == 400, (
            "the cache knows"
        )

    def test_a_registration_token_manages_its_own_client_alone(self, town, party):
        other = Party(town)
        for method in ("get", "delete"):
            assert self.manage(party, method, token=other.told["registration_access_token"]).status_code == 401
        assert (
            self.manage(party, "put", token="x", json={"client_id": party.id, "redirect_uris": [CALLBACK]}).status_code
            == 401
        )
        assert self.manage(party, "put", json={"client_id": other.id, "redirect_uris": [CALLBACK]}).status_code == 400
        assert self.manage(party, "put", json=[]).status_code == 400

    def test_a_source_registers_so_many_an_hour(self, town):
        limit = town.app.extensions["sekali.settings"].registrations_per_hour
        http = town.app.test_client()
        answers = [http.post("/register", json={}, base_url=ISSUER).status_code for _ in range(limit + 1)]
        assert answers == [400] * limit + [429]
        town.clock.advance(hours=1)
        assert http.post("/register", json={}, base_url=ISSUER).status_code == 400


def test_machines_are_answered_in_json_and_kept_nowhere(town, party):
    for path in ("/token", "/revoke", "/introspect", "/register"):
        told = party.http.get(path, base_url=ISSUER)
        assert (told.status_code, told.is_json) == (405, True)
        assert "POST" in told.headers["Allow"]
    told = party.http.post("/token", json={"grant_type": "authorization_code"}, base_url=ISSUER)
    assert (told.status_code, told.json["error"]) == (400, "invalid_request")
    assert told.headers["Cache-Control"] == "no-store"
    told = party.http.post("/revoke", data={"token": "x"}, auth=(party.id, "wrong"), base_url=ISSUER)
    assert told.status_code == 401
    assert told.headers["WWW-Authenticate"].startswith("Basic")
    assert (
        party.http.post("/revoke", data={"token": "x"}, auth=(party.id, party.secret), base_url=ISSUER).status_code
        == 200
    )


def test_what_is_published(town):
    http = town.app.test_client()
    for path in ("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"):
        told = http.get(path, base_url=ISSUER, headers={"Origin": "https://x"})
        assert told.json["issuer"] == ISSUER
        assert told.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in told.headers
    keys = http.get("/jwks", base_url=ISSUER).json["keys"]
    assert len({key["kid"] for key in keys}) == len(keys)
    assert not any({"d", "p", "q", "k"} & key.keys() for key in keys)
    assert [key["alg"] for key in keys] == ["ES256", "RS256", "ES256", "RS256"], (
        "current, then next, of what is signed with"
    )
    asked = http.options(
        "/userinfo", base_url=ISSUER, headers={"Origin": "https://x", "Access-Control-Request-Headers": "authorization"}
    )
    assert "Authorization" in asked.headers["Access-Control-Allow-Headers"]
    assert (
        "Access-Control-Allow-Origin"
        not in http.get("/authorize", base_url=ISSUER, headers={"Origin": "https://x"}).headers
    )
