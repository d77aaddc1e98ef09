"""A person who is signed in at a provider and agrees to everything, and what their visits leave in the hands of a client."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import requests

from tests.differential.asking import CALLBACK, SECONDS, Provider
from tests.forms import Page
from tests.town import PASSWORD

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
ASKED = {
    "redirect_uri": CALLBACK,
    "response_type": "code",
    "scope": "openid offline_access",
    "prompt": "consent",
    "state": "s-1",
    "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "code_challenge_method": "S256",
}
TYPED = {"identifier": "warga@contoh.id", "login": "warga", "password": PASSWORD}
LONGEST_WAY = 24


class Visitor:
    """Walks the pages of either provider as a browser without script does."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.session = requests.Session()
        self.makers: dict[str, Callable[[], str]] = {
            "code": self.code,
            "used_code": lambda: self._after(self.code, self.tokens_of),
            "access": lambda: self.tokens()["access_token"],
            "refresh": lambda: self.tokens()["refresh_token"],
            "id_token": lambda: self.tokens()["id_token"],
            "used_refresh": lambda: self._after(self.makers["refresh"], self.refreshed),
            "revoked_access": lambda: self._after(self.makers["access"], self._revoke),
            "revoked_refresh": lambda: self._after(self.makers["refresh"], self._revoke),
            "access_of_revoked": lambda: self._lost("refresh_token", self._revoke),
            "access_of_reused": lambda: self._lost("refresh_token", lambda token: [self.refreshed(token) for _ in "12"]),
            "access_of_replayed": self._replayed,
            "access_of_left": lambda: self._lost("id_token", self._leave),
            "refresh_of_left": lambda: self._lost("id_token", self._leave, "refresh_token"),
            "left": lambda: self._lost("id_token", self._leave)[:8],
        }  # fmt: skip

    def sign_up(self, url: str) -> None:
        """Open an account with the form at `url`."""
        self._submit(self._walk("GET", url, None))

    def code(self) -> str:
        """Ask for a code and answer every page on the way."""
        pairs = ASKED | {"client_id": self.provider.given["client"]}
        page = self._walk("GET", self.provider.told["authorization_endpoint"] + "?" + urlencode(pairs), None)
        while isinstance(page, Page):
            page = self._submit(page)
        return parse_qs(urlsplit(page).query)["code"][0]

    def tokens_of(self, code: str) -> dict[str, Any]:
        return self._token(grant_type="authorization_code", code=code, redirect_uri=CALLBACK, code_verifier=VERIFIER)

    def tokens(self) -> dict[str, Any]:
        return self.tokens_of(self.code())

    def refreshed(self, token: str) -> dict[str, Any]:
        return self._token(grant_type="refresh_token", refresh_token=token)

    def _token(self, **sent: str) -> dict[str, Any]:
        return self._client("token_endpoint", sent).json()

    def _revoke(self, token: str) -> None:
        self._client("revocation_endpoint", {"token": token})

    def _client(self, endpoint: str, sent: dict[str, str]) -> requests.Response:
        proof = {"Authorization": self.provider.given["basic"]}
        return requests.post(self.provider.told[endpoint], data=sent, headers=proof, timeout=SECONDS)

    def _after(self, make: Callable[[], str], use: Callable[[str], Any]) -> str:
        made = make()
        use(made)
        return made

    def _lost(self, name: str, use: Callable[[str], Any], kept: str = "access_token") -> str:
        tokens = self.tokens()
        use(tokens[name])
        return str(tokens[kept])

    def _leave(self, hint: str) -> None:
        url = self.provider.told["end_session_endpoint"] + "?" + urlencode({"id_token_hint": hint})
        page = self._walk("GET", url, None)
        if isinstance(page, Page) and (asks := [form for form in page.forms if form.has("xsrf")]):
            self._walk("POST", page.target(asks[0]), [*asks[0].data(), ("logout", "yes")])

    def _replayed(self) -> str:
        code = self.code()
        first, _ = self.tokens_of(code), self.tokens_of(code)
        return str(first["access_token"])

    def _submit(self, page: Page) -> Page | str:
        form = next(
            form for form in page.forms if form.method == "post" and {"password", "decision", "prompt"} & _names(form)
        )
        typed = {name: text for name, text in TYPED.items() if name in _names(form)}
        button = ("decision", "allow") if form.has("decision") else None
        return self._walk("POST", page.target(form), form.filled(typed, button))

    def _walk(self, method: str, url: str, data: list[tuple[str, str]] | None) -> Page | str:
        for _ in range(LONGEST_WAY):
            answer = self.session.request(method, url, data=data, allow_redirects=False, timeout=SECONDS)
            if not answer.is_redirect:
                return Page(url, answer.status_code, answer.text, dict(answer.headers))
            method, data, url = "GET", None, urljoin(url, answer.headers["Location"])
            if url.startswith(CALLBACK):
                return url
        raise AssertionError(f"the way has no end at {url}")


def _names(form: Any) -> set[str]:
    return {control.name for control in form.controls if control.name}
