"""S9: inputs made to cost much; each is refused or passed over within a tenth of a second of processor time and little memory."""

import base64
import gzip
import json
import os
import time
import zlib
from pathlib import Path

import pytest

from tests.advisories.conftest import WEB
from tests.oidc.test_assertions import EC
from tests.town import ISSUER, PASSWORD

MOST_SECONDS = 0.1
MOST_BYTES = 20_000_000
FORM = "application/x-www-form-urlencoded"


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def ask(party, **query):
    return party.http.get("/authorize", query_string=party.query(redirect_uri=WEB, **query), base_url=ISSUER)


def push(party, **form):
    asked = party.query(client_id=None, redirect_uri=WEB, **form)
    return party.http.post("/par", data=asked, auth=(party.id, party.secret), base_url=ISSUER)


def post(party, path, body, content_type=FORM, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return party.http.post(path, data=body, content_type=content_type, headers=named, base_url=ISSUER)


def token(party, **headers):
    form = {"grant_type": "refresh_token", "refresh_token": "x"}
    auth = None if "Authorization" in headers else (party.id, party.secret)
    return party.http.post("/token", data=form, auth=auth, headers=headers, base_url=ISSUER)


def register(party, body):
    return post(party, "/register", body if isinstance(body, bytes) else json.dumps(body).encode(), "application/json")


def jwe(header):
    return ".".join([b64(json.dumps(header).encode()), b64(b"k" * 40), b64(b"i" * 12), b64(zlib.compress(b"0" * 5_000_000)), b64(b"t" * 16)])  # fmt: skip


def sign_in_status(town, name, password):
    browser = town.browser()
    form = browser.get("/sign-in").form("password")
    return browser.post("/sign-in", form.filled({"identifier": name, "password": password})).status


def multipart(parts):
    one = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'
    return one * parts + b"--x--\r\n"


HUGE_RSA = {"kty": "RSA", "n": b64(b"\xff" * 65_536), "e": b64(b"\xff" * 65_536)}
BIG_RSA = {"kty": "RSA", "n": b64(b"\xff" * 4096), "e": "AQAB"}
EXPONENT = {"kty": "RSA", "n": b64(b"\xff" * 384), "e": b64(b"\x7f" + b"\xff" * 382)}
BOMB = gzip.compress(b"[" * 20_000_000)
BASIC = "Basic " + base64.b64encode(b"x" * 60_000).decode()

CASES = {
    "scopes-by-address": lambda p: ask(p, scope="openid " * 30_000),
    "scopes-pushed": lambda p: push(p, scope="x " * 450_000),
    "scopes-at-token": lambda p: p.token(grant_type="refresh_token", refresh_token="x", scope="x " * 450_000),
    "locales": lambda p: push(p, ui_locales="id " * 10_000),
    "accept-language": lambda p: p.http.get("/", headers={"Accept-Language": "xx-YY;q=0.1," * 5000}, base_url=ISSUER),
    "acr-values": lambda p: push(p, acr_values="x " * 100_000),
    "assertion-of-a-megabyte": lambda p: post(p, "/token", b"grant_type=refresh_token&client_assertion_type=x&client_assertion=" + b"a" * 900_000),
    "proof-of-sixty-kilobytes": lambda p: token(p, DPoP="a" * 60_000 + ".a.a"),
    "bearer-of-sixty-kilobytes": lambda p: p.http.get("/userinfo", headers={"Authorization": "Bearer " + "a" * 60_000}, base_url=ISSUER),
    "basic-of-sixty-kilobytes": lambda p: token(p, Authorization=BASIC),
    "jwe-with-zip": lambda p: push(p, request=jwe({"alg": "dir", "enc": "A256GCM", "zip": "DEF"})),
    "jwe-with-pbes2": lambda p: push(p, request=jwe({"alg": "PBES2-HS512+A256KW", "enc": "A256GCM", "p2c": 2**31 - 1, "p2s": "AAAA"})),
    "ten-thousand-parameters": lambda p: post(p, "/token", b"&".join(b"a%d=b" % n for n in range(10_000))),
    "one-parameter-ten-thousand-times": lambda p: post(p, "/par", b"client_id=a&" * 10_000),
    "deep-claims": lambda p: push(p, claims="[" * 8000),
    "deep-claims-of-objects": lambda p: push(p, claims='{"a":' * 1600),
    "many-claims": lambda p: push(p, claims=json.dumps({"userinfo": {f"c{n}": None for n in range(700)}})),
    "number-of-five-thousand-digits": lambda p: push(p, claims='{"userinfo":{"a":{"value":' + "9" * 5000 + "}}}"),
    "deep-registration": lambda p: register(p, b"[" * 900_000),
    "registration-of-long-numbers": lambda p: register(p, b'{"default_max_age":' + b"9" * 500_000 + b"}"),
    "fifty-thousand-addresses": lambda p: register(p, {"redirect_uris": [f"https://a.id/{n}" for n in range(40_000)]}),
    "ten-thousand-keys": lambda p: register(p, {"redirect_uris": [WEB], "jwks": {"keys": [EC.as_dict(private=False)] * 5000}}),
    "rsa-key-of-half-a-million-bits": lambda p: register(p, {"redirect_uris": [WEB], "jwks": {"keys": [HUGE_RSA]}}),
    "rsa-key-of-32768-bits": lambda p: register(p, {"redirect_uris": [WEB], "jwks": {"keys": [BIG_RSA]}}),
    "rsa-key-of-a-long-exponent": lambda p: register(p, {"redirect_uris": [WEB], "jwks": {"keys": [EXPONENT]}}),
    "gzip-at-token": lambda p: post(p, "/token", BOMB, Content_Encoding="gzip"),
    "gzip-at-registration": lambda p: post(p, "/register", BOMB, "application/json", Content_Encoding="gzip"),
    "multipart-at-token": lambda p: post(p, "/token", multipart(900), "multipart/form-data; boundary=x"),
    "multipart-of-ten-thousand-parts": lambda p: post(p, "/par", multipart(10_000), "multipart/form-data; boundary=x"),
    "multipart-without-end": lambda p: post(p, "/sign-in", b"--x\r\n" + b"\r\n" * 400_000, "multipart/form-data; boundary=x"),
    "percent-signs": lambda p: post(p, "/token", b"%" * 900_000),
    "long-path": lambda p: p.http.get("/authorize/" + "a" * 60_000, base_url=ISSUER),
    "many-slashes": lambda p: p.http.get("/ledger/tile/" + "x/" * 20_000, base_url=ISSUER),
    "many-cookies": lambda p: p.http.get("/sign-in", headers={"Cookie": "; ".join(f"a{n}=b" for n in range(8000))}, base_url=ISSUER),
    "forwarded-for": lambda p: p.http.get("/sign-in", headers={"X-Forwarded-For": "1.1.1.1, " * 6000}, base_url=ISSUER),
    "device-code": lambda p: post(p, "/token", b"grant_type=urn:ietf:params:oauth:grant-type:device_code&device_code=" + b"a" * 500_000),
}  # fmt: skip

HARMLESS = {
    "accept-language": 200,
    "many-cookies": 200,
    "forwarded-for": 200,
    "ten-thousand-keys": 400,
}


def refused(told) -> bool:
    return 400 <= told.status_code < 500 or "error=" in told.headers.get("Location", "")


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def spent(call) -> float:
    before = time.process_time()
    call()
    return time.process_time() - before


@pytest.mark.parametrize("name", CASES)
def test_it_costs_little(web_party, name):
    told = CASES[name](web_party)
    assert told.status_code == HARMLESS[name] if name in HARMLESS else refused(told), (told.status_code, told.headers)
    before = resident()
    # The processor's clock of this process runs for all its threads: the quickest of three is the request's own.
    assert min(spent(lambda: CASES[name](web_party)) for _ in range(3)) < MOST_SECONDS
    assert resident() - before < MOST_BYTES


LONG = {
    "long-name": ("a" * 100_000 + "@contoh.id", PASSWORD),
    "name-that-grows-when-normalized": ("\ufdfa" * 5000, PASSWORD),
    "long-password": ("siapa@contoh.id", "kata sandi " * 9000),
    "password-that-grows-when-normalized": ("siapa@contoh.id", "\ufdfa" * 5000),
}


@pytest.mark.parametrize("case", LONG)
def test_what_is_typed_costs_no_more_than_a_wrong_password(suite, case):
    """A password is hashed slowly on purpose; nothing that is typed makes it much slower."""
    ordinary = min(spent(lambda: sign_in_status(suite, f"siapa{n}@contoh.id", PASSWORD)) for n in range(2))
    assert sign_in_status(suite, *LONG[case]) in {422, 429}
    assert min(spent(lambda: sign_in_status(suite, *LONG[case])) for _ in range(2)) < 3 * ordinary


def test_control_a_costly_request_is_noticed():
    assert spent(lambda: [str(n) for n in range(2_000_000)]) > MOST_SECONDS
