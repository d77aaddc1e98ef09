"""What people do, in words: open an account, fill in, sign in, answer a service."""

from typing import Any

from tests.town import PASSWORD, Browser, Town

SITI = {"nik": "3574015708959001", "full_name": "SITI AMINAH", "birth_date": "17-08-1995"}


def open_account(town: Town, identifier: str = "warga@contoh.id", identity: dict[str, str] | None = None) -> Browser:
    """Open an account through the pages and stay signed in; fill the identity page when told what with."""
    browser = town.browser()
    browser.get("/sign-up")
    page = browser.submit("password", {"identifier": identifier, "password": PASSWORD})
    assert page.status == 200, page.text
    if identity:
        browser.get("/profile/identity")
        page = browser.submit("nik", identity)
        assert page.status == 200, page.text
    return browser


def sign_in(town: Town, identifier: str, password: str = PASSWORD) -> Browser:
    browser = town.browser()
    browser.get("/sign-in")
    browser.submit("password", {"identifier": identifier, "password": password})
    return browser


def answer(browser: Browser, decision: str = "allow", fields: list[str] | None = None) -> str:
    """Answer the consent page; return the address of the service that the browser was sent to."""
    page = browser.here
    form = page.form("decision")
    values: dict[str, Any] = {}
    if fields is not None and form.has("fields"):
        values["fields"] = fields
    browser.submit("decision", values, ("decision", decision))
    assert browser.left_to, f"{browser.here.status} {browser.here.text[:800]}"
    return browser.left_to
