"""Wycheproof's signatures in the form of passkeys: the key as COSE, ECDSA as DER, each by an algorithm that we offer."""

import cbor2
import pytest
from cryptography.exceptions import InvalidSignature
from webauthn.helpers import decode_credential_public_key, decoded_public_key_to_cryptography, verify_signature
from webauthn.helpers.cose import COSEAlgorithmIdentifier as Algorithm

from accounts.passkeys.ceremonies import ALGORITHMS
from tests.vectors import Vector, data, misjudged, vectors

FOLDER = "Signature/wycheproof"
FILES = {
    Algorithm.ECDSA_SHA_256: ("ecdsa_secp256r1_sha256_test.json", 484),
    Algorithm.EDDSA: ("ed25519_test.json", 210),
    Algorithm.RSASSA_PKCS1_v1_5_SHA_256: ("rsa_signature_2048_sha256_test.json", 259),
}


def cose(group: Vector, algorithm: Algorithm) -> bytes:
    """The public key of a group as an authenticator tells it (RFC 9053, section 7; RFC 8230, section 4)."""
    key = group["publicKey"]
    if "pk" in key:
        return cbor2.dumps({1: 1, 3: algorithm, -1: 6, -2: bytes.fromhex(key["pk"])})
    if "modulus" in key:
        numbers = (bytes.fromhex(key[name]).lstrip(b"\0") for name in ("modulus", "publicExponent"))
        return cbor2.dumps({1: 3, 3: algorithm, **dict(zip((-1, -2), numbers, strict=True))})
    point = bytes.fromhex(key["uncompressed"])
    return cbor2.dumps({1: 2, 3: algorithm, -1: 1, -2: point[1:33], -3: point[33:]})


def test_there_are_vectors_for_every_algorithm_that_is_offered():
    assert set(ALGORITHMS) == set(FILES)


@pytest.mark.parametrize("algorithm", FILES)
def test_signatures_are_judged_as_the_vectors_say(algorithm: Algorithm):
    file, count = FILES[algorithm]
    found = list(vectors(f"{FOLDER}/{file}"))
    assert len(found) == count

    def holds(group: Vector, one: Vector) -> bool:
        key = decoded_public_key_to_cryptography(decode_credential_public_key(cose(group, algorithm)))
        try:
            verify_signature(public_key=key, signature_alg=algorithm, signature=data(one, "sig"), data=data(one, "msg"))
        except InvalidSignature:
            return False
        return True

    assert misjudged(holds, found) == []
