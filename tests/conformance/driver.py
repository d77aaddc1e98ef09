"""What the Foundation's suite does from outside: a browser that signs in and consents, and clients that check what they get."""

import base64
import hashlib
import itertools
import time
import uuid
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import requests
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from demo.people import PASSWORD, SITI
from tests.conformance.house import House
from tests.forms import Form, Page
from tests.interop.walking import WebBrowser
from tests.oidc.proving import ALL

VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
COUNTED = itertools.count()
RSA, EC = RSAKey.generate_key(2048, {"kid": "rsa"}), ECKey.generate_key("P-256", {"kid": "ec"})


def key_set(*keys: Any) -> dict[str, Any]:
    return {"keys": [key.as_dict(private=False) | {"use": "sig"} for key in keys]}


class Person(WebBrowser):
    """A citizen's browser; it stays at the provider and notes where it was sent."""

    def __init__(self, house: House) -> None:
        super().__init__(house.issuer)
        self.session.verify = str(house.authority.file)
        self.session.trust_env = False
        self.left_to: str | None = None
        self.seen: list[str] = []

    def _arrive(self, method: str, url: str, data: Any) -> Page:
        self.left_to = None
        url = urljoin(self.page.url if self.page else self.issuer, url)
        for _ in range(20):
            told = self.session.request(method, url, data=data, allow_redirects=False, timeout=60)
            if not told.is_redirect:
                break
            target = urljoin(url, told.headers["Location"])
            if not target.startswith(self.issuer + "/"):
                self.left_to = target
                break
            method, data, url = "GET", None, target
        self.page = Page(url, told.status_code, told.text, dict(told.headers))
        return self.page

    def walk(self, url: str, data: Any = None, decision: str = "allow") -> dict[str, str]:
        """Open `url`, sign in and answer where asked; return what the service was told."""
        self.seen = []
        self._arrive("POST" if data else "GET", url, data)
        for _ in range(4):
            if (told := self.told()) is not None:
                return told
            self._answer(decision)
        raise AssertionError(f"no answer after {self.seen}: {self.here.status} {self.here.text[:500]}")

    def told(self) -> dict[str, str] | None:
        """What the service hears now, by address or by form; None while the citizen is still asked."""
        if self.left_to is not None:
            parts = urlsplit(self.left_to)
            return dict(parse_qsl(parts.fragment or parts.query, keep_blank_values=True))
        posted = self.posted()
        return None if posted is None else dict(posted.data())

    def posted(self) -> Form | None:
        """The form of an answer by form_post."""
        away = [form for form in self.here.forms if not self.here.target(form).startswith(self.issuer + "/")]
        return away[0] if away else None

    def _answer(self, decision: str) -> None:
        page = self.here
        if any(form.has("password") for form in page.forms):
            self.seen.append("sign-in")
            known = {"identifier": SITI.identifier, "password": PASSWORD}
            form = page.form("password")
            typed = {n: v for n, v in known.items() if any(c.name == n and c.kind != "hidden" for c in form.controls)}
            self.submit("password", typed)
        else:
            self.seen.append("consent")
            # As the suite's own browser: the button where there is one, never the single boxes.
            if decision == "allow" and ("decision", "tick_all") in page.form("decision").buttons():
                self.submit("decision", None, ("decision", "tick_all"))
            self.submit("decision", None, ("decision", decision))


def signed_in(house: House) -> Person:
    """A browser with a sign-in of its own (its cookies are those of the first, for speed)."""
    if "cookies" not in house.kept:
        first = Person(house)
        first.get("/sign-in")
        first.submit("password", {"identifier": SITI.identifier, "password": PASSWORD})
        house.kept["cookies"] = requests.utils.dict_from_cookiejar(first.session.cookies)
        house.kept["browser"] = first
    person = Person(house)
    person.session.cookies.update(house.kept["browser"].session.cookies)
    return person


class Client:
    """A service that registered itself."""

    def __init__(self, house: House, **metadata: Any) -> None:
        self.house, self.number = house, next(COUNTED)
        self.callback = f"{house.service.address}/{self.number}/callback"
        self.method = metadata.get("token_endpoint_auth_method", "client_secret_basic")
        self.signing = (RSA, "RS256")
        self.kind = metadata.pop("kind", {})
        given = {
            "redirect_uris": [self.callback],
            "client_name": "Layanan uji",
            "grant_types": ["authorization_code", "refresh_token"],
            "scope": "openid profile email address phone offline_access",
        }
        if self.method == "private_key_jwt" and "jwks_uri" not in metadata:
            given["jwks"] = key_set(RSA, EC)
        answer = house.ask("POST", house.discovered["registration_endpoint"], json=given | metadata)
        assert answer.status_code == 201, answer.text
        self.given, self.registered = given | metadata, answer.json()
        self.id, self.secret = self.registered["client_id"], self.registered.get("client_secret")

    def query(self, **changes: Any) -> dict[str, str]:
        self.state, self.nonce = uuid.uuid4().hex, uuid.uuid4().hex
        good = {
            "client_id": self.id, "response_type": "code", "redirect_uri": self.callback, "scope": "openid",
            "state": self.state, "nonce": self.nonce,
        } | self.kind | changes  # fmt: skip
        return {name: value for name, value in good.items() if value is not None}

    def url(self, **changes: Any) -> str:
        return self.house.discovered["authorization_endpoint"] + "?" + urlencode(self.query(**changes))

    def asked(self, person: Person, **changes: Any) -> dict[str, str]:
        """Send the citizen with a request; return an answer that is for it (RFC 9207 too)."""
        told = person.walk(self.url(**changes))
        assert told["iss"] == self.house.issuer
        assert told.get("state") == changes.get("state", self.state)
        if self.kind.get("response_mode") == "form_post":
            assert person.left_to is None, "answered by a form, errors too"
        return told

    def signed_by(self, of: str = "", **changes: Any) -> str:
        """Return an assertion of this client; `of` names the audience."""
        key, algorithm = self.signing
        claims = {"iss": self.id, "sub": self.id, "aud": of or self.house.discovered["token_endpoint"],
                  "jti": uuid.uuid4().hex, "iat": int(time.time()), "exp": int(time.time()) + 60} | changes  # fmt: skip
        return jwt.encode({"alg": algorithm, "kid": key.kid}, claims, key, registry=ALL)

    def token(self, **form: Any) -> requests.Response:
        auth, sent = None, dict(form)
        if self.method == "client_secret_basic":
            auth = (self.id, self.secret)
        elif self.method == "client_secret_post":
            sent |= {"client_id": self.id, "client_secret": self.secret}
        elif self.method == "private_key_jwt" and "client_assertion" not in sent:
            sent |= {"client_assertion": self.signed_by(), "client_assertion_type": ASSERTION}
        return self.house.ask("POST", self.house.discovered["token_endpoint"], data=sent, auth=auth)

    def redeem(self, code: str, **more: Any) -> requests.Response:
        return self.token(grant_type="authorization_code", code=code, redirect_uri=self.callback, **more)

    def tokens(self, told: dict[str, str], **more: Any) -> dict[str, Any]:
        answer = self.redeem(told["code"], **more)
        assert answer.status_code == 200, answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        return answer.json()

    def signs(self, person: Person, **changes: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """The whole way of this kind: all tokens, and the claims of a valid ID Token for this request."""
        told = self.asked(person, **changes)
        words = set(self.kind.get("response_type", "code").split())
        brought = {"token": "access_token"}
        assert {brought.get(word, word) for word in words} == told.keys() & {"code", "access_token", "id_token"}, told
        tokens: dict[str, Any] = dict(told)
        if "id_token" in told:
            in_front = self.claims(told["id_token"], **changes)
            for of, half in (("access_token", "at_hash"), ("code", "c_hash")):
                if of in told:
                    digest = hashlib.sha256(told[of].encode()).digest()[:16]
                    assert in_front[half] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if "code" in told:
            tokens |= self.tokens(told)
        claims = self.claims(tokens["id_token"], **changes)
        assert "id_token" not in told or (in_front["iss"], in_front["sub"]) == (claims["iss"], claims["sub"])
        if "access_token" in tokens:
            assert tokens["token_type"].lower() == "bearer"
        return tokens, claims

    def released(self, person: Person, **changes: Any) -> dict[str, Any]:
        """Return what the service learns, wherever this kind learns it."""
        tokens, claims = self.signs(person, **changes)
        if "access_token" not in tokens:
            return claims
        told = self.userinfo(tokens["access_token"])
        assert told["sub"] == claims["sub"]
        return told

    def claims(self, token: str, algorithm: str = "RS256", **changes: Any) -> dict[str, Any]:
        """Check an ID Token as OpenID Connect Core 1.0, 3.1.3.7, asks; return its claims."""
        keys = KeySet.import_key_set({"keys": self.house.published()})
        read = jwt.decode(token, keys, algorithms=[algorithm], registry=ALL)
        claims, now = read.claims, time.time()
        assert read.header["kid"]
        assert (claims["iss"], claims["aud"]) == (self.house.issuer, self.id)
        assert claims["iat"] - 5 <= now < claims["exp"]
        assert claims.get("nonce") == changes.get("nonce", self.nonce)
        assert len(claims["sub"]) <= 255 and claims["sub"].isascii()
        return claims

    def userinfo(self, token: str, method: str = "GET", **more: Any) -> dict[str, Any]:
        headers = {} if more else {"Authorization": f"Bearer {token}"}
        told = self.house.ask(method, self.house.discovered["userinfo_endpoint"], headers=headers, **more)
        assert told.status_code == 200, told.text
        return told.json()


def client(house: House, **metadata: Any) -> Client:
    """One client per kind and test session."""
    key = repr(sorted(metadata.items()))
    if key not in house.kept:
        house.kept[key] = Client(house, **metadata)
    return house.kept[key]
