"""Token keys: published without their secrets, chosen by name, moved on without an interruption."""

import json
from datetime import timedelta

import pytest
from joserfc import jwk, jws, jwt
from joserfc.errors import JoseError

from core.canonical import b64, unb64
from keys.fresh import LONGEST_TOKEN_LIFE, rotated
from keys.material import RingKey
from keys.ring import KeyRing, generate
from tests.keys.conftest import BORN

ALGS = ("ES256", "RS256", "EdDSA")
PRIVATE_MEMBERS = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}


def header_of(token: str) -> dict[str, str]:
    return json.loads(unb64(token.split(".", maxsplit=1)[0]))


@pytest.mark.parametrize("alg", ALGS)
def test_a_token_says_who_signed_it_and_is_verified(fixed_ring: KeyRing, alg: str):
    token = fixed_ring.sign_jwt({"sub": "s"}, alg, typ="logout+jwt")
    kid = next(key["kid"] for key in fixed_ring.public_jwks()["keys"] if key["alg"] == alg)
    assert header_of(token) == {"alg": alg, "kid": kid, "typ": "logout+jwt"}
    assert fixed_ring.verify_own_jwt(token, ALGS) == (header_of(token), {"sub": "s"})


@pytest.mark.parametrize("alg", ALGS)
def test_a_stranger_verifies_a_token_from_the_published_key(fixed_ring: KeyRing, alg: str):
    token = fixed_ring.sign_jwt({"sub": "s"}, alg)
    named = next(key for key in fixed_ring.public_jwks()["keys"] if key["kid"] == header_of(token)["kid"])
    # joserfc warns of the old name EdDSA; a stranger of this kind takes the new one.
    public = jwk.import_key({name: value for name, value in named.items() if name not in {"alg", "kid"}})
    signing, _, signature = token.rpartition(".")
    algorithm = jws.JWSRegistry.algorithms["Ed25519" if alg == "EdDSA" else alg]
    assert algorithm.verify(signing.encode(), unb64(signature), public)


def test_the_published_set_has_no_private_member_and_no_kid_twice(fixed_ring: KeyRing):
    keys = fixed_ring.public_jwks()["keys"]
    assert len(keys) == 6
    assert not any(PRIVATE_MEMBERS & set(key) for key in keys)
    assert len({key["kid"] for key in keys}) == 6
    assert {(key["kty"], key["alg"], key["use"]) for key in keys} == {
        ("EC", "ES256", "sig"),
        ("RSA", "RS256", "sig"),
        ("OKP", "EdDSA", "sig"),
    }
    assert all(
        jwk.import_key({k: v for k, v in key.items() if k not in {"alg", "kid"}}).thumbprint() == key["kid"]
        for key in keys
    )
    assert not PRIVATE_MEMBERS & set(fixed_ring.receipt_public_jwk)


@pytest.mark.parametrize("alg", ["none", "HS256", "PS256", "Ed25519", "", "es256"])
def test_other_algorithms_do_not_sign(fixed_ring: KeyRing, alg: str):
    with pytest.raises(JoseError):
        fixed_ring.sign_jwt({"sub": "s"}, alg)


def forged(header: dict[str, object], token: str) -> str:
    _, payload, signature = token.split(".")
    return f"{b64(json.dumps(header).encode())}.{payload}.{signature}"


def test_tokens_that_are_not_ours_are_refused(fixed_ring: KeyRing):
    token = fixed_ring.sign_jwt({"sub": "s"}, "ES256")
    kid = header_of(token)["kid"]
    rsa = next(key for key in fixed_ring.public_jwks()["keys"] if key["alg"] == "RS256")
    head, payload, signature = token.split(".")
    secret = jwk.OctKey.import_key(json.dumps(rsa).encode())
    attempts = [
        "", "x", "..", "a.b.c", "é.é.é", "\ud800",
        f"{head}.{payload}.", f"{head}.{b64(b'{}')}.{signature}", f"{token}.x", token[:-4] + "AAAA",
        forged({"alg": "none", "kid": kid}, token), forged({"alg": "none"}, f"..{''}"),
        forged({"alg": "ES256"}, token), forged({"alg": "ES256", "kid": 7}, token), forged({"alg": "ES256", "kid": ["x"]}, token),
        forged({"alg": "RS256", "kid": kid}, token), forged({"alg": "ES256", "kid": "unknown"}, token),
        forged({"alg": "ES256", "kid": kid, "crit": ["exp"]}, token), forged({"kid": kid}, token),
        jwt.encode({"alg": "HS256", "kid": rsa["kid"]}, {"sub": "s"}, secret),
        generate(BORN).sign_jwt({"sub": "s"}, "ES256"),
    ]  # fmt: skip
    for attempt in attempts:
        with pytest.raises(JoseError):
            fixed_ring.verify_own_jwt(attempt, (*ALGS, "none", "HS256"))


def test_an_algorithm_that_was_not_asked_for_is_refused(fixed_ring: KeyRing):
    token = fixed_ring.sign_jwt({"sub": "s"}, "RS256")
    with pytest.raises(JoseError):
        fixed_ring.verify_own_jwt(token, ("ES256",))


def test_a_payload_that_is_no_object_is_refused(fixed_ring: KeyRing):
    signing = fixed_ring._tokens._published[fixed_ring._tokens._current["ES256"]][1]
    token = jws.serialize_compact({"alg": "ES256", "kid": fixed_ring._tokens._current["ES256"]}, b"[1]", signing)
    with pytest.raises(JoseError):
        fixed_ring.verify_own_jwt(token, ALGS)


def test_receipts_are_signed_by_their_own_key(fixed_ring: KeyRing):
    receipt = fixed_ring.sign_receipt({"grant": "g"})
    assert header_of(receipt) == {
        "alg": "EdDSA",
        "kid": fixed_ring.receipt_public_jwk["kid"],
        "typ": "consent-receipt+jwt",
    }
    with pytest.raises(JoseError):
        fixed_ring.verify_own_jwt(receipt, ALGS)
    public = jwk.import_key({name: fixed_ring.receipt_public_jwk[name] for name in ("kty", "crv", "x")})
    signing, _, signature = receipt.rpartition(".")
    assert jws.JWSRegistry.algorithms["Ed25519"].verify(signing.encode(), unb64(signature), public)


def kids(ring: KeyRing, alg: str) -> list[str]:
    return [key["kid"] for key in ring.public_jwks()["keys"] if key["alg"] == alg]


def test_rotation_signs_with_what_was_published_and_reads_what_was_signed(
    ring_keys: tuple[RingKey, ...], fixed_ring: KeyRing
):
    later = BORN + timedelta(days=30)
    before = {alg: fixed_ring.sign_jwt({"sub": "s"}, alg) for alg in ALGS}
    ring = KeyRing(rotated(ring_keys, later))
    for alg in ALGS:
        current, upcoming = kids(fixed_ring, alg)
        assert kids(ring, alg)[0] == upcoming
        assert kids(ring, alg)[2] == current
        assert header_of(ring.sign_jwt({}, alg))["kid"] == upcoming
        assert ring.verify_own_jwt(before[alg], ALGS)[1] == {"sub": "s"}
        # A server that has not yet read the changed ring knows the new key already.
        assert fixed_ring.verify_own_jwt(ring.sign_jwt({"a": 1}, alg), ALGS)[1] == {"a": 1}
    assert ring.ledger_public == fixed_ring.ledger_public


def test_only_the_keys_of_the_named_algorithms_are_published(fixed_ring: KeyRing):
    told = fixed_ring.public_jwks(("ES256",))["keys"]
    assert [key["kid"] for key in told] == kids(fixed_ring, "ES256")
    assert fixed_ring.public_jwks(())["keys"] == []


def test_rotation_touches_nothing_but_token_keys(ring_keys: tuple[RingKey, ...]):
    after = rotated(ring_keys, BORN + timedelta(days=30))
    assert [key for key in after if not key.kid] == [key for key in ring_keys if not key.kid]


def test_a_retired_key_leaves_at_the_first_rotation_after_its_tokens_died(
    ring_keys: tuple[RingKey, ...], fixed_ring: KeyRing
):
    first = kids(fixed_ring, "ES256")[0]
    retired = BORN + timedelta(days=30)
    once = rotated(ring_keys, retired)
    in_time = KeyRing(rotated(once, retired + LONGEST_TOKEN_LIFE))
    too_late = KeyRing(rotated(once, retired + LONGEST_TOKEN_LIFE + timedelta(seconds=1)))
    assert first in kids(in_time, "ES256")
    assert first not in kids(too_late, "ES256")
    token = fixed_ring.sign_jwt({}, "ES256")
    with pytest.raises(JoseError):
        too_late.verify_own_jwt(token, ALGS)
