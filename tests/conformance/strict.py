"""A client of FAPI 2.0: everything pushed, every token bound; by `private_key_jwt` and DPoP, or by certificates alone."""

import time
import uuid
from typing import Any
from urllib.parse import urlencode

import requests
from joserfc import jwt

from core.clock import system_clock
from tests.conformance.driver import ASSERTION, CHALLENGE, EC, RSA, VERIFIER, Client, Person
from tests.conformance.house import House
from tests.oidc.proving import ALL, Holder

KINDS = ("dpop", "mtls")
BINDING = {"dpop": "dpop_bound_access_tokens", "mtls": "tls_client_certificate_bound_access_tokens"}


class Strict(Client):
    """What it sends is right unless a test says what shall be wrong."""

    def __init__(self, house: House, bound: str, **metadata: Any) -> None:
        subject = f"CN=Layanan {uuid.uuid4().hex[:8]},O=Dinas,C=ID"
        self.bound, self.holder = bound, Holder(system_clock)
        self.cert = house.authority.client(subject) if bound == "mtls" else None
        way = {"token_endpoint_auth_method": "private_key_jwt"}
        if bound == "mtls":
            way = {"token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": subject}
        super().__init__(house, require_pushed_authorization_requests=True, **{BINDING[bound]: True}, **way, **metadata)
        self.signing = (EC, "ES256")
        self.kind = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}

    def where(self, name: str) -> str:
        """Return the address of an endpoint, that of certificates if need be."""
        told = self.house.discovered
        return (told["mtls_endpoint_aliases"] if self.bound == "mtls" else told)[name]

    def send(self, name: str, form: dict[str, Any], accept: str | None = None, **wrong: Any) -> requests.Response:
        """Post `form`; `wrong` names another assertion, proof or certificate, None for none at all."""
        url, sent = self.where(name), {"client_id": self.id} | form
        headers = {"Accept": accept} if accept else {}
        if self.bound == "dpop":
            assertion = wrong.get("assertion", "") if "assertion" in wrong else self.signed_by(self.house.issuer)
            sent |= {"client_assertion": assertion, "client_assertion_type": ASSERTION} if assertion else {}
            proof = wrong["proof"] if "proof" in wrong else self.holder.proof("POST", url)
            headers |= {"DPoP": proof} if proof else {}
        kept = {key: value for key, value in sent.items() if value is not None}
        return self.house.ask("POST", url, wrong.get("cert", self.cert), data=kept, headers=headers)

    def push(self, **changes: Any) -> requests.Response:
        return self.send("pushed_authorization_request_endpoint", self.query(**changes))

    def handle(self, told: requests.Response) -> str:
        assert told.status_code == 201, told.text
        return "/authorize?" + urlencode({"client_id": self.id, "request_uri": told.json()["request_uri"]})

    def asked(self, person: Person, **changes: Any) -> dict[str, str]:
        told = person.walk(self.handle(self.push(**changes)))
        assert told["iss"] == self.house.issuer
        assert told.get("state") == changes.get("state", self.state)
        return told

    def code(self, person: Person, **changes: Any) -> str:
        return self.asked(person, **changes)["code"]

    def redeems(self, code: str, wrong: dict[str, Any] | None = None, **form: Any) -> requests.Response:
        good = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.callback,
            "code_verifier": VERIFIER,
        }
        return self.send("token_endpoint", good | form, **(wrong or {}))

    def reads(self, token: str, scheme: str = "", **wrong: Any) -> requests.Response:
        """Read UserInfo, as the resource that a token opens."""
        url = self.where("userinfo_endpoint")
        headers = {"Authorization": f"{scheme or ('DPoP' if self.bound == 'dpop' else 'Bearer')} {token}"}
        if self.bound == "dpop":
            headers["DPoP"] = wrong.get("proof") or self.holder.proof("GET", url, token)
        return self.house.ask("GET", url, wrong.get("cert", self.cert), headers=headers)

    def request_object(self, key: Any = None, alg: str = "ES256", **changes: Any) -> str:
        now = int(time.time())
        own = {"iss": self.id, "aud": self.house.issuer, "iat": now, "nbf": now - 5, "exp": now + 300}
        members = {n: v for n, v in (self.query() | own | changes).items() if v is not None}
        key = key or (RSA if alg == "RS256" else EC)
        return jwt.encode({"alg": alg, "kid": key.kid, "typ": "oauth-authz-req+jwt"}, members, key, registry=ALL)
