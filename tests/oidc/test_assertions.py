"""Client assertions: a good one passes, no mutation of it does."""

import base64
import hmac
import json

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from core.clock import to_epoch
from oidc.clients.assertions import AssertionRefusedError, verify
from oidc.clients.key_sets import KeySetError, public_keys
from tests.oidc.worlds import NOW

ISSUER = "http://localhost:8000"
EC = ECKey.generate_key("P-256", parameters={"kid": "ec"})
RSA = RSAKey.generate_key(2048, parameters={"kid": "rsa"})
OKP = OKPKey.generate_key("Ed25519", parameters={"kid": "okp"})
KEYS = public_keys({"keys": [key.as_dict(private=False) for key in (EC, RSA, OKP)]})
ALL = JWSRegistry(algorithms=["ES256", "RS256", "PS256", "EdDSA", "Ed25519", "RS384"])
AT = to_epoch(NOW)
CLAIMS = {"iss": "c", "sub": "c", "aud": ISSUER, "jti": "1", "exp": AT + 60, "iat": AT}


def signed(claims=None, header=None, key=EC, alg="ES256"):
    given = CLAIMS | (claims or {})
    kept = {name: value for name, value in given.items() if value != "absent"}
    return jwt.encode({"alg": alg, "kid": key.kid} | (header or {}), kept, key, registry=ALL)


def raw(header: str, payload: str, signature: bytes = b"x" * 64) -> str:
    return ".".join(
        base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (header.encode(), payload.encode(), signature)
    )


def keyed_with(secret: bytes) -> str:
    """A token whose HMAC key is our public key, as CVE-2024-37568 and its like accept."""
    unsigned = raw('{"alg":"HS256","kid":"rsa"}', json.dumps(CLAIMS)).rpartition(".")[0]
    return raw('{"alg":"HS256","kid":"rsa"}', json.dumps(CLAIMS), hmac.digest(secret, unsigned.encode(), "sha256"))


def refused(token, audiences=(ISSUER,), **more):
    with pytest.raises(AssertionRefusedError):
        verify(token, KEYS, "c", set(audiences), NOW, **more)
    return True


@pytest.mark.parametrize(
    ("key", "alg"), [(EC, "ES256"), (RSA, "RS256"), (RSA, "PS256"), (OKP, "EdDSA"), (OKP, "Ed25519")]
)
@pytest.mark.filterwarnings("ignore")
def test_every_offered_algorithm(key, alg):
    proved = verify(signed(key=key, alg=alg), KEYS, "c", {ISSUER}, NOW)
    assert proved.expires_at.timestamp() == AT + 70


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "d"}, {"sub": "d"}, {"iss": "absent"}, {"sub": "absent"},
        {"aud": "absent"}, {"aud": ISSUER + "/"}, {"aud": ISSUER + "/token"}, {"aud": [ISSUER]}, {"aud": [ISSUER, "https://other"]},
        {"aud": "https://other"}, {"jti": "absent"}, {"jti": ""}, {"jti": 7}, {"jti": "x" * 256},
        {"exp": "absent"}, {"exp": AT}, {"exp": AT - 1}, {"exp": AT + 311}, {"exp": str(AT + 60)}, {"exp": True}, {"exp": 10**30},
        {"nbf": AT + 11}, {"iat": AT + 11}, {"nbf": "soon"},
    ],
)  # fmt: skip
def test_claims_that_prove_nothing(claims):
    assert refused(signed(claims))


@pytest.mark.parametrize(
    "claims", [{"nbf": AT + 10}, {"iat": AT + 8}, {"iat": "absent"}, {"exp": AT + 300}, {"extra": {"a": [1]}}]
)
def test_clocks_may_differ_by_ten_seconds(claims):
    assert verify(signed(claims), KEYS, "c", {ISSUER}, NOW)


@pytest.mark.parametrize(
    ("aud", "fits"),
    [
        (ISSUER, True),
        (ISSUER + "/token", True),
        ([ISSUER], True),
        ([ISSUER + "/token"], True),
        ([ISSUER, "x"], False),
        ([], False),
        (ISSUER + "/par", False),
    ],
)
def test_the_profile_core_takes_the_token_endpoint_too(aud, fits):
    audiences = {ISSUER, ISSUER + "/token"}
    if fits:
        assert verify(signed({"aud": aud}), KEYS, "c", audiences, NOW)
    else:
        assert refused(signed({"aud": aud}), audiences)


@pytest.mark.parametrize(
    "header",
    [
        {"typ": "at+jwt"},
        {"typ": "logout+jwt"},
        {"kid": "other"},
        {"kid": "rsa"},
        {"crit": ["bork"], "bork": 1},
        {"crit": []},
        {"b64": False, "crit": ["b64"]},
    ],
)
def test_headers_that_prove_nothing(header):
    assert (
        refused(signed(header=header))
        if "crit" not in header
        else refused(raw(json.dumps({"alg": "ES256", "kid": "ec"} | header), json.dumps(CLAIMS)))
    )


def test_a_key_in_the_header_is_not_believed():
    evil = ECKey.generate_key("P-256", parameters={"kid": "ec"})
    assert refused(signed(header={"jwk": evil.as_dict(private=False)}, key=evil))
    assert refused(signed(header={"jku": "https://evil.test/jwks"}, key=evil))


@pytest.mark.filterwarnings("ignore")
def test_algorithms_that_are_not_offered():
    assert refused(raw('{"alg":"none"}', json.dumps(CLAIMS), b""))
    assert refused(raw('{"alg":"None"}', json.dumps(CLAIMS), b""))
    assert refused(signed(key=RSA, alg="RS384"))
    for public in (
        RSA.as_pem(private=False),
        json.dumps(EC.as_dict(private=False)).encode(),
        RSA.as_der(private=False),
    ):
        assert refused(keyed_with(public))
    assert refused(signed(), algorithms=("RS256",))


def test_spellings_that_prove_nothing():
    good = signed()
    head, payload, signature = good.split(".")
    assert verify(good, KEYS, "c", {ISSUER}, NOW)
    for token in ("", ".", "..", good + ".", good + "=", head + "." + payload, f"{head}.{payload}.", f"{payload}.{head}.{signature}",
                  good + "A", f" {good}", f"{head}.{payload}.{signature[:-2]}", f"{head}.{payload}.{signature[:-1]}{_other_spelling(signature)}", "x" * 9000):  # fmt: skip
        assert refused(token), token
    assert refused(raw('{"alg":"ES256","alg":"ES256"}', json.dumps(CLAIMS)))
    assert refused(raw('{"alg":"ES256"}', "[]"))
    assert refused(raw("[" * 5000, "{}"))


def _other_spelling(signature: str) -> str:
    # 64 bytes leave four unused bits in the last character: another character, the same bytes.
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return alphabet[alphabet.index(signature[-1]) ^ 1]


def test_one_jti_of_one_client_is_one_digest():
    again = [verify(signed(), KEYS, "c", {ISSUER}, NOW).digest for _ in range(2)]
    assert again[0] == again[1] != verify(signed({"jti": "2"}), KEYS, "c", {ISSUER}, NOW).digest


@pytest.mark.parametrize(
    "document",
    [
        None, [], {}, {"keys": []}, {"keys": [1]}, {"keys": {}}, {"keys": [EC.as_dict(private=True)]}, {"keys": [{"kty": "oct", "k": "YQ"}]},
        {"keys": [EC.as_dict(private=False)] * 21}, {"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]},
        {"keys": [{"kty": "XX"}]}, {"keys": [EC.as_dict(private=False) | {"use": "enc"}]},
        {"keys": [{"kty": "RSA", "e": "AQAB", "n": base64.urlsafe_b64encode(b"\xff" * 128).rstrip(b"=").decode()}]},
    ],
)  # fmt: skip
def test_key_sets_that_cannot_be_registered(document):
    with pytest.raises(KeySetError):
        public_keys(document)
