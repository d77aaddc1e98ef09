"""Resource servers by every other way: named in a request object, by a device, by a strict client, and with tokens bound to a certificate."""

from urllib.parse import parse_qs, urlsplit

import pytest

from oidc.endpoints.published import SHELF
from tests.journeys.story import SITI, answer, open_account
from tests.oidc.servers import API, ARCHIVE, Server, verify
from tests.oidc.terminals import Terminal, connect
from tests.oidc.test_endpoints import Party, told_by_redirect
from tests.oidc.test_fapi2 import Strict
from tests.oidc.test_mtls import BOUND, ISSUED, MTLS, OF_AUTHORITY, PROXY, Shower
from tests.oidc.test_pushing import told_after
from tests.oidc.test_resources import SCOPE, redeemed
from tests.oidc.test_signed_requests import KEYS, made, outside
from tests.town import ISSUER


@pytest.fixture
def of_its_own():
    return {
        "trusted_proxies": 1,
        "mtls_address": MTLS,
        "mtls_proxies": (PROXY,),
        "mtls_verified_header": "X-Client-Verified",
        "profiles": ("standard", "fapi2"),
    }


@pytest.fixture
def archive(town):
    return Server(town, ARCHIVE, "jwt", ("arsip.baca",))


def test_a_request_object_names_several(town, archive):
    api, party = Server(town), Party(town, scope="antrean.baca arsip.baca", jwks=KEYS)
    verify(town, party)
    browser = open_account(town, identity=SITI)
    browser.get(outside(party, request=made(town, party, scope=SCOPE, resource=[API, ARCHIVE])))
    code = parse_qs(urlsplit(answer(browser, fields=["full_name"])).query)["code"][0]
    told = redeemed(party, code, resource=API).json
    assert api.introspect(told["access_token"])["aud"] == API
    form = {"grant_type": "refresh_token", "refresh_token": told["refresh_token"]}
    assert archive.read(party.token(**form, resource=ARCHIVE).json["access_token"])[1]["aud"] == ARCHIVE


@pytest.mark.parametrize("named", [["https://lain.layanan.go.id/"], [API, "https://lain.layanan.go.id/"], [API + "#x"]])
def test_a_request_object_with_a_foreign_resource_is_refused(town, named):
    Server(town)
    party = Party(town, scope="antrean.baca", jwks=KEYS)
    verify(town, party)
    browser = town.browser()
    browser.get(outside(party, request=made(town, party, resource=named)))
    assert told_by_redirect(browser)["error"] == "invalid_target"


def test_a_device_gets_a_token_for_a_resource_server(on_both, town, archive):
    terminal = Terminal(town, scope="arsip.baca")
    verify(town, terminal)
    assert terminal.begin("openid profile offline_access arsip.baca", resource=ARCHIVE).status_code == 200
    connect(open_account(town, identity=SITI), terminal)
    told = terminal.poll().json
    claims = archive.read(told["access_token"])[1]
    assert (claims["aud"], claims["client_id"], claims["scope"]) == (ARCHIVE, terminal.id, "arsip.baca")
    assert terminal.userinfo(told["access_token"]).status_code == 401


def test_a_device_gets_none_for_what_it_did_not_name(town, archive):
    Server(town)
    terminal = Terminal(town, scope="arsip.baca antrean.baca")
    verify(town, terminal)
    terminal.begin("openid arsip.baca antrean.baca", resource=ARCHIVE)
    connect(open_account(town, identity=SITI), terminal, fields=())
    assert terminal.poll(resource=API).json["error"] == "invalid_target"


@pytest.mark.parametrize(("algorithm", "error"), [("RS256", "invalid_target"), ("ES256", None), ("EdDSA", None)])
def test_a_strict_client_gets_no_token_that_is_weakly_signed(town, algorithm, error):
    Server(town, ARCHIVE, "jwt", ("arsip.baca",), algorithm=algorithm)
    strict = Strict(town, scope="arsip.baca")
    verify(town, strict)
    form = strict.query(client_id=None, scope="openid arsip.baca", resource=ARCHIVE)
    told = strict.send("/par", form)
    assert (told.status_code, told.json.get("error")) == ((400, error) if error else (201, None))


def test_an_algorithm_says_nothing_about_tokens_that_nobody_signs(town):
    Server(town, algorithm="RS256")
    strict = Strict(town, scope="antrean.baca")
    verify(town, strict)
    assert strict.send("/par", strict.query(client_id=None, resource=API)).status_code == 201


@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "EdDSA"])
def test_a_resource_server_reads_its_tokens_by_the_algorithm_that_it_registered(town, algorithm):
    # The client's ID Tokens are signed by ES256 throughout: whose token it is and who reads it are two questions.
    archive = Server(town, ARCHIVE, "jwt", ("arsip.baca",), algorithm=algorithm)
    terminal = Terminal(town, scope="arsip.baca")
    verify(town, terminal)
    terminal.begin("openid arsip.baca", resource=ARCHIVE)
    connect(open_account(town, identity=SITI), terminal, fields=())
    header, claims = archive.read(terminal.poll().json["access_token"])
    assert (header["alg"], header["typ"], claims["aud"]) == (algorithm, "at+jwt", ARCHIVE)


def test_a_kind_of_key_that_many_cannot_read_is_published_for_those_who_asked_for_it_only(town):
    def kinds():
        town.app.extensions.pop(SHELF, None)  # a second has passed
        return {key["kty"] for key in town.app.test_client().get("/jwks", base_url=ISSUER).json["keys"]}

    assert kinds() == {"EC", "RSA"}
    Server(town, algorithm="EdDSA")
    assert kinds() == {"EC", "RSA"}, "nobody signs opaque tokens"
    Server(town, ARCHIVE, "jwt", ("arsip.baca",), algorithm="EdDSA")
    assert kinds() == {"EC", "RSA", "OKP"}


def test_a_token_that_is_bound_to_a_certificate_says_so_to_the_resource_server(town, archive):
    party = Shower(town, ISSUED, **OF_AUTHORITY | BOUND | {"scope": "arsip.baca"})
    verify(town, party)
    browser = open_account(town, identity=SITI)
    browser.get(party.url(scope="openid arsip.baca") + f"&resource={ARCHIVE}")
    told = party.redeem(told_after(answer(browser, fields=[]))["code"]).json
    assert told["token_type"] == "Bearer"
    assert archive.read(told["access_token"])[1]["cnf"] == {"x5t#S256": ISSUED.thumbprint}
    assert archive.introspect(told["access_token"])["cnf"] == {"x5t#S256": ISSUED.thumbprint}
