"""Texts that could become markup, in a real browser: nothing opens a dialog, nothing is loaded from elsewhere, no page is framed."""

from urllib.parse import urlencode

import pytest
from sqlalchemy import update

from consent.store import ServiceRow
from tests.advisories.polyglots import POLYGLOTS
from tests.browser.press import PATIENCE
from tests.journeys.parties import CALLBACK, AuthlibParty


@pytest.fixture
def page(live, chromium):
    context = chromium.new_context()
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def test_no_text_becomes_markup(live, page):
    party = AuthlibParty.registered(live.issuer)
    dialogs, asked, complaints = [], [], []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    for text in POLYGLOTS:
        with live.keeping() as session:
            session.execute(update(ServiceRow).values(legal_name=text))
        page.goto(party.begin("openid", login_hint=text))
        assert text in page.inner_text("main")
        page.goto(live.issuer + "/end-session?" + urlencode({"state": text, "id_token_hint": text}))
    party.close()
    assert dialogs == []
    assert [url for url in asked if not url.startswith(live.issuer + "/")] == []
    assert complaints == [], "the policy of the pages had nothing to stop"


@pytest.mark.parametrize("path", ["/sign-in", "/device", "/"])
def test_no_page_is_shown_in_a_frame(live, page, path):
    page.goto(CALLBACK)
    framed = "address => document.body.innerHTML = `<iframe src='${address}'></iframe>`"
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.evaluate(framed, live.issuer + path)
