"""S3: seventeen things that we or our clients give out, each put into every place that is made for another; none is taken, none is used up."""

import uuid
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt

from core.clock import to_epoch
from oidc.clients.profiles import DEVICE
from tests.advisories.conftest import KEYS
from tests.journeys.story import SITI, answer, open_account
from tests.oidc.proving import Holder
from tests.oidc.terminals import Terminal
from tests.oidc.test_assertions import EC
from tests.oidc.test_endpoints import CALLBACK, VERIFIER, Party
from tests.town import ISSUER

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def signed(header, **claims):
    return jwt.encode({"alg": "ES256", "kid": EC.kid} | header, claims, EC)


class Bag:
    """One party, one citizen, and one of everything."""

    def __init__(self, town):
        self.town = town
        self.party = Party(town, jwks=KEYS, grant_types=["authorization_code", "refresh_token"])
        self.prover = Party(town, jwks=KEYS, token_endpoint_auth_method="private_key_jwt")
        self.terminal = Terminal(town)
        self.browser = open_account(town, "kantong@contoh.id", identity=SITI)
        self.browser.get(self.party.url(scope="openid profile offline_access"))
        self.tokens = self.party.tokens(answer(self.browser, fields=["full_name"]))
        self.things = self._things()

    def code(self):
        return self._told(scope="openid profile offline_access")["code"][0]

    def _told(self, **changes):
        self.browser.get(self.party.url(**changes))
        return parse_qs(urlsplit(self.browser.left_to).query)

    def _things(self):
        party, at = self.party, to_epoch(self.town.clock())
        pushed = self.send("/par", party.query(client_id=None)).json["request_uri"]
        self.terminal.begin()
        inside = party.query() | {"iss": party.id, "aud": ISSUER, "exp": at + 60}
        logout = {"iss": ISSUER, "aud": party.id, "sub": "x", "exp": at + 60, "iat": at, "jti": "1", "sid": "s"}
        own = {"iss": self.prover.id, "sub": self.prover.id, "aud": ISSUER, "exp": at + 60}
        stranger = self.town.browser()
        stranger.get(party.url())
        form = stranger.here.form("password")
        return {
            "code": self.code(),
            "access-token": self.tokens["access_token"],
            "refresh-token": self.tokens["refresh_token"],
            "id-token": self.tokens["id_token"],
            "logout-token": self.town.keys.sign_jwt(logout, "ES256", "logout+jwt"),
            "authorization-response": self._told(response_mode="jwt")["response"][0],
            "request-object": signed({"typ": "oauth-authz-req+jwt"}, **inside),
            "request-object-without-type": signed({}, **inside),
            "client-assertion": signed({}, jti=str(uuid.uuid4()), **own),
            "dpop-proof": Holder(self.town.clock, EC).proof("POST", ISSUER + "/token"),
            "pushed-handle": pushed,
            "device-code": self.terminal.device_code,
            "user-code": self.terminal.user_code,
            "registration-token": party.told["registration_access_token"],
            "form-token": dict(form.data())["form_token"],
            "interaction": dict(form.data())["return_to"],
            "client-secret": party.secret,
        }

    def send(self, path, form, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.party.http.post(
            path, data=form, auth=(self.party.id, self.party.secret), headers=named, base_url=ISSUER
        )

    def get(self, path, bearer=None, **query):
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        return self.party.http.get(path, query_string=query, headers=headers, base_url=ISSUER)


@pytest.fixture(scope="module")
def bag(suite):
    return Bag(suite)


def redeemed(bag, thing):
    form = {"grant_type": "authorization_code", "code": thing, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    return bag.send("/token", form).status_code == 200


def refreshed(bag, thing):
    return bag.send("/token", {"grant_type": "refresh_token", "refresh_token": thing}).status_code == 200


def polled(bag, thing):
    form = {"grant_type": DEVICE, "device_code": thing, "client_id": bag.terminal.id}
    told = bag.party.http.post("/token", data=form | {"client_secret": bag.terminal.secret or ""}, base_url=ISSUER)
    return told.status_code == 200 or told.json["error"] == "authorization_pending"


def asserted(bag, thing):
    form = {"grant_type": "refresh_token", "refresh_token": "x", "client_assertion": thing,
            "client_assertion_type": ASSERTION}  # fmt: skip
    return bag.party.http.post("/token", data=form, base_url=ISSUER).json["error"] != "invalid_client"


def proved(bag, thing):
    told = bag.send("/token", {"grant_type": "refresh_token", "refresh_token": "x"}, DPoP=thing)
    return told.json["error"] != "invalid_dpop_proof"


def hinted(bag, thing):
    query = {"id_token_hint": thing, "post_logout_redirect_uri": CALLBACK + "/out"}
    return "Location" in bag.get("/end-session", **query).headers


def opened_by_handle(bag, thing):
    told = bag.get("/authorize", client_id=bag.party.id, request_uri=thing)
    return "/sign-in" in told.headers.get("Location", "")


def as_object(bag, thing):
    told = bag.get("/authorize", **bag.party.query(state=None, request=thing))
    return "/sign-in" in told.headers.get("Location", "")


def as_secret(bag, thing):
    form = {"client_id": bag.party.id, "client_secret": thing, "token": "x"}
    form |= {"grant_type": "refresh_token", "refresh_token": "x"}
    basic = bag.party.http.post("/revoke", data={"token": "x"}, auth=(bag.party.id, thing), base_url=ISSUER)
    return basic.status_code == 200 or bag.party.http.post("/token", data=form, base_url=ISSUER).status_code != 401


def resumed(bag, thing):
    return bag.get(f"/authorize/{thing}").status_code != 400


SINKS = {
    "userinfo": ("access-token", lambda bag, thing: bag.get("/userinfo", bearer=thing).status_code == 200),
    "release": ("access-token", lambda bag, thing: bag.get("/api/release/sign-in", bearer=thing).status_code == 200),
    "introspection": ("access-token refresh-token", lambda bag, thing: bag.send("/introspect", {"token": thing}).json != {"active": False}),
    "redemption": ("code", redeemed),
    "refresh": ("refresh-token", refreshed),
    "device-poll": ("device-code", polled),
    "assertion": ("client-assertion", asserted),
    "proof": ("dpop-proof", proved),
    "hint": ("id-token", hinted),
    "handle": ("pushed-handle", opened_by_handle),
    "request": ("request-object request-object-without-type", as_object),
    "management": ("registration-token", lambda bag, thing: bag.get(f"/register/{bag.party.id}", bearer=thing).status_code == 200),
    "secret": ("client-secret", as_secret),
    "resuming": ("", resumed),
}  # fmt: skip
NAMES = (
    "code", "access-token", "refresh-token", "id-token", "logout-token", "authorization-response", "request-object", "request-object-without-type",
    "client-assertion", "dpop-proof", "pushed-handle", "device-code", "user-code", "registration-token", "form-token", "interaction", "client-secret",
)  # fmt: skip
PAIRS = [(thing, sink) for sink, (own, _) in SINKS.items() for thing in NAMES if thing not in own.split()]


@pytest.mark.parametrize(("thing", "sink"), PAIRS)
def test_nothing_passes_for_another(bag, thing, sink):
    assert not SINKS[sink][1](bag, bag.things[thing])


@pytest.mark.parametrize("thing", NAMES)
def test_revoking_what_is_no_token_ends_nothing(bag, thing):
    if thing in {"access-token", "refresh-token"}:
        return
    assert bag.send("/revoke", {"token": bag.things[thing]}).status_code == 200
    assert bag.get("/userinfo", bearer=bag.tokens["access_token"]).status_code == 200


ORDER = ["proof", "assertion", "hint", "handle", "request", "management", "secret", "device-poll", "userinfo", "release", "introspection",
         "redemption", "refresh"]  # fmt: skip


def test_control_each_is_taken_where_it_belongs_and_none_was_used_up(suite):
    bag = Bag(suite)
    for thing, sink in PAIRS:
        SINKS[sink][1](bag, bag.things[thing])
    for sink in ORDER:
        own, is_taken = SINKS[sink]
        for thing in own.split():
            assert is_taken(bag, bag.things[thing]), (sink, thing)
