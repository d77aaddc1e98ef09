"""S7: forty texts that could become markup, at every place where a page shows what came from outside; the page stays the same page.

Judged by its skeleton: elements, names of attributes, and where links and forms lead. tests/browser/test_polyglots.py
asks a Chromium as well.
"""

from html.parser import HTMLParser
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from sqlalchemy import select, update

from consent.store import ServiceRow
from oidc.clients.profiles import DEVICE
from oidc.tables import ClientRow
from tests.advisories.polyglots import POLYGLOTS
from tests.journeys.story import SITI, answer, open_account
from tests.oidc.terminals import Terminal
from tests.oidc.test_endpoints import CALLBACK
from tests.town import ISSUER

HARMLESS = "Layanan uji"


class _Skeleton(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[object, ...]] = []

    def handle_starttag(self, tag, attrs):
        schemes = [
            urlsplit(value or "").scheme for name, value in attrs if name in {"href", "src", "action", "content"}
        ]
        self.seen.append((tag, *(name for name, _ in attrs), *(one for one in schemes if one not in {"http", ""})))


def skeleton(html):
    reader = _Skeleton()
    reader.feed(html)
    return reader.seen


class Stage:
    """A citizen, a service and a device, whose names can be anything: whatever let them in, the pages hold."""

    def __init__(self, town):
        self.town = town
        self.siti = open_account(town, "siti@contoh.id", identity=SITI)
        self.party = Terminal(town, grant_types=["authorization_code", DEVICE], redirect_uris=[CALLBACK])
        self.siti.get(self.party.url())
        answer(self.siti, fields=["full_name"])

    def named(self, text):
        with self.town.keeping() as session:
            service = select(ClientRow.service_id).where(ClientRow.id == self.party.id).scalar_subquery()
            session.execute(update(ServiceRow).where(ServiceRow.id == service).values(legal_name=text, agency=text))
        return self.party

    def stranger(self):
        return self.town.browser()


@pytest.fixture(scope="module")
def stage(suite):
    return Stage(suite)


def on_the_sign_in_page(stage, text):
    return stage.stranger().get(stage.named(text).url())


def as_login_hint(stage, text):
    return stage.stranger().get(stage.party.url(login_hint=text))


def on_the_consent_page(stage, text):
    return stage.siti.get(stage.named(text).url(prompt="consent"))


def in_the_records(stage, text):
    stage.siti.get(stage.named(text).url(prompt="consent"))
    answer(stage.siti, fields=["full_name"])
    return stage.siti.get("/consents")


def on_the_device_page(stage, text):
    stage.named(text).begin()
    stage.siti.get("/device")
    return stage.siti.submit("user_code", {"user_code": stage.party.user_code})


def as_user_code(stage, text):
    browser = stage.stranger()
    browser.get("/device")
    return browser.submit("user_code", {"user_code": text})


def typed(path, **more):
    def send(stage, text):
        browser = stage.stranger()
        browser.get(path)
        return browser.submit("password", {"identifier": text, "password": "pendek"} | more)

    return send


def in_the_profile(stage, text):
    stage.siti.get("/profile/identity")
    return stage.siti.submit("nik", SITI | {"full_name": text, "nik": "1"})


def in_a_form_post(stage, text):
    return stage.siti.get(stage.party.url(response_mode="form_post", state=text, prompt="none login"))


def on_the_refusal_page(stage, text):
    shown = {"state": text, "error": text, "error_hint": text, "error_description": text}
    return stage.stranger().get(stage.party.url(redirect_uri="https://evil.test/") + "&" + urlencode(shown))


def asking(path, *names):
    return lambda stage, text: stage.siti.get(path + "?" + urlencode(dict.fromkeys(names, text)))


def in_an_address(stage, text):
    return stage.stranger().get("/" + quote(text, safe=""))


SINKS = {
    "name-at-sign-in": on_the_sign_in_page, "login-hint": as_login_hint, "name-at-consent": on_the_consent_page, "name-in-the-records": in_the_records,
    "name-at-the-device": on_the_device_page, "user-code": as_user_code, "typed-at-sign-in": typed("/sign-in"),
    "typed-at-sign-up": typed("/sign-up"), "typed-at-forgot": typed("/forgot", code="AAAA-BBBB-CCCC-DDDD"), "profile": in_the_profile, "form-post": in_a_form_post,
    "refusal": on_the_refusal_page, "client-id": asking("/authorize", "client_id"), "sign-out": asking("/end-session", "state", "client_id", "id_token_hint"), "address": in_an_address,
    "query": asking("/help", "x", "page"), "return-to": asking("/sign-in", "return_to", "fresh"),
}  # fmt: skip
# What is no name of a person is an error of the form: it is compared with another one.
HARMLESS_THERE = {"profile": "0"}
_skeletons: dict[str, list[tuple[object, ...]]] = {}


@pytest.mark.parametrize("sink", SINKS)
@pytest.mark.parametrize("number", range(len(POLYGLOTS)))
def test_a_text_stays_a_text(stage, sink, number):
    if sink not in _skeletons:
        _skeletons[sink] = skeleton(SINKS[sink](stage, HARMLESS_THERE.get(sink, HARMLESS)).html)
    page = SINKS[sink](stage, POLYGLOTS[number])
    assert skeleton(page.html) == _skeletons[sink], page.status
    assert "7*7" not in POLYGLOTS[number] or "}49" not in page.html


@pytest.mark.parametrize("text", POLYGLOTS)
def test_a_redirect_carries_it_encoded(stage, text):
    party = stage.party
    told = party.http.get("/authorize", query_string=party.query(state=text, prompt="jump"), base_url=ISSUER)
    location = told.headers["Location"]
    assert location.startswith(CALLBACK + "?")
    assert parse_qs(urlsplit(location).query)["state"] == [text]
    assert not set("<>\"' ") & set(location)


def test_control_a_page_that_writes_markup_is_noticed():
    assert skeleton(f"<p>{POLYGLOTS[7]}</p>") != skeleton(f"<p>{HARMLESS}</p>")
    assert skeleton("<a href='javascript:x'>x</a>") != skeleton("<a href='https://rp.example.id'>x</a>")
