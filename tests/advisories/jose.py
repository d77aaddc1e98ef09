"""Tokens bent by hand: any header, any bytes, any signature, for every input that reads a JWT."""

import base64
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from joserfc.jwk import ECKey, Key
from joserfc.jws import JWSRegistry

EVIL = ECKey.generate_key("P-256")
EVIL_384 = ECKey.generate_key("P-384")
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def text(value: object) -> bytes:
    return value if isinstance(value, bytes) else json.dumps(value).encode()


@dataclass(frozen=True)
class Draft:
    """A good token before it is signed; `key` is the one that its reader expects."""

    header: dict[str, Any]
    claims: dict[str, Any]
    key: Key

    def token(self, header: object = None, claims: object = None, key: Key | None = None, alg: str = "ES256") -> str:
        """The token, with another header, other claims (as values or bytes) or another key."""
        unsigned = self.unsigned(self.header if header is None else header, claims)
        return f"{unsigned}.{b64(JWSRegistry.algorithms[alg].sign(unsigned.encode(), key or self.key))}"

    def unsigned(self, header: object, claims: object = None) -> str:
        return f"{b64(text(header))}.{b64(text(self.claims if claims is None else claims))}"

    def keyed(self, secret: bytes, alg: str = "HS256") -> str:
        """The token under an HMAC, as libraries accept it that let the header choose."""
        unsigned = self.unsigned(self.header | {"alg": alg})
        return f"{unsigned}.{b64(hmac.digest(secret, unsigned.encode(), 'sha' + alg[2:]))}"

    def with_header(self, **more: object) -> str:
        return self.token(self.header | more)

    def by_a_stranger(self, **more: object) -> str:
        """Signed by a key of a stranger, which the header recommends."""
        return self.token(self.header | more, key=EVIL)

    @property
    def parts(self) -> list[str]:
        return self.token().split(".")

    def public(self) -> dict[str, Any]:
        return dict(self.key.as_dict(private=False))


def _other_spelling(signature: str) -> str:
    return signature[:-1] + ALPHABET[ALPHABET.index(signature[-1]) ^ 1]


def _flat(draft: Draft, **more: object) -> str:
    head, payload, signature = draft.parts
    return json.dumps({"protected": head, "payload": payload, "signature": signature} | more)


def _member_twice(value: dict[str, Any], name: str) -> bytes:
    return json.dumps(value).replace("{", f'{{"{name}": {json.dumps(value.get(name))}, ', 1).encode()


HEADERS: dict[str, Callable[[Draft], str]] = {
    "alg-none": lambda d: d.unsigned(d.header | {"alg": "none"}) + ".",
    "alg-none-in-capitals": lambda d: d.unsigned(d.header | {"alg": "NoNe"}) + ".",
    "alg-none-with-signature": lambda d: d.with_header(alg="none"),
    "alg-missing": lambda d: d.token({name: value for name, value in d.header.items() if name != "alg"}),
    "alg-a-list": lambda d: d.with_header(alg=["ES256"]),
    "alg-of-another-key": lambda d: d.with_header(alg="RS256"),
    "hs256-with-public-pem": lambda d: d.keyed(d.key.as_pem(private=False)),
    "hs256-with-public-der": lambda d: d.keyed(d.key.as_der(private=False)),
    "hs256-with-public-jwk": lambda d: d.keyed(json.dumps(d.public()).encode()),
    "hs512-with-public-pem": lambda d: d.keyed(d.key.as_pem(private=False), "HS512"),
    "hs256-with-nothing": lambda d: d.keyed(b""),
    "another-curve": lambda d: d.token(d.header | {"alg": "ES384"}, key=EVIL_384, alg="ES384"),
    "a-strangers-key": lambda d: d.by_a_stranger(),
    "jku": lambda d: d.by_a_stranger(jku="https://evil.test/jwks"),
    "x5u": lambda d: d.by_a_stranger(x5u="https://evil.test/cert"),
    "x5c": lambda d: d.by_a_stranger(x5c=["MIIB"]),
    "crit-unknown": lambda d: d.with_header(crit=["bork"], bork=1),
    "crit-of-a-known-name": lambda d: d.with_header(crit=["alg"]),
    "crit-empty": lambda d: d.with_header(crit=[]),
    "crit-twice": lambda d: d.with_header(crit=["bork", "bork"], bork=1),
    "b64-false": lambda d: d.with_header(b64=False, crit=["b64"]),
    "zip": lambda d: d.with_header(zip="DEF", enc="A256GCM", crit=["zip"]),
    "pbes2-and-a-huge-count": lambda d: d.with_header(alg="PBES2-HS256+A128KW", p2c=2**31 - 1, p2s="AAAA"),
    "typ-at-jwt": lambda d: d.with_header(typ="at+jwt"),
    "typ-of-a-logout-token": lambda d: d.with_header(typ="logout+jwt"),
    "typ-a-number": lambda d: d.with_header(typ=7),
    "header-a-list": lambda d: d.token([d.header]),
    "header-member-twice": lambda d: d.token(_member_twice(d.header, "alg")),
    "header-deep": lambda d: d.token(b'{"alg":"ES256","x":' + b"[" * 1400 + b"]" * 1400 + b"}"),
    "header-of-four-kilobytes": lambda d: d.with_header(x="x" * 5000),
}
KIDS: dict[str, Callable[[Draft], str]] = {
    "kid-a-path": lambda d: d.with_header(kid="../../../../dev/null"),
    "kid-sql": lambda d: d.with_header(kid="x' UNION SELECT 'a' --"),
    "kid-a-number": lambda d: d.with_header(kid=1),
    "kid-unknown": lambda d: d.with_header(kid="unknown"),
    "jwk-in-header": lambda d: d.by_a_stranger(jwk=EVIL.as_dict(private=False)),
    "jwk-in-header-without-kid": lambda d: d.token({"alg": "ES256", "jwk": EVIL.as_dict(private=False)}, key=EVIL),
}
PAYLOADS: dict[str, Callable[[Draft], str]] = {
    "claims-a-list": lambda d: d.token(claims=[d.claims]),
    "claims-member-twice": lambda d: d.token(claims=_member_twice(d.claims, next(iter(d.claims)))),
    "claims-deep": lambda d: d.token(claims=b'{"x":' + b"[" * 3000 + b"]" * 3000 + b"}"),
    "claims-no-json": lambda d: d.token(claims=b"\xff\xfe"),
    "claims-empty": lambda d: d.token(claims=b""),
    "nested": lambda d: d.token(claims=d.token().encode()),
    "exp-of-400-digits": lambda d: d.token(claims=d.claims | {"exp": 10**400}),
    "exp-infinite": lambda d: d.token(claims=json.dumps(d.claims | {"exp": float("inf")}).encode()),
    "exp-not-a-number": lambda d: d.token(claims=json.dumps(d.claims | {"exp": float("nan")}).encode()),
    "nbf-not-a-number": lambda d: d.token(claims=json.dumps(d.claims | {"nbf": float("nan")}).encode()),
    "exp-a-text": lambda d: d.token(claims=d.claims | {"exp": "tomorrow"}),
}
SPELLINGS: dict[str, Callable[[Draft], str]] = {
    "signature-missing": lambda d: ".".join(d.parts[:2]),
    "signature-empty": lambda d: ".".join(d.parts[:2]) + ".",
    "signature-cut": lambda d: d.token()[:-2],
    "signature-of-zeros": lambda d: ".".join(d.parts[:2]) + "." + b64(b"\0" * 64),
    "signature-spelled-otherwise": lambda d: ".".join([*d.parts[:2], _other_spelling(d.parts[2])]),
    "signature-of-another-token": lambda d: ".".join([*d.parts[:2], d.token(claims={"x": 1}).split(".")[2]]),
    "padded": lambda d: d.token() + "==",
    "trailing-data": lambda d: d.token() + "AAAA",
    "four-parts": lambda d: d.token() + ".x",
    "five-parts-like-a-jwe": lambda d: ".".join([b64(b'{"alg":"dir","enc":"A256GCM","cty":"JWT"}'), "", *d.parts]),
    "space-before": lambda d: " " + d.token(),
    "space-inside": lambda d: d.token().replace(".", ". ", 1),
    "payload-padded": lambda d: ".".join([d.parts[0], d.parts[1] + "=", d.parts[2]]),
    "json-serialization": lambda d: _flat(d),
    "alg-in-an-unprotected-header": lambda d: _flat(d, protected=b64(b"{}"), header=d.header),
    "empty": lambda _: "..",
}
MUTATIONS = {**HEADERS, **KIDS, **PAYLOADS, **SPELLINGS}
