"""Wycheproof's signatures, verified with the keys and algorithms with which clients' tokens and our own are."""

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from core.canonical import b64
from keys.jwt_keys import OwnAlgorithms
from oidc.clients.key_sets import public_keys
from oidc.clients.signed import _Algorithms
from tests.vectors import Vector, data, misjudged, vectors

FOLDER = "Signature/wycheproof"
FILES = {
    "ES256": ("ecdsa_secp256r1_sha256_p1363_test.json", 262),
    "EdDSA": ("ed25519_test.json", 210),
    "RS256": ("rsa_signature_2048_sha256_test.json", 259),
    "PS256": ("rsa_pss_2048_sha256_mgf1_32_test.json", 108),
}
REGISTRIES = {"clients": _Algorithms, "own": OwnAlgorithms}


def jwk(group: Vector) -> Vector:
    """The public key of a group as a client would register it."""
    key = group["publicKey"]
    if "pk" in key:
        return {"kty": "OKP", "crv": "Ed25519", "x": b64(bytes.fromhex(key["pk"]))}
    if "modulus" in key:
        return {"kty": "RSA", "n": number(key["modulus"]), "e": number(key["publicExponent"])}
    point = bytes.fromhex(key["uncompressed"])
    return {"kty": "EC", "crv": "P-256", "x": b64(point[1:33]), "y": b64(point[33:])}


def number(digits: str) -> str:
    return b64(bytes.fromhex(digits).lstrip(b"\0"))


@pytest.mark.parametrize(
    ("whose", "alg"), [("clients", alg) for alg in FILES] + [("own", alg) for alg in FILES if alg != "PS256"]
)
def test_signatures_are_judged_as_the_vectors_say(whose: str, alg: str):
    file, count = FILES[alg]
    found = list(vectors(f"{FOLDER}/{file}"))
    assert len(found) == count
    algorithm = REGISTRIES[whose].algorithms[alg]

    def holds(group: Vector, one: Vector) -> bool:
        [key] = public_keys({"keys": [jwk(group)]})
        return algorithm.verify(data(one, "msg"), data(one, "sig"), key)

    assert misjudged(holds, found) == []


def test_a_signature_in_the_form_of_certificates_is_none_of_a_token():
    """JWS has r and s one after the other (RFC 7518, section 3.4); DER says the same and is another spelling."""
    group, one = next(pair for pair in vectors(f"{FOLDER}/{FILES['ES256'][0]}") if pair[1]["result"] == "valid")
    [key] = public_keys({"keys": [jwk(group)]})
    signature = data(one, "sig")
    spelt = encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
    assert _Algorithms.algorithms["ES256"].verify(data(one, "msg"), signature, key)
    assert not _Algorithms.algorithms["ES256"].verify(data(one, "msg"), spelt, key)
