"""The town: one provider on a real database, a clock one can turn, people with browsers, and the whole ledger checked."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from core.db import keeping, reading
from tests.alarm import Alarm
from tests.forms import Form, Page

ISSUER = "http://localhost:8000"
PASSWORD = "satu-kali-isi-data"
START = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


@dataclass
class TurnableClock:
    """A clock that stands still until it is turned."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)


class Browser:
    """One person's browser without JavaScript: cookies, pages, forms, and redirects inside the house."""

    def __init__(self, client: FlaskClient, issuer: str = ISSUER) -> None:
        self.client = client
        self.issuer = issuer
        self.page: Page | None = None
        self.left_to: str | None = None

    def get(self, url: str, **headers: str) -> Page:
        return self._arrive("GET", url, None, headers)

    def post(self, url: str, data: list[tuple[str, str]] | dict[str, str], **headers: str) -> Page:
        return self._arrive("POST", url, data, headers)

    def change_language(self, typed: dict[str, str | list[str]] | None = None) -> Page:
        """Press the language button in the head of the page, with `typed` in the page's form if it has one."""
        page, found = (
            self.here,
            re.search(r'<button form="typed" formaction="([^"]*)"[^>]* value="([^"]*)"', self.here.html),
        )
        if found is None:
            return self.submit("language", button=("language", "en" if 'html lang="id"' in page.html else "id"))
        names = set(typed or {})
        form = next(one for one in page.forms if names <= {part.name for part in one.controls})
        return self.post(unescape(found[1]), [*form.filled(typed or {}), ("change_language", found[2])])

    def submit(
        self, having: str, values: dict[str, str | list[str]] | None = None, button: tuple[str, str] | None = None
    ) -> Page:
        """Fill and send the form on the present page that has a control named `having`."""
        page = self.here
        form: Form = page.form(having)
        data = form.filled(values or {}, button)
        if form.method == "get":
            from urllib.parse import urlencode

            return self.get(page.target(form).split("?")[0] + "?" + urlencode(data))
        return self.post(page.target(form), data)

    def confirm(self, part: str) -> Page:
        """Press the one button of the form that goes to an address with `part` in it."""
        form = self.here.form_to(part)
        return self.post(self.here.target(form), form.data())

    @property
    def here(self) -> Page:
        assert self.page is not None, "no page was opened yet"
        return self.page

    def _arrive(self, method: str, url: str, data: object, headers: dict[str, str]) -> Page:
        self.left_to = None
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        for _ in range(12):
            answer = self._send(method, url, data, named)
            location = answer.headers.get("Location")
            if location is None or answer.status_code not in {301, 302, 303, 307, 308}:
                break
            if location.startswith("http") and not location.startswith(self.issuer + "/"):
                self.left_to = location
                break
            method, data, url = "GET", None, location
        self.page = Page(
            self.issuer + _path(url), answer.status_code, answer.get_data(as_text=True), dict(answer.headers)
        )
        return self.page

    def _send(self, method: str, url: str, data: object, headers: dict[str, str]):
        body = None
        if data is not None:
            from urllib.parse import urlencode

            pairs = list(data.items()) if isinstance(data, dict) else data
            body = urlencode(pairs)  # type: ignore[arg-type]
        return self.client.open(
            _path(url),
            method=method,
            data=body,
            headers=headers,
            base_url=self.issuer,
            follow_redirects=False,
            content_type="application/x-www-form-urlencoded" if body is not None else None,
        )


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


@dataclass
class Town:
    """Everything a story needs."""

    app: Flask
    keys: object
    clock: TurnableClock
    database_url: str
    issuer: str = ISSUER
    alarm: Alarm = field(default_factory=Alarm)
    alarm_expected: bool = False

    def browser(self) -> Browser:
        return Browser(self.app.test_client(), self.issuer)

    @contextmanager
    def keeping(self) -> Iterator[Session]:
        with self.app.app_context(), keeping() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.app.app_context(), reading() as session:
            yield session

    def check_ledger(self) -> list[str]:
        """Publish, export and verify the whole ledger; return its bodies. Any finding fails the test."""
        from tests.ledger_check import verified_bodies

        return verified_bodies(self)
