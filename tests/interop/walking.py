"""A person's browser on the network: cookies, pages and forms across several hosts, without JavaScript."""

from urllib.parse import urlencode, urljoin, urlsplit

import requests

from tests.forms import Page

SECONDS = 60
LONGEST_WAY = 20


class WebBrowser:
    """Opens pages of any server, follows every redirect, and keeps the addresses that it passed."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.session = requests.Session()
        self.page: Page | None = None
        self.passed: list[str] = []

    def get(self, url: str) -> Page:
        return self._arrive("GET", url, None)

    def submit(
        self, having: str, values: dict[str, str | list[str]] | None = None, button: tuple[str, str] | None = None
    ) -> Page:
        """Fill and send the form on the present page that has a control named `having`."""
        form = self.here.form(having)
        data = form.filled(values or {}, button)
        if form.method == "get":
            return self.get(self.here.target(form).split("?")[0] + "?" + urlencode(data))
        return self._arrive("POST", self.here.target(form), data)

    def press(self, part: str) -> Page:
        """Press the one button of the form that goes to an address with `part` in it."""
        form = next(form for form in self.here.forms if part in self.here.target(form) and form.method == "post")
        return self._arrive("POST", self.here.target(form), form.data())

    def consent(self, fields: list[str], decision: str = "allow") -> Page:
        """Answer the consent page on which the browser stands."""
        given = {"fields": fields} if self.here.form("decision").has("fields") else {}
        return self.submit("decision", given, ("decision", decision))

    def forget(self, address: str) -> None:
        """Forget the cookies of the host of `address`."""
        self.session.cookies.clear(domain=urlsplit(address).hostname)

    @property
    def here(self) -> Page:
        assert self.page is not None, "no page was opened yet"
        return self.page

    def _arrive(self, method: str, url: str, data: list[tuple[str, str]] | None) -> Page:
        url, self.passed = urljoin(self.page.url if self.page else self.issuer, url), []
        for _ in range(LONGEST_WAY):
            answer = self.session.request(method, url, data=data, allow_redirects=False, timeout=SECONDS)
            self.passed.append(url)
            if not answer.is_redirect:
                self.page = Page(url, answer.status_code, answer.text, dict(answer.headers))
                return self.page
            method, data, url = "GET", None, urljoin(url, answer.headers["Location"])
        raise AssertionError(f"the way has no end: {self.passed}")
