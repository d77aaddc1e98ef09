"""What the tests of accounts do over and over: open an account over the pages and note what was shown."""

import re
from dataclasses import dataclass

from tests.town import PASSWORD, Browser, Town

NEW_PASSWORD = "kereta lambat minum jamu"
CODE = re.compile(r"<code>([A-Z0-9-]{19})</code>")
NUMBER = re.compile(r"\b(\d{10})\b")


@dataclass
class Opened:
    """A browser that is signed in, and what the page after signing up showed."""

    browser: Browser
    number: str
    codes: list[str]


def open_account(town: Town, identifier: str = "warga@contoh.id", password: str = PASSWORD) -> Opened:
    browser = town.browser()
    browser.get("/sign-up")
    page = browser.submit("password", {"identifier": identifier, "password": password})
    assert page.status == 200, page.text
    number = NUMBER.search(page.text)
    assert number, page.text
    return Opened(browser, number[1], CODE.findall(page.html))


def sign_in(town: Town, identifier: str, password: str = PASSWORD, browser: Browser | None = None) -> Browser:
    browser = browser or town.browser()
    browser.get("/sign-in")
    browser.submit("password", {"identifier": identifier, "password": password})
    return browser


def is_in(browser: Browser) -> bool:
    """Tell whether the browser may see the account's own page."""
    return browser.get("/account").url.endswith("/account")


def forget(town: Town, identifier: str, code: str, password: str = NEW_PASSWORD) -> Browser:
    browser = town.browser()
    browser.get("/forgot")
    browser.submit("code", {"identifier": identifier, "code": code, "password": password})
    return browser
