"""Two doors, one house: the short way answers what the long way answers, word for word, and takes only what is its own."""

import json
import re
from copy import copy
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from sqlalchemy.exc import OperationalError
from werkzeug.test import Client

from keys.custody import CustodianAwayError
from tests.journeys.story import SITI, answer, open_account
from tests.oidc.test_endpoints import CALLBACK, VERIFIER, Party
from tests.town import ISSUER
from web.door.shortcut import Shortcut

FORM = "application/x-www-form-urlencoded"
CHANGING = re.compile(r"[A-Za-z0-9_-]{43,}(\.[A-Za-z0-9_-]+)*")  # secrets and signed tokens, made anew each time
ID = re.compile(r"\b0[0-9a-f-]{35}\b")
ENTRY = re.compile(r"(?<=/api/receipts/)\d+")  # each read has its own
OF_REQUEST = {"X-Request-ID", "Date"}


class Visitor:
    """A citizen who has consented, their browser, and the service."""

    def __init__(self, town) -> None:
        self.town, self.party = town, Party(town)
        self.browser = open_account(town, identity=SITI)
        self.browser.get(self.url())
        self.tokens = self.party.tokens(answer(self.browser, fields=["full_name"]))
        jar = self.browser.client._cookies.values()
        self.cookies = "; ".join(f"{cookie.key}={cookie.value}" for cookie in jar)

    def url(self, **changes) -> str:
        return self.party.url(scope="openid profile offline_access", **changes)

    def code(self) -> str:
        self.browser.get(self.url())
        return parse_qs(urlsplit(self.browser.left_to).query)["code"][0]

    def refresh(self) -> str:
        return self.redeemed()["refresh_token"]

    def redeemed(self) -> dict:
        return self.party.token(**self.grant()).json

    def grant(self, **changes) -> dict:
        good = {
            "grant_type": "authorization_code",
            "code": self.code(),
            "redirect_uri": CALLBACK,
            "code_verifier": VERIFIER,
        }
        return {name: value for name, value in (good | changes).items() if value is not None}  # fmt: skip


@pytest.fixture
def visitor(town) -> Visitor:
    return Visitor(town)


def posted(path, form, *, kind=FORM, **headers):
    body = form if isinstance(form, bytes) else urlencode(form).encode()
    return {"method": "POST", "path": path, "data": body, "content_type": kind, "headers": headers}


def asked(path, **headers):
    return {"method": "GET", "path": path, "headers": headers}


def basic(who: Visitor, secret: str | None = None) -> dict[str, str]:
    from base64 import b64encode

    pair = f"{who.party.id}:{secret or who.party.secret}"
    return {"Authorization": "Basic " + b64encode(pair.encode()).decode()}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def replayed(who: Visitor) -> dict:
    form = who.grant()
    who.party.token(**form)
    return form


# What is asked, by which name; each is made anew for each door, since codes and tokens are good once.
SHORT = {
    "code": lambda who: posted("/token", who.grant(), **basic(who)),
    "code, secret in the form": lambda who: posted(
        "/token", who.grant(client_id=who.party.id, client_secret=who.party.secret)
    ),
    "code, wrong secret": lambda who: posted("/token", who.grant(), **basic(who, "x" * 43)),
    "code, nobody": lambda who: posted("/token", who.grant()),
    "code, wrong verifier": lambda who: posted("/token", who.grant(code_verifier="w" * 64), **basic(who)),
    "code, second time": lambda who: posted("/token", replayed(who), **basic(who)),
    "refresh": lambda who: posted(
        "/token", {"grant_type": "refresh_token", "refresh_token": who.refresh()}, **basic(who)
    ),
    "no grant type": lambda who: posted("/token", {"a": "b"}, **basic(who)),
    "foreign grant type": lambda who: posted("/token", {"grant_type": "password"}, **basic(who)),
    "repeated parameter": lambda who: posted("/token", b"grant_type=refresh_token&grant_type=x", **basic(who)),
    "broken percent signs": lambda who: posted("/token", b"grant_type=%ff%zz&code=%00", **basic(who)),
    "empty form": lambda who: posted("/token", b"", **basic(who)),
    "broken header": lambda who: posted("/token", who.grant(), Authorization="Basic !"),
    "proof that is none": lambda who: posted("/token", who.grant(), **basic(who), DPoP="x.y.z"),
    "introspection": lambda who: posted("/introspect", {"token": who.redeemed()["access_token"]}, **basic(who)),
    "introspection of nothing": lambda who: posted("/introspect", {"token": "nothing"}, **basic(who)),
    "introspection as a JWT": lambda who: posted(
        "/introspect", {"token": "x"}, **basic(who), Accept="application/token-introspection+jwt"
    ),
    "introspection by nobody": lambda _who: posted("/introspect", {"token": "x"}),
    "revocation": lambda who: posted("/revoke", {"token": who.redeemed()["access_token"]}, **basic(who)),
    "revocation without a token": lambda who: posted("/revoke", {}, **basic(who)),
    "userinfo": lambda who: asked("/userinfo", **bearer(who.tokens["access_token"])),
    "userinfo without a token": lambda _who: asked("/userinfo"),
    "userinfo, unknown token": lambda _who: asked("/userinfo", **bearer("x" * 43)),
    "userinfo, token in the address": lambda who: asked("/userinfo?access_token=" + who.tokens["access_token"]),
    "userinfo, refresh token": lambda who: asked("/userinfo", **bearer(who.tokens["refresh_token"])),
    "userinfo by form": lambda who: posted("/userinfo", {"access_token": who.tokens["access_token"]}),
    "userinfo, two tokens": lambda who: posted("/userinfo", {"access_token": "a"}, **bearer("b")),
    "userinfo, DPoP scheme": lambda who: asked("/userinfo", Authorization="DPoP " + who.tokens["access_token"]),
    "keys": lambda _who: asked("/jwks"),
    "discovery": lambda _who: asked("/.well-known/openid-configuration"),
    "discovery, other name": lambda _who: asked("/.well-known/oauth-authorization-server?x=1"),
    "returning citizen": lambda who: asked(who.url(), Cookie=who.cookies),
    "returning citizen, JARM": lambda who: asked(who.url(response_mode="query.jwt"), Cookie=who.cookies),
    "returning citizen, fragment": lambda who: asked(who.url(response_mode="fragment"), Cookie=who.cookies),
    "returning citizen, prompt none": lambda who: asked(who.url(prompt="none"), Cookie=who.cookies),
    "state of all kinds": lambda who: asked(who.url(state="a &=%\u00e9\u4e00+/?#"), Cookie=who.cookies),
}
LONG = {
    "form of parts": lambda who: {
        "method": "POST", "path": "/token", "data": {"grant_type": "x"}, "headers": basic(who), "content_type": "multipart/form-data"
    },
    "JSON": lambda who: posted("/token", b'{"grant_type":"x"}', kind="application/json", **basic(who)),
    "charset named": lambda who: posted("/token", who.grant(), kind=FORM + "; charset=utf-8", **basic(who)),
    "bytes that are no ASCII": lambda who: posted("/token", b"grant_type=\xff", **basic(who)),
    "too large": lambda who: posted("/token", b"a=" + b"x" * 140_000, **basic(who)),
    "token by GET": lambda _who: asked("/token"),
    "introspection by PUT": lambda _who: {"method": "PUT", "path": "/introspect"},
    "preflight": lambda _who: {"method": "OPTIONS", "path": "/token", "headers": {"Origin": "https://app.example"}},
    "keys by HEAD": lambda _who: {"method": "HEAD", "path": "/jwks"},
    "keys with a stroke": lambda _who: asked("/jwks/"),
    "stranger": lambda who: asked(who.url()),
    "cookies of nobody": lambda who: asked(who.url(), Cookie="sekali=x; sekali-browser=" + "y" * 43),
    "sign in again": lambda who: asked(who.url(prompt="login"), Cookie=who.cookies),
    "ask again": lambda who: asked(who.url(prompt="consent"), Cookie=who.cookies),
    "nobody's prompt none": lambda who: asked(who.url(prompt="none")),
    "unknown service": lambda who: asked(who.url(client_id="nobody"), Cookie=who.cookies),
    "foreign redirect": lambda who: asked(who.url(redirect_uri="https://evil.example/cb"), Cookie=who.cookies),
    "no challenge": lambda who: asked(who.url(code_challenge=None, code_challenge_method=None), Cookie=who.cookies),
    "answer as a form": lambda who: asked(who.url(response_mode="form_post"), Cookie=who.cookies),
    "unknown handle": lambda who: asked(
        who.url(request_uri="urn:ietf:params:oauth:request_uri:" + "x" * 43), Cookie=who.cookies
    ),
}  # fmt: skip


def called(application) -> Client:
    """A caller on this machine that keeps no cookies."""
    return Client(lambda environ, start: application(environ | {"REMOTE_ADDR": "127.0.0.1"}, start), use_cookies=False)


def seen(application, request: dict) -> tuple:
    """What a client sees, with what is new each time taken out."""
    told = called(application).open(base_url=request.pop("base_url", ISSUER), **request)
    headers = sorted((name, told.headers.getlist(name)) for name in set(told.headers.keys()) - OF_REQUEST)
    text = CHANGING.sub("…", told.get_data(as_text=True))
    if told.mimetype == "application/json" and text:
        text = sorted(json.loads(text).items())
    return told.status_code, *(ENTRY.sub("…", ID.sub("…", CHANGING.sub("…", repr(part)))) for part in (headers, text))


def both(town, make, who: Visitor) -> tuple[list, bool]:
    short = town.app.wsgi_app
    assert isinstance(short, Shortcut)
    took = []
    through = copy(short)

    def long_way(environ, start_response):
        took.append("long")
        return short._long(environ, start_response)

    through._long = long_way
    return [seen(through, make(who)), seen(short._long, make(who))], not took


@pytest.mark.parametrize("name", SHORT)
def test_the_short_way_answers_like_the_long_one(town, visitor, name) -> None:
    told, was_short = both(town, SHORT[name], visitor)
    assert was_short
    assert told[0] == told[1]


@pytest.mark.parametrize("name", LONG)
def test_everything_else_goes_the_long_way(town, visitor, name) -> None:
    told, was_short = both(town, LONG[name], visitor)
    assert not was_short
    assert told[0] == told[1]


def test_another_host_name_goes_the_long_way(town, visitor) -> None:
    def make(who):
        return asked(who.url(), Cookie=who.cookies) | {"base_url": "http://other.example"}

    told, was_short = both(town, make, visitor)
    assert not was_short
    assert told[0][0] == told[1][0] == 307


def test_what_is_published_is_sent_once_and_then_known(town) -> None:
    for path in ("/jwks", "/.well-known/openid-configuration"):
        for door in (town.app.wsgi_app, town.app.wsgi_app._long):
            first = called(door).get(path, base_url=ISSUER)
            again = called(door).get(path, base_url=ISSUER, headers={"If-None-Match": first.headers["ETag"]})
            assert (again.status_code, again.data) == (304, b"")
            assert again.headers["ETag"] == first.headers["ETag"]
            assert "public" in again.headers["Cache-Control"]
            other = called(door).get(path, base_url=ISSUER, headers={"If-None-Match": '"another"'})
            assert other.data == first.data


@pytest.mark.parametrize(
    "failure", [OperationalError("SELECT", {}, Exception()), CustodianAwayError("the token does not answer")]
)
def test_a_failure_is_told_and_noted_as_by_the_long_way(town, monkeypatch, capfd, failure) -> None:
    def busy(*_given):
        raise failure

    monkeypatch.setattr("oidc.userinfo.honoured", busy)
    told = [seen(door, asked("/userinfo", **bearer("x"))) for door in (town.app.wsgi_app, town.app.wsgi_app._long)]
    assert told[0] == told[1]
    assert told[0][0] == 503
    lines = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    noted = [(line["route"], line["status"], line["network"]) for line in lines if line["event"] == "request"]
    assert noted == [("/userinfo", 503, "127.0.0.0/24")] * 2


def test_every_request_of_the_short_way_has_its_line(town, visitor, capfd) -> None:
    capfd.readouterr()
    for door in (town.app.wsgi_app, town.app.wsgi_app._long):
        called(door).get("/jwks", base_url=ISSUER)
        called(door).get(visitor.url(), base_url=ISSUER, headers={"Cookie": visitor.cookies})
    lines = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    noted = [(line["method"], line["route"], line["status"]) for line in lines if line["event"] == "request"]
    assert noted == [("GET", "/jwks", 200), ("GET", "/authorize", 303)] * 2
