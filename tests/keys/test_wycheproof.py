"""Wycheproof's vectors through our own envelope, stream, wrapping and derivation, not through the library under them.

A vector names key, nonce and text; our functions draw or derive the first two and pad the third, so these three steps
alone are taken out. All checks of ours stay: lengths, suite, version, commitment, and what a refusal is called.
"""

import secrets
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from keys import envelope, streams, wrapping
from keys.envelope import HEAD_BYTES, Binding, SealBroken
from keys.fresh import fresh_keys
from keys.material import KEY_BYTES, KeyRingError, Purpose
from keys.ring import KeyRing
from keys.sealing import CitizenKey
from tests.town import START
from tests.vectors import Vector, data, misjudged, vectors

GCM = list(vectors("Cipher/wycheproof/aes_gcm_test.json"))
SIV = list(vectors("Cipher/wycheproof/aes_gcm_siv_test.json"))
HKDF = list(vectors("Protocol/wycheproof/hkdf_sha256_test.json"))
SALT, COMMITMENT = bytes(envelope.SALT_BYTES), b"c" * envelope.COMMITMENT_BYTES
CITIZEN = "0193a1b2-0000-7000-8000-000000000001"


def fits(group: Vector) -> bool:
    return (group["keySize"], group["ivSize"], group["tagSize"]) == (256, 96, 128)


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key is that of the vector, and what is sealed is not padded."""
    monkeypatch.setattr(envelope, "committed", lambda key, _salt, _info: (key, COMMITMENT))
    monkeypatch.setattr(envelope, "SMALLEST_BUCKET", 0)
    for module in (envelope, streams):
        monkeypatch.setattr(module, "pad", lambda text: text)
        monkeypatch.setattr(module, "unpad", lambda text: text)


def bound(one: Vector) -> Binding:
    return Binding(suite=1, version=1, info=b"", place=data(one, "aad"))


def is_right(one: Vector, opened: bytes) -> bool:
    """What opens is accepted, whatever it opens to; what is valid must open to its text."""
    return one["result"] == "invalid" or opened == data(one, "msg")


def envelope_opens(_group: Vector, one: Vector) -> bool:
    blob = b"\1\0\0\0\1" + SALT + COMMITMENT + data(one, "iv") + data(one, "ct") + data(one, "tag")
    try:
        return is_right(one, envelope.open_(data(one, "key"), bound(one), blob))
    except SealBroken:
        return False


def chunk_opens(_group: Vector, one: Vector) -> bool:
    cipher, piece = AESGCM(data(one, "key")), data(one, "ct") + data(one, "tag")
    try:
        return is_right(one, streams._opened(cipher, 0, piece, data(one, "aad"), is_last=True))
    except SealBroken:
        return False


def test_envelopes_judge_as_the_vectors_of_gcm(bare: None):
    ours = [(group, one) for group, one in GCM if fits(group)]
    assert len(ours) == 66
    assert misjudged(envelope_opens, ours) == []


def test_envelopes_are_sealed_as_the_vectors_of_gcm(bare: None):
    sealed = {
        one["tcId"]: envelope.close_with(data(one, "key"), bound(one), data(one, "msg"), SALT, data(one, "iv"))
        for group, one in GCM
        if fits(group) and one["result"] == "valid"
    }
    wanted = {one["tcId"]: data(one, "ct") + data(one, "tag") for _, one in GCM}
    assert {number: blob[HEAD_BYTES:] for number, blob in sealed.items()} == {n: wanted[n] for n in sealed}
    assert len(sealed) == 39


def test_chunks_of_streams_judge_as_the_vectors_of_gcm(bare: None, monkeypatch: pytest.MonkeyPatch):
    for nonce, ours in by_nonce().items():
        monkeypatch.setattr(streams, "_nonce", lambda _number, nonce=nonce, *, is_last: nonce)
        assert misjudged(chunk_opens, ours) == []


def by_nonce() -> dict[bytes, list[tuple[Vector, Vector]]]:
    found: dict[bytes, list[tuple[Vector, Vector]]] = {}
    for group, one in GCM:
        if fits(group):
            found.setdefault(data(one, "iv"), []).append((group, one))
    return found


def test_keys_and_nonces_of_other_lengths_open_nothing(bare: None):
    others = [(group, one) for group, one in GCM if not fits(group)]
    assert len(others) == 250
    for group, one in others:
        if group["keySize"] != KEY_BYTES * 8:
            with pytest.raises(ValueError, match="32 bytes"):
                CitizenKey(CITIZEN, 1, data(one, "key"))
        else:
            assert not envelope_opens(group, one)


def unwraps(_group: Vector, one: Vector) -> bool:
    wrapped = wrapping.Wrapped(data(one, "iv") + data(one, "ct") + data(one, "tag"), 1)
    try:
        return is_right(one, wrapping.unwrap(data(one, "key"), wrapped, CITIZEN, 1))
    except SealBroken:
        return False


def test_citizen_keys_are_wrapped_as_the_vectors_of_gcm_siv(monkeypatch: pytest.MonkeyPatch):
    ours = [(group, one) for group, one in SIV if fits(group)]
    assert len(ours) == 103
    for group, one in ours:
        monkeypatch.setattr(wrapping, "place_of", lambda *_, one=one: data(one, "aad"))
        monkeypatch.setattr(wrapping, "WRAPPED_BYTES", len(data(one, "iv") + data(one, "ct") + data(one, "tag")))
        assert misjudged(unwraps, [(group, one)]) == []
        if one["result"] == "valid":
            monkeypatch.setattr(secrets, "token_bytes", lambda _size, one=one: data(one, "iv"))
            wrapped = wrapping.wrap(data(one, "key"), 1, data(one, "msg"), CITIZEN, 1)
            assert wrapped.blob == data(one, "iv") + data(one, "ct") + data(one, "tag")


def test_what_is_wrapped_has_one_length(monkeypatch: pytest.MonkeyPatch):
    of_another = [(group, one) for group, one in SIV if fits(group) and len(data(one, "msg")) != KEY_BYTES]
    assert len(of_another) > 50
    for group, one in of_another:
        monkeypatch.setattr(wrapping, "place_of", lambda *_, one=one: data(one, "aad"))
        assert not unwraps(group, one)


def test_a_short_key_encryption_key_makes_no_ring():
    short = [one for group, one in SIV if group["keySize"] != KEY_BYTES * 8]
    assert len(short) == 99
    whole = fresh_keys(START)
    for one in short:
        with pytest.raises(KeyRingError, match="32 bytes"):
            KeyRing(replace(key, material=data(one, "key")) if key.purpose is Purpose.KEK else key for key in whole)


def derived_right(_group: Vector, one: Vector) -> bool:
    """We ask for 64 bytes, or without a salt for 32; of one input all sizes begin alike (RFC 5869, section 2.3)."""
    ikm, info, wanted = data(one, "ikm"), data(one, "info"), data(one, "okm")
    key, commitment = envelope.committed(ikm, data(one, "salt"), info)
    size = min(len(wanted), 64)
    is_unsalted_right = bool(one["salt"]) or envelope.derive(ikm, info)[:size] == wanted[:32]
    return (key + commitment)[:size] == wanted[:size] and is_unsalted_right


def test_keys_and_commitments_are_derived_as_the_vectors_of_hkdf():
    possible = [(group, one) for group, one in HKDF if one["result"] == "valid"]
    assert len(possible) == 83
    assert misjudged(derived_right, possible) == []
    # All others ask for more bytes than HKDF gives; the two sizes of ours are no choice of anybody's.
    assert {flag for _, one in HKDF if one["result"] != "valid" for flag in one["flags"]} == {"SizeTooLarge"}
