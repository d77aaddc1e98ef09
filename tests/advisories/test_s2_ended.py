"""S2, first part: whatever ended between the beginning and the end of a path, no path gives anything any more.

Each world is one citizen and one client with everything under way; then one thing ends, and every path is tried.
"""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from sqlalchemy import select, update

from accounts import closing
from accounts.store import CitizenRow
from consent.store import GrantRow, PurposeRow, ServiceRow
from core.clock import to_epoch
from oidc.clients.profiles import CLIENT_CREDENTIALS, DEVICE
from oidc.tables import ClientRow, CodeRow
from tests.advisories.conftest import KEYS
from tests.journeys.story import SITI, answer, open_account
from tests.oidc.terminals import Terminal, write
from tests.oidc.terminals import press as press_decision
from tests.oidc.test_assertions import EC
from tests.oidc.test_endpoints import CALLBACK, VERIFIER, press
from tests.town import ISSUER

GRANTS = ["authorization_code", "refresh_token", DEVICE, CLIENT_CREDENTIALS]


class World:
    """A client of every grant, a citizen who agreed, and one of everything under way."""

    def __init__(self, town, name):
        self.town = town
        self.party = Terminal(town, grant_types=GRANTS, redirect_uris=[CALLBACK], jwks=KEYS)
        self.browser = open_account(town, f"{name}@contoh.id", identity=SITI)
        self.browser.get(self.party.url())
        self.tokens = self.party.tokens(answer(self.browser, fields=["full_name"]))
        self.browser.get(self.party.url(scope="openid profile offline_access"))
        self.lasting = self.party.tokens(self.browser.left_to)
        self.code = self._code()
        self.handle = self._send("/par", self.party.query(client_id=None)).json["request_uri"]
        posted = self.party.http.post("/authorize", data=self.party.query(), base_url=ISSUER)
        self.interaction = posted.headers["Location"]
        self.party.begin()
        self.waiting = self.party.user_code
        self.party.begin()
        write(self.browser, self.party.user_code)
        assert press_decision(self.browser, "allow").url.endswith("/device/connected"), "the consent is remembered"
        self.device_code = self.party.device_code
        self.subject = self._owner()

    def _owner(self):
        with self.town.reading() as session:
            return session.execute(
                select(CodeRow.citizen_id, ClientRow.service_id).join(ClientRow, ClientRow.id == CodeRow.client_id)
                .where(CodeRow.client_id == self.party.id).limit(1)
            ).one()  # fmt: skip

    def _send(self, path, form):
        return self.party.http.post(path, data=form, auth=(self.party.id, self.party.secret), base_url=ISSUER)

    def _code(self):
        self.browser.get(self.party.url())
        return parse_qs(urlsplit(self.browser.left_to or "").query).get("code", [None])[0]

    def set(self, row, column, value, **values):
        with self.town.keeping() as session:
            session.execute(update(row).where(column == value).values(**values))


def _freeze(world):
    world.set(CitizenRow, CitizenRow.id, world.subject.citizen_id, state="frozen")


def _close(world):
    with world.town.keeping() as session:
        closing.begin(session, world.town.keys, world.subject.citizen_id, timedelta(hours=72), world.town.clock())


def _withdraw(world):
    world.browser.get("/consents")
    world.browser.get(world.browser.here.link("withdraw"))
    world.browser.confirm("withdraw")


def _freeze_service(world):
    world.browser.get("/consents")
    world.browser.get(world.browser.here.link("/freeze"))
    world.browser.confirm("/freeze")


def _sign_out(world):
    world.browser.get("/sign-out")
    press(world.browser, "/sign-out")


ENDS = {
    "citizen-frozen": _freeze,
    "citizen-closing": _close,
    "service-frozen": _freeze_service,
    "client-disabled": lambda w: w.set(ClientRow, ClientRow.id, w.party.id, state="disabled"),
    "client-removed": lambda w: w.party.http.delete(
        f"/register/{w.party.id}", headers={"Authorization": "Bearer " + w.party.told["registration_access_token"]}, base_url=ISSUER
    ),
    "service-disabled": lambda w: w.set(ServiceRow, ServiceRow.id, w.subject.service_id, state="disabled"),
    "purpose-paused": lambda w: w.set(PurposeRow, PurposeRow.service_id, w.subject.service_id, state="paused"),
    "purpose-replaced": lambda w: w.set(PurposeRow, PurposeRow.service_id, w.subject.service_id, state="replaced"),
    "consent-withdrawn": _withdraw,
    "consent-run-out": lambda w: w.set(GrantRow, GrantRow.service_id, w.subject.service_id, ends_at=w.town.clock()),
    "signed-out": _sign_out,
}  # fmt: skip


def token(world, **form):
    told = world._send("/token", form)
    return told.status_code == 200 and "access_token" in told.json


def redeemed(world):
    return token(world, grant_type="authorization_code", code=world.code, redirect_uri=CALLBACK, code_verifier=VERIFIER)


def told_a_name(answer_of):
    return answer_of.status_code == 200 and "SITI" in answer_of.text


def asked(world, url):
    world.browser.get(url)
    return "code=" in (world.browser.left_to or "")


def with_object(world):
    inside = world.party.query() | {"iss": world.party.id, "aud": ISSUER, "exp": to_epoch(world.town.clock()) + 60}
    return world.party.url(request=jwt.encode({"alg": "ES256", "kid": EC.kid}, inside, EC))


def approved(world):
    write(world.browser, world.waiting)
    if not any(form.has("decision") for form in world.browser.here.forms):
        return False
    return press_decision(world.browser, "allow").url.endswith("/device/connected")


def released(world):
    bearer = {"Authorization": f"Bearer {world.tokens['access_token']}"}
    return told_a_name(world.party.http.get("/api/release/sign-in", headers=bearer, base_url=ISSUER))


def active(world, name):
    return world._send("/introspect", {"token": world.lasting[name]}).json.get("active") is True


PATHS = {
    "userinfo": lambda w: told_a_name(w.party.userinfo(w.tokens["access_token"])),
    "userinfo-posted": lambda w: told_a_name(w.party.userinfo(w.tokens["access_token"], "post")),
    "userinfo-of-a-lasting-token": lambda w: told_a_name(w.party.userinfo(w.lasting["access_token"])),
    "release": released,
    "introspection": lambda w: active(w, "access_token"),
    "introspection-of-refresh": lambda w: active(w, "refresh_token"),
    "code": redeemed,
    "refresh": lambda w: token(w, grant_type="refresh_token", refresh_token=w.lasting["refresh_token"]),
    "device": lambda w: token(w, grant_type=DEVICE, device_code=w.device_code),
    "device-page": approved,
    "silent": lambda w: asked(w, w.party.url(prompt="none")),
    "authorize": lambda w: asked(w, w.party.url()),
    "handle": lambda w: asked(w, "/authorize?client_id=" + w.party.id + "&request_uri=" + w.handle),
    "request-object": lambda w: asked(w, with_object(w)),
    "resumed": lambda w: asked(w, w.interaction),
    "machine": lambda w: token(w, grant_type=CLIENT_CREDENTIALS),
    "push": lambda w: w._send("/par", w.party.query(client_id=None)).status_code == 201,
}  # fmt: skip
LASTING = {"userinfo-of-a-lasting-token", "introspection", "introspection-of-refresh", "refresh"}
OF_THE_CLIENT = {"machine", "push"}
GOES_ON = {
    **dict.fromkeys(("citizen-frozen", "citizen-closing", "consent-withdrawn", "consent-run-out"), OF_THE_CLIENT),
    "service-frozen": OF_THE_CLIENT,
    # A pause passes, and so does the wait for an answer to a new version: what was agreed to stands, and gives nothing.
    **dict.fromkeys(("purpose-paused", "purpose-replaced"), OF_THE_CLIENT),
    # What was given with offline_access outlives the sign-in.
    "signed-out": OF_THE_CLIENT | LASTING,
}


def given(world):
    return {name for name, path in PATHS.items() if path(world)}


def test_control_every_path_gives_while_nothing_has_ended(suite):
    assert given(World(suite, "utuh")) == PATHS.keys()


@pytest.mark.parametrize("end", ENDS)
def test_no_path_gives_anything_after_the_end(suite, end):
    world = World(suite, end)
    ENDS[end](world)
    assert given(world) == GOES_ON.get(end, set())
