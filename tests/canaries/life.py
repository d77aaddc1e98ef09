"""The life of one citizen over the pages of a running server: whatever is typed, sent or answered exists once."""

import io
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import requests
from PIL import Image

from tests.canaries.values import typed
from tests.forms import Form, Page
from tests.journeys.parties import CALLBACK, AuthlibParty
from tests.town import Browser
from vault import catalogue

CODE = re.compile(r"<code>([A-Z0-9-]{19})</code>")
SECONDS = 60


@dataclass
class _Answer:
    answer: requests.Response

    @property
    def headers(self) -> Mapping[str, str]:
        return self.answer.headers

    @property
    def status_code(self) -> int:
        return self.answer.status_code

    def get_data(self, as_text: bool) -> str:
        assert as_text, "pages are read as text"
        return self.answer.text


class NetBrowser(Browser):
    """A browser on the network; it stops where a service's own address begins."""

    def __init__(self, issuer: str) -> None:
        self.issuer, self.session = issuer, requests.Session()
        self.page: Page | None = None
        self.left_to: str | None = None

    def _send(self, method: str, url: str, data: object, headers: dict[str, str]) -> _Answer:
        address = url if url.startswith("http") else self.issuer + url
        return _Answer(
            self.session.request(method, address, data=data, headers=headers, allow_redirects=False, timeout=SECONDS)
        )


@dataclass
class Life:
    """What one citizen lived through, and every value of it that exists once."""

    issuer: str
    drawn: random.Random
    canaries: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.browser = NetBrowser(self.issuer)
        self.identifier = f"{self.word()}@contoh.id"
        self.password = self.secret("password")
        self.keep("identifier", self.identifier)

    def keep(self, name: str, value: str | bytes) -> None:
        """Remember a value that nobody may find."""
        self.canaries[f"{name} #{len(self.canaries)}"] = value.encode() if isinstance(value, str) else value

    def secret(self, name: str) -> str:
        found = " ".join(self.word(7) for _ in range(4))
        self.keep(name, found)
        return found

    def word(self, length: int = 20) -> str:
        return "".join(self.drawn.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(length))

    def open_account(self) -> None:
        self.browser.get("/sign-up")
        self.browser.submit("password", {"identifier": self.identifier, "password": self.password})
        self._codes()
        self._cookies()

    def fill_in(self) -> None:
        """Type every field anew, group by group."""
        inputs, unique = typed(self.drawn)
        for group in catalogue.GROUPS:
            keys = [key for key in inputs if catalogue.FIELDS[key].group == group]
            if not keys:
                continue
            form = self._form(f"/profile/{group}", keys)
            names = {one.name for one in form.controls}
            given = {name: text for key in keys for name, text in inputs[key].items() if name in names}
            saved = self.browser.post(self.browser.here.url.split("?")[0], form.filled(given, ("save", "1")))
            assert saved.status == 200, saved.text
        for value in unique:
            self.keep("value", value)

    def _form(self, page: str, keys: list[str]) -> Form:
        found = self.browser.get(page)
        assert found.status == 200, found.text
        return next(form for form in found.forms if any(form.has(f"version_{key}") for key in keys))

    def send_documents(self) -> None:
        """Send every kind of document, as a large form and so that it may not stay in memory; look at it."""
        for key in catalogue.DOCUMENTS:
            page = self.browser.get(f"/profile/documents/{key}")
            token = dict(page.form("file").data())["form_token"]
            sent = self.photo()
            url = f"{self.issuer}/profile/documents/{key}"
            answer = self.browser.session.post(
                url,
                data={"form_token": token, "save": "1", "expires": ""},
                files={"file": (f"{self.word()}.jpg", sent)},
                timeout=SECONDS,
            )
            assert answer.status_code == 200, answer.text
            kept = self.browser.session.get(f"{url}/file", timeout=SECONDS)
            assert kept.status_code == 200
            for name, data in (("document as sent", sent), ("document as kept", kept.content)):
                self.keep(name, data[len(data) // 2 :][:24])

    def photo(self) -> bytes:
        noise = Image.frombytes("RGB", (500, 500), self.drawn.randbytes(750_000))
        out = io.BytesIO()
        noise.save(out, "JPEG", quality=95)
        return out.getvalue()

    def use_a_service(self) -> None:
        """Consent to a service; it reads, refreshes and reads again."""
        party = AuthlibParty.registered(self.issuer)
        self.keep("client secret", party.session.client_secret)
        self.browser.get(party.begin("openid profile email phone address birth offline_access", prompt="consent"))
        form = self.browser.here.form("decision")
        ticked = [one.value for one in form.controls if one.name == "fields"]
        self.browser.submit("decision", {"fields": ticked} if ticked else {}, ("decision", "allow"))
        assert (self.browser.left_to or "").startswith(CALLBACK), self.browser.here.text
        self.keep("code", self.browser.left_to.partition("code=")[2].partition("&")[0])
        tokens = party.finish(self.browser.left_to)
        assert party.userinfo(tokens["access_token"]).status_code == 200
        renewed = party.refresh(tokens["refresh_token"])
        assert party.userinfo(renewed["access_token"]).status_code == 200
        for given in (tokens, renewed):
            for name in ("access_token", "refresh_token", "id_token"):
                if name in given:
                    self.keep(name, given[name])
        self.keep("code verifier", party.verifier)
        party.close()

    def change_secrets(self) -> None:
        """Change the password, ask for new recovery codes, sign out and in, take everything along."""
        new = self.secret("password")
        self.browser.get("/account/password")
        self.browser.submit("present", {"present": self.password, "password": new})
        self.password = new
        page = self.browser.get("/account/codes")
        self.browser.post("/account/codes", page.forms[-1].data())
        self._codes()
        self.browser.get("/profile/download")
        self.browser.session.cookies.clear()
        self.browser.get("/sign-in")
        self.browser.submit("password", {"identifier": self.identifier, "password": self.secret("wrong password")})
        self.browser.submit("password", {"identifier": self.identifier, "password": self.password})
        assert self.browser.get("/account").url.endswith("/account")
        self._cookies()

    def _codes(self) -> None:
        found = CODE.findall(self.browser.here.html)
        assert len(found) == 10, self.browser.here.text
        for code in found:
            self.keep("recovery code", code)

    def _cookies(self) -> None:
        for cookie in self.browser.session.cookies:
            if len(cookie.value or "") >= 16:
                self.keep(f"cookie {cookie.name}", cookie.value)
