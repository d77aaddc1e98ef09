"""Notices: told on the page and by mail, nothing personal in them; and "this was not me" shuts the account at once, by the button alone."""

import re
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from core.outbox import UndeliveredError, Work
from core.runtime import SETTINGS
from tests.accounts.authenticators import Device
from tests.accounts.people import NEW_PASSWORD, forget, is_in, open_account, sign_in
from tests.accounts.test_apps import connect
from tests.accounts.test_passkeys import enter, register
from tests.live import free_port
from tests.town import ISSUER, PASSWORD
from web import chores

LINK = re.compile(r"/not-me/[A-Za-z0-9_-]+")
TOLD_OF_A_BROWSER = "Akun Anda dibuka di perangkat atau browser yang baru."


class Box:
    """What a mail server (aiosmtpd) received."""

    def __init__(self) -> None:
        self.kept: list = []

    async def handle_DATA(self, server, session, envelope):
        self.kept.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"


@contextmanager
def mail_server(town):
    box, port = Box(), free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    own = town.app.extensions[SETTINGS]
    town.app.extensions[SETTINGS] = replace(own, mail_server=f"smtp://127.0.0.1:{port}", mail_sender="sekali@contoh.id")
    try:
        yield box
    finally:
        server.stop()
        town.app.extensions[SETTINGS] = own


def deliver(town) -> None:
    """Do what the worker does with every notice that waits."""
    from core import outbox

    with town.app.app_context():
        while True:
            with town.keeping() as session:
                work = outbox.claim(session, town.clock(), ["account.notice"])
            if work is None:
                return
            chores.mail_notice(work)
            with town.keeping() as session:
                outbox.done(session, work)


def link_of(opened) -> str:
    return LINK.search(opened.browser.get("/account").html)[0]


@pytest.fixture
def siti(town):
    """A citizen at whose account somebody else has just signed in, with the right password."""
    opened = open_account(town)
    town.clock.advance(minutes=1)
    return opened, sign_in(town, opened.number)


def test_a_new_browser_is_told_once_on_the_page_and_by_mail_without_anything_personal(town, on_both, siti):
    opened, thief = siti
    with mail_server(town) as box:
        deliver(town)
    ((to, letter),) = box.kept
    assert to == ["warga@contoh.id"]
    text = letter.get_content()
    assert letter["Auto-Submitted"] == "auto-generated" and letter["Subject"] == f"Sekali: {TOLD_OF_A_BROWSER}"
    assert TOLD_OF_A_BROWSER in text and ISSUER + "/not-me/" in text and "24 November 2026" in text
    for personal in (opened.number, "warga@", PASSWORD, "127.0.0"):
        assert personal not in text
    sign_in(town, opened.number, browser=thief)
    page = opened.browser.get("/account")
    assert page.text.count(TOLD_OF_A_BROWSER) == 1 and "Ini bukan saya" in page.text


def test_without_a_mail_server_or_an_address_nothing_is_sent_and_nothing_fails(town, siti):
    deliver(town)
    nobody = open_account(town, "")
    sign_in(town, nobody.number)
    with mail_server(town) as box:
        deliver(town)
    assert [to for to, _ in box.kept] == [], "hers was settled before there was a server"


def test_a_server_that_takes_nothing_is_tried_again(town, siti):
    with mail_server(town):
        pass
    own = town.app.extensions[SETTINGS]
    town.app.extensions[SETTINGS] = replace(own, mail_server=f"smtp://127.0.0.1:{free_port()}", mail_sender="a@b.id")
    from core import outbox

    with town.app.app_context(), town.keeping() as session:
        work = outbox.claim(session, town.clock(), ["account.notice"])
    with town.app.app_context(), pytest.raises(UndeliveredError) as told:
        chores.mail_notice(work)
    assert "contoh" not in str(told.value) and isinstance(work, Work)


def test_opening_the_link_changes_nothing_and_its_button_shuts_the_account(town, on_both, siti):
    opened, thief = siti
    link, scanner = link_of(opened), town.browser()
    for _ in range(3):
        assert scanner.get(link).status == 200
    assert town.app.test_client().head(link, base_url=ISSUER).status_code == 200
    assert is_in(thief) and is_in(opened.browser)
    own = town.browser()
    own.get(link)
    page = own.confirm("/not-me/")
    assert "Akun dibekukan" in page.text and "kode pemulihan" in page.text
    assert not is_in(thief) and not is_in(opened.browser)
    assert sign_in(town, opened.number).here.status == 422, "the thief has the password, and it is worth nothing"
    kinds = [body["type"] for body in town.check_ledger()]
    assert kinds.count("account.frozen") == kinds.count("credentials.changed") == 1


def test_the_link_is_good_once_for_a_week_and_made_by_nobody_else(town, siti):
    opened, _ = siti
    link = link_of(opened)
    assert town.browser().get("/not-me/" + "A" * 80).status == 410
    assert town.browser().get(link[:-3] + "AAA").status == 410
    first, second = town.browser(), town.browser()
    first.get(link)
    second.get(link)
    form = second.here.form_to("/not-me/")
    assert first.confirm("/not-me/").status == 200
    assert second.post(second.here.target(form), form.data()).status == 410
    assert first.get(link).status == 410


def test_an_old_link_is_refused_at_the_button_too(town, siti):
    browser = town.browser()
    browser.get(link_of(siti[0]))
    form = browser.here.form_to("/not-me/")
    town.clock.advance(hours=8)
    fresh = [pair for pair in browser.get("/sign-up").form("once").data() if pair[0] == "form_token"]
    assert form.data() != fresh
    town.clock.advance(days=7)
    fresh = [pair for pair in browser.get("/sign-up").form("once").data() if pair[0] == "form_token"]
    assert browser.post(browser.here.target(form), fresh).status == 410


def test_the_owner_comes_back_by_a_code_from_before(town, on_both, siti):
    opened, _ = siti
    own = town.browser()
    own.get(link_of(opened))
    own.confirm("/not-me/")
    forget(town, opened.number, opened.codes[0])
    back = sign_in(town, opened.number, NEW_PASSWORD)
    assert back.here.url.endswith("/rights/frozen")
    assert back.submit("password", {"password": NEW_PASSWORD}).status == 200
    assert "bukan dari Anda" in back.get("/account").text
    town.check_ledger()


def test_what_a_thief_added_is_gone_and_what_was_there_before_stays(town):
    opened, before, later = open_account(town), Device(ISSUER), Device(ISSUER)
    register(opened.browser, before)
    town.clock.advance(minutes=1)
    thief = sign_in(town, opened.number)
    link = link_of(opened)
    town.clock.advance(seconds=30)
    register(thief, later)
    connect(town, thief)
    form = next(one for one in thief.get("/account/codes").forms if "language" not in one.action)
    stolen = re.findall(r"<code>([A-Z0-9-]{19})</code>", thief.post("/account/codes", form.data()).html)
    own = town.browser()
    own.get(link)
    own.confirm("/not-me/")
    assert forget(town, opened.number, stolen[0]).here.status == 422
    assert enter(town, later).here.status == 422
    assert enter(town, before).here.url.endswith("/rights/frozen")
