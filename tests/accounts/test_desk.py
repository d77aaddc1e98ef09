"""The door of the desks: password, then a code that works once."""

from datetime import timedelta

import pyotp
import pytest

from accounts.credentials import passwords
from accounts.desk import deeds, store
from tests.accounts.people import NEW_PASSWORD

NAME = "auditor@contoh.id"


@pytest.fixture
def auditor(town):
    kept = passwords.hashed(town.keys, NEW_PASSWORD)
    with town.keeping() as session:
        return deeds.add(session, town.keys, NAME, "Auditor Satu", "auditor", kept, town.clock())


def enter(town, code, password=NEW_PASSWORD):
    browser = town.browser()
    browser.get("/desk/sign-in")
    browser.submit("password", {"identifier": NAME, "password": password})
    if browser.here.form("form_token") and "/desk/code" in browser.here.url:
        browser.submit("code", {"code": code})
    return browser


def code_at(town, added, seconds=0):
    return pyotp.TOTP(added.totp).at(town.clock() + timedelta(seconds=seconds))


@pytest.mark.parametrize(("seconds", "opens"), [(0, True), (-30, True), (30, True), (-90, False), (90, False)])
def test_a_code_may_be_one_step_early_or_late(town, auditor, seconds, opens):
    page = enter(town, code_at(town, auditor, seconds)).here
    assert (page.status == 200 and "/desk/" not in page.url.replace("/desk/auditor", "")) is opens
    assert (page.status == 422) is not opens


def test_a_code_works_once_and_an_earlier_one_no_more(town, on_both, auditor):
    code, former = code_at(town, auditor), code_at(town, auditor, -30)
    assert enter(town, code).here.status == 200
    assert enter(town, code).here.status == 422
    assert enter(town, former).here.status == 422


def test_the_password_alone_opens_no_desk(town, auditor):
    browser = enter(town, "000000")
    with town.app.test_request_context():
        from flask import url_for

        search = url_for("auditor.search")
    assert browser.get(search).url.endswith("/desk/sign-in")
    assert enter(town, code_at(town, auditor), "kata sandi yang keliru").here.status == 422


def test_a_disabled_desk_is_closed_at_once(town, auditor):
    browser = enter(town, code_at(town, auditor))
    here = browser.here.url
    assert browser.get(here).url == here
    with town.keeping() as session:
        assert store.disable(session, auditor.id)
        assert not store.disable(session, auditor.id)
    assert browser.get(here).url.endswith("/desk/sign-in")
