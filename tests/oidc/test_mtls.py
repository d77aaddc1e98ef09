"""Mutual TLS through the whole application: a certificate counts from our proxy, at its address, and for nothing else."""

import uuid
from urllib.parse import urlencode

import pytest
from joserfc import jwt

from core.clock import to_epoch
from tests.conftest import build_town, leave
from tests.journeys.story import SITI, answer, open_account
from tests.oidc.certifying import SUBJECT, Identity
from tests.oidc.proving import Holder
from tests.oidc.test_assertions import ALL, EC
from tests.oidc.test_endpoints import CALLBACK, VERIFIER, Party
from tests.oidc.test_pushing import told_after
from tests.town import ISSUER

MTLS = "https://mtls.sekali.test"
AUTHORITY = Identity("CN=Otoritas uji", names=(), is_authority=True)
ISSUED = Identity(authority=AUTHORITY)
OTHER = Identity("CN=Layanan lain,O=Dinas,C=ID", AUTHORITY, names=())
OWN = Identity()
PROXY, STRANGER = "10.1.2.3", "203.0.113.9"
OF_AUTHORITY = {"token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": SUBJECT}
OF_ITSELF = {"token_endpoint_auth_method": "self_signed_tls_client_auth", "jwks": OWN.jwks}
BOUND = {"tls_client_certificate_bound_access_tokens": True}


@pytest.fixture
def of_its_own():
    return {
        "trusted_proxies": 1,
        "mtls_address": MTLS,
        "mtls_proxies": ("10.0.0.0/8",),
        "mtls_verified_header": "X-Client-Verified",
        "profiles": ("standard", "fapi2", "core"),
    }


class Shower(Party):
    """A client behind our proxy, which shows the certificate of `identity` unless told otherwise."""

    def __init__(self, town, identity, **metadata):
        super().__init__(town, **metadata)
        self.identity = identity

    def headers(self, identity=None, verified=None, **more):
        shown = identity or self.identity
        verified = (
            ("SUCCESS" if shown.certificate.issuer == AUTHORITY.certificate.subject else "FAILED:self-signed")
            if verified is None
            else verified
        )
        return {"Client-Cert": shown.in_bytes, "X-Client-Verified": verified} | more

    def ask(self, path, form=None, headers=None, peer=PROXY, at=MTLS, method="POST"):
        named = {"client_id": self.id} if self.secret is None else {"client_id": self.id, "client_secret": self.secret}
        return self.http.open(
            path,
            method=method,
            data=None if method == "GET" else named | (form or {}),
            headers=self.headers() if headers is None else headers,
            base_url=at,
            environ_overrides={"REMOTE_ADDR": peer},
        )

    def redeem(self, code, **more):
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
        return self.ask("/token", form, **more)

    def claims(self, token, headers=None, scheme="Bearer", path="/userinfo", **more):
        shown = self.headers() if headers is None else headers
        return self.ask(path, headers=shown | {"Authorization": f"{scheme} {token}"}, method="GET", **more)


def consented(town, party, **changes):
    browser = open_account(town, identity=SITI)
    browser.get(party.url(scope="openid profile offline_access", **changes))
    return told_after(answer(browser, fields=["full_name"]))["code"]


@pytest.fixture(params=["tls_client_auth", "self_signed_tls_client_auth"])
def party(request, town):
    if request.param == "tls_client_auth":
        return Shower(town, ISSUED, **OF_AUTHORITY)
    return Shower(town, OWN, **OF_ITSELF)


REFUSED = {
    "another certificate": lambda party: {"headers": party.headers(OTHER)},
    "one of another that signs itself": lambda party: {"headers": party.headers(Identity())},
    "none": lambda _: {"headers": {}},
    "an empty header": lambda _: {"headers": {"Client-Cert": ""}},
    "malformed": lambda party: {"headers": party.headers() | {"Client-Cert": party.identity.in_bytes[:-9]}},
    "two": lambda party: {"headers": party.headers() | {"Client-Cert": f"{party.identity.in_bytes}, {OTHER.in_bytes}"}},
    "from a stranger": lambda _: {"peer": STRANGER},
    "from a stranger who names a proxy": lambda party: {
        "peer": STRANGER,
        "headers": party.headers() | {"X-Forwarded-For": PROXY, "X-Forwarded-Host": "mtls.sekali.test"},
    },
    "at the ordinary address": lambda _: {"at": ISSUER},
    "at a like address": lambda _: {"at": MTLS + ".evil.test"},
    "at another port": lambda _: {"at": MTLS + ":8443"},
}


@pytest.mark.parametrize("case", REFUSED)
def test_only_its_certificate_from_our_proxy_at_that_address_is_the_client(party, case):
    told = party.redeem("unknown", **REFUSED[case](party))
    assert (told.status_code, told.json["error"]) == (401, "invalid_client")
    assert party.redeem("unknown").json["error"] == "invalid_grant", "only what was changed was wrong"


def test_a_certificate_whose_time_is_over_is_none(town, party):
    town.clock.advance(days=29)
    assert party.redeem("unknown").json["error"] == "invalid_grant"
    town.clock.advance(days=2)
    told = party.redeem("unknown")
    assert (told.status_code, told.json["error"]) == (401, "invalid_client")
    assert "not valid at this time" in told.json["error_description"]


PATHS = ("/token", "/par", "/introspect", "/revoke", "/device_authorization")


@pytest.mark.parametrize("path", PATHS)
def test_it_is_the_same_at_every_endpoint(party, path):
    forms = {"/token": {"grant_type": "refresh_token", "refresh_token": "x"}, "/par": party.query(client_id=None)}
    form = forms.get(path, {"token": "x", "scope": "openid"})
    assert party.ask(path, form).json.get("error") != "invalid_client"
    for changed in ({"headers": {}}, {"peer": STRANGER}, {"at": ISSUER}, {"headers": party.headers(OTHER)}):
        told = party.ask(path, form, **changed)
        assert (told.status_code, told.json["error"]) == (401, "invalid_client"), changed


@pytest.mark.parametrize("verified", ["", "NONE", "FAILED:unable to verify the first certificate", "SUCCESS,SUCCESS"])
def test_a_chain_that_the_proxy_did_not_verify_names_nobody(town, verified):
    party = Shower(town, ISSUED, **OF_AUTHORITY)
    assert party.redeem("x", headers=party.headers(verified=verified)).json["error"] == "invalid_client"
    assert party.redeem("x", headers={"Client-Cert": ISSUED.in_bytes}).json["error"] == "invalid_client"


def test_a_certificate_that_signs_itself_never_passes_for_an_authoritys(town):
    party = Shower(town, ISSUED, **OF_AUTHORITY)
    assert party.redeem("x", headers=party.headers(Identity(), verified="SUCCESS")).json["error"] == "invalid_client"
    of_itself = Shower(town, OWN, **OF_ITSELF | {"tls_client_auth_subject_dn": SUBJECT})
    assert of_itself.redeem("x", headers=of_itself.headers(ISSUED)).json["error"] == "invalid_client"


def test_a_certificate_adds_no_way_in_for_others(town):
    for metadata in (
        {},
        {"token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": [EC.as_dict(private=False)]}},
    ):
        party = Party(town, **metadata)
        shower = Shower.__new__(Shower)
        shower.__dict__ |= party.__dict__ | {"identity": ISSUED, "secret": None}
        assert shower.redeem("x").json["error"] == "invalid_client"
    tls = Shower(town, ISSUED, **OF_AUTHORITY)
    told = tls.http.post("/token", data={"grant_type": "refresh_token"}, auth=(tls.id, "x"), base_url=MTLS)
    assert told.json["error"] in {"invalid_client", "invalid_request"}


def test_the_escaped_form_and_a_header_of_another_name_are_read(database_url, ring, capfd, of_its_own):
    town = build_town(database_url, ring, **of_its_own | {"mtls_header": "X-Client-Certificate"})
    party = Shower(town, OWN, **OF_ITSELF)
    assert party.redeem("x", headers={"X-Client-Certificate": OWN.escaped}).json["error"] == "invalid_grant"
    assert party.redeem("x").json["error"] == "invalid_client", "the other name means nothing now"
    leave(town, capfd)


@pytest.mark.parametrize("metadata", [OF_AUTHORITY, {}, {"token_endpoint_auth_method": "none"}])
def test_a_bound_token_opens_for_its_certificate_alone(on_both, town, metadata):
    party = Shower(town, ISSUED, **metadata | BOUND)
    assert party.told["tls_client_certificate_bound_access_tokens"] is True
    code = consented(town, party)
    if metadata != OF_AUTHORITY:
        told = party.redeem(code, headers={})
        assert (told.status_code, told.json["error"]) == (400, "invalid_request"), "it must show one"
    tokens = party.redeem(code).json
    assert tokens["token_type"] == "Bearer"
    access = tokens["access_token"]
    assert party.claims(access).json["name"] == "SITI AMINAH"
    assert party.claims(access, path="/api/release/sign-in").json["fields"]["full_name"]["value"] == "SITI AMINAH"
    for path in ("/userinfo", "/api/release/sign-in"):
        for changed in (
            {"headers": {}},
            {"headers": party.headers(OTHER)},
            {"headers": party.headers() | {"Client-Cert": "x"}},
            {"peer": STRANGER},
            {"at": ISSUER},
            {"scheme": "DPoP"},
        ):
            told = party.claims(access, path=path, **changed)
            assert (told.status_code, told.json["error"]) == (401, "invalid_token"), changed
    town.check_ledger()


def test_introspection_tells_the_certificate(town):
    party = Shower(town, ISSUED, **OF_AUTHORITY | BOUND | {"grant_types": ["authorization_code", "client_credentials"]})
    mine = party.ask("/token", {"grant_type": "client_credentials"}).json["access_token"]
    of_citizen = party.redeem(consented(town, party)).json["access_token"]
    for token in (mine, of_citizen):
        facts = party.ask("/introspect", {"token": token}).json
        assert (facts["token_type"], facts["cnf"]) == ("Bearer", {"x5t#S256": ISSUED.thumbprint})
    assert party.claims(mine).json["error"] == "insufficient_scope"


def test_a_confidential_client_keeps_its_refresh_token_and_may_change_its_certificate(town):
    party = Shower(town, ISSUED, **OF_AUTHORITY | BOUND)
    tokens = party.redeem(consented(town, party)).json
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    renewed = Identity(authority=AUTHORITY)
    for identity in (ISSUED, renewed):
        party.identity = identity
        fresh = party.ask("/token", form).json
        assert "refresh_token" not in fresh
        assert party.claims(fresh["access_token"]).status_code == 200
    assert party.claims(tokens["access_token"]).status_code == 401, "that one is bound to the first certificate"
    assert party.ask("/token", form, headers=party.headers(OTHER)).json["error"] == "invalid_client"


def test_a_public_clients_refresh_token_is_bound_and_rotated(town):
    party = Shower(town, OWN, **BOUND | {"token_endpoint_auth_method": "none"})
    tokens = party.redeem(consented(town, party)).json
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert party.ask("/token", form).json["refresh_token"] != tokens["refresh_token"]
    code = consented_again(town, party)
    form["refresh_token"] = party.redeem(code).json["refresh_token"]
    assert party.ask("/token", form, headers=party.headers(OTHER)).json["error"] == "invalid_grant"


def consented_again(town, party):
    from tests.journeys.story import open_account as opened

    browser = opened(town, "lain@contoh.id")
    browser.get(party.url(scope="openid profile offline_access"))
    return told_after(answer(browser))["code"]


def test_a_proof_of_a_key_is_no_second_binding(town):
    party = Shower(town, ISSUED, **OF_AUTHORITY | BOUND)
    holder = Holder(town.clock)
    proof = {"DPoP": holder.proof("POST", MTLS + "/token")}
    assert party.redeem("x", headers=party.headers() | proof).json["error"] == "invalid_dpop_proof"


def test_a_certificate_may_prove_the_client_and_a_key_bind_its_tokens(town):
    party = Shower(town, ISSUED, **OF_AUTHORITY | {"dpop_bound_access_tokens": True})
    holder = Holder(town.clock)
    code = consented(town, party)
    at_issuer = {"DPoP": holder.proof("POST", ISSUER + "/token")}
    assert party.redeem(code, headers=party.headers() | at_issuer).json["error"] == "invalid_dpop_proof"
    tokens = party.redeem(code, headers=party.headers() | {"DPoP": holder.proof("POST", MTLS + "/token")}).json
    token = tokens["access_token"]
    for at in (ISSUER, MTLS):
        proof = {"DPoP": holder.proof("GET", at + "/userinfo", token)}
        assert party.claims(token, headers=proof, scheme="DPoP", at=at).status_code == 200


@pytest.mark.parametrize(
    ("profile", "audience", "is_good"),
    [
        ("core", MTLS + "/token", True),
        ("core", [MTLS + "/token"], True),
        ("core", MTLS, False),
        ("core", MTLS + "/par", False),
        ("standard", MTLS + "/token", False),
        ("standard", ISSUER, True),
    ],
)
def test_an_assertion_names_the_alias_where_the_profile_takes_addresses(
    database_url, ring, capfd, of_its_own, profile, audience, is_good
):
    town = build_town(database_url, ring, **of_its_own | {"profiles": (profile,)})
    party = Party(town, token_endpoint_auth_method="private_key_jwt", jwks={"keys": [EC.as_dict(private=False)]})
    claims = {
        "iss": party.id,
        "sub": party.id,
        "aud": audience,
        "jti": str(uuid.uuid4()),
        "exp": to_epoch(town.clock()) + 60,
    }
    form = {
        "grant_type": "refresh_token",
        "refresh_token": "x",
        "client_assertion": jwt.encode({"alg": "ES256", "kid": EC.kid}, claims, EC, registry=ALL),
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    }
    told = party.http.post("/token", data=form, base_url=MTLS)
    assert told.json["error"] == ("invalid_grant" if is_good else "invalid_client")
    leave(town, capfd)


@pytest.mark.parametrize("method", ["tls_client_auth", "self_signed_tls_client_auth", "private_key_jwt"])
def test_the_whole_way_of_a_strict_client_without_any_key_of_dpop(on_both, town, method):
    ways = {"tls_client_auth": (OF_AUTHORITY, ISSUED), "self_signed_tls_client_auth": (OF_ITSELF, OWN)}
    keyed = {"token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": [EC.as_dict(private=False)]}}
    metadata, identity = ways.get(method, (keyed, OWN))
    party = Shower(town, identity, **metadata | BOUND | {"require_pushed_authorization_requests": True})

    def proved():
        if method != "private_key_jwt":
            return {}
        claims = {
            "iss": party.id,
            "sub": party.id,
            "aud": ISSUER,
            "jti": str(uuid.uuid4()),
            "exp": to_epoch(town.clock()) + 60,
        }
        token = jwt.encode({"alg": "ES256", "kid": EC.kid}, claims, EC, registry=ALL)
        kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        return {"client_assertion": token, "client_assertion_type": kind}

    pushed = party.ask("/par", party.query() | proved())
    assert pushed.status_code == 201, pushed.text
    browser = open_account(town, identity=SITI)
    browser.get("/authorize?" + urlencode({"client_id": party.id, "request_uri": pushed.json["request_uri"]}))
    code = told_after(answer(browser, fields=["full_name"]))["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    without = party.ask("/token", form | proved(), headers={})
    assert without.json["error"] == ("invalid_request" if method == "private_key_jwt" else "invalid_client")
    tokens = party.ask("/token", form | proved()).json
    assert party.claims(tokens["access_token"]).json["name"] == "SITI AMINAH"
    assert party.claims(tokens["access_token"], headers={}).status_code == 401
    browser.get(party.url())
    assert "error=invalid_request" in (browser.left_to or ""), "it pushes its requests, as its profile asks"
    town.check_ledger()
