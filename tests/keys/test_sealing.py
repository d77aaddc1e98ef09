"""Sealed values open in their own place only, and nothing about them can be changed, moved or guessed."""

import hashlib
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from keys import envelope
from keys.envelope import HEAD_BYTES, bucket, close_with
from keys.framing import framed
from keys.sealing import CitizenKey, SealBroken, binding, fresh_citizen_key, manifest_hash, seal, unseal
from tests.drawing import drawn
from tests.keys.collision import colliding_block

SITI, BEJO = "0193a1b2-0000-7000-8000-000000000001", "0193a1b2-0000-7000-8000-000000000002"
KEY = CitizenKey(SITI, 1, bytes(range(32)))
PLACE = {"citizen": SITI, "field": "full_name", "schema": 1, "value_version": 3}
DATA = b"Siti Rahayu"

# suite 1, key version 1, salt 40..5f, commitment, nonce 60..6b, ciphertext of one bucket of 32, tag
GOLDEN = bytes.fromhex(
    "0100000001"
    "404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f"
    "a21c812d64bdf9a945a83a3048abbf95e9aac1e6f01a1e84d9d75d914fad9fe8"
    "606162636465666768696a6b"
    "c6a6b7807c37da043b9d6654eff596ee4619e7bd04c0850a7c1e6aa3386810f08231b4f7f223f2bf55fef6ce12d05f55"
)


def sealed(**changes: object) -> bytes:
    return seal(changes.pop("key", KEY), **(PLACE | changes), data=DATA)


def test_what_was_sealed_opens_in_its_place():
    assert unseal(KEY, **PLACE, blob=sealed()) == DATA


@drawn(100)
@given(st.binary(max_size=3000))
def test_any_bytes_come_back(data: bytes):
    assert unseal(KEY, **PLACE, blob=seal(KEY, **PLACE, data=data)) == data


def test_a_large_document_comes_back():
    data = bytes(range(256)) * 1200
    blob = seal(KEY, **PLACE, data=data)
    assert unseal(KEY, **PLACE, blob=blob) == data
    assert (len(blob) - HEAD_BYTES - 16) % 65_536 == 0


def test_two_seals_of_one_value_share_nothing_but_their_head():
    first, second = sealed(), sealed()
    assert first[:5] == second[:5]
    assert first[5:37] != second[5:37]
    assert first[37:69] != second[37:69]
    assert first[HEAD_BYTES:] != second[HEAD_BYTES:]


def test_golden_bytes():
    salt, nonce = bytes(range(0x40, 0x60)), bytes(range(0x60, 0x6C))
    assert close_with(KEY._raw, binding(KEY, **PLACE), DATA, salt, nonce) == GOLDEN
    assert unseal(KEY, **PLACE, blob=GOLDEN) == DATA


def test_the_format_can_be_read_by_hand():
    okm = HKDF(SHA256(), 64, GOLDEN[5:37], framed("sekali1|fld", "full_name", 1)).derive(KEY._raw)
    assert GOLDEN[37:69] == okm[32:]
    place = framed(1, SITI, "full_name", 1, 1, 3)
    assert AESGCM(okm[:32]).decrypt(GOLDEN[69:81], GOLDEN[81:], place) == b"\0\0\0\x0b" + DATA + bytes(17)


OTHER_KEY = CitizenKey(SITI, 1, b"\7" * 32)
OTHER_VERSION = CitizenKey(SITI, 2, KEY._raw)
MOVES = {
    "to another citizen": (KEY, {"citizen": BEJO}),
    "to another citizen with their key": (CitizenKey(BEJO, 1, b"\7" * 32), {"citizen": BEJO}),
    "to another field": (KEY, {"field": "mother_name"}),
    "to another schema": (KEY, {"schema": 2}),
    "to an older value version": (KEY, {"value_version": 2}),
    "to a newer value version": (KEY, {"value_version": 4}),
    "under another key": (OTHER_KEY, {}),
    "under another key version": (OTHER_VERSION, {}),
    "field and version run together": (KEY, {"field": "full_name1", "value_version": 3}),
}


@pytest.mark.parametrize("move", MOVES)
def test_a_moved_value_does_not_open(move: str):
    key, changes = MOVES[move]
    with pytest.raises(SealBroken):
        unseal(key, **(PLACE | changes), blob=sealed())


PARTS = {"salt": (5, 37), "commitment": (37, 69), "nonce": (69, 81), "text": (81, 113), "tag": (113, 129)}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_another_seal_of_the_same_value_does_not_fit(part: str):
    start, end = PARTS[part]
    mine, other = sealed(), sealed()
    with pytest.raises(SealBroken):
        unseal(KEY, **PLACE, blob=mine[:start] + other[start:end] + mine[end:])


@pytest.mark.parametrize("size", [0, 1, 4, 5, 36, 68, 80, 81, 112, 128])
def test_a_shortened_blob_does_not_open(size: int):
    with pytest.raises(SealBroken):
        unseal(KEY, **PLACE, blob=sealed()[:size])


@pytest.mark.parametrize("tail", [b"\0", bytes(16), bytes(64)])
def test_a_lengthened_blob_does_not_open(tail: bytes):
    with pytest.raises(SealBroken):
        unseal(KEY, **PLACE, blob=sealed() + tail)


@pytest.mark.parametrize("suite", [0, 2, 3, 255])
def test_another_suite_does_not_open(suite: int):
    with pytest.raises(SealBroken):
        unseal(KEY, **PLACE, blob=bytes([suite]) + sealed()[1:])


def test_every_single_bit_flip_is_refused_with_the_same_words():
    blob = sealed()
    opened, words = 0, set()
    for bit in range(len(blob) * 8):
        flipped = bytearray(blob)
        flipped[bit // 8] ^= 1 << bit % 8
        try:
            unseal(KEY, **PLACE, blob=bytes(flipped))
            opened += 1
        except SealBroken as refusal:
            words.add(str(refusal))
    assert len(blob) == 129
    assert opened == 0
    assert words == {"sealed bytes do not open"}


def test_the_commitment_is_checked_before_anything_is_decrypted(monkeypatch: pytest.MonkeyPatch):
    blob, decrypted = sealed(), []

    class Watched:
        def __init__(self, key: bytes) -> None:
            self.cipher = AESGCM(key)

        def decrypt(self, *given: bytes) -> bytes:
            decrypted.append(given)
            return self.cipher.decrypt(*given)

    monkeypatch.setattr(envelope, "AESGCM", Watched)
    assert unseal(KEY, **PLACE, blob=blob) == DATA
    assert len(decrypted) == 1
    with pytest.raises(SealBroken):
        unseal(KEY, **PLACE, blob=blob[:37] + bytes(32) + blob[69:])
    assert len(decrypted) == 1


def blob_for_two_keys() -> bytes:
    """An envelope whose text GCM opens under both keys, and under both it is padded as we pad."""
    size, nonce = 65_536, b"n" * 12
    for number in range(2**20):
        salt = number.to_bytes(32, "big")
        (key, commitment), (key2, _) = (envelope.committed(one._raw, salt, bind(one).info) for one in (KEY, OTHER_KEY))
        streams = [AESGCM(one).encrypt(nonce, bytes(16), b"")[:16] for one in (key, key2)]
        full = (size - 4).to_bytes(4, "big")
        first = bytes(x ^ y for x, y in zip(streams[0], full + b"x" * 12, strict=True))
        length = int.from_bytes(bytes(x ^ y for x, y in zip(streams[1][:4], first[:4], strict=True)), "big")
        if size // 2 < length + 4 <= size:
            break
    # Under the second key everything after the first block is zero; the second block is free for the collision.
    text = first + AESGCM(key2).encrypt(nonce, bytes(size), b"")[16:size]
    return b"\1\0\0\0\1" + salt + commitment + nonce + colliding_block(key, key2, nonce, bind(KEY).place, text, block=1)


def test_a_ciphertext_that_gcm_opens_under_two_keys_is_refused_under_the_second(monkeypatch: pytest.MonkeyPatch):
    blob = blob_for_two_keys()
    one = unseal(KEY, **PLACE, blob=blob)
    with pytest.raises(SealBroken):
        unseal(OTHER_KEY, **PLACE, blob=blob)
    # The control: where nobody looks at the commitment, the same bytes are two values.
    monkeypatch.setattr(envelope, "hmac", SimpleNamespace(compare_digest=lambda *_: True))
    assert unseal(KEY, **PLACE, blob=blob) == one
    assert unseal(OTHER_KEY, **PLACE, blob=blob) != one


def bind(key: CitizenKey) -> envelope.Binding:
    return binding(key, **PLACE)


@pytest.mark.parametrize(
    ("size", "padded"),
    [(0, 32), (1, 32), (28, 32), (29, 64), (60, 64), (61, 128), (124, 128), (1000, 1024), (65_532, 65_536),
     (65_533, 131_072), (131_068, 131_072), (131_069, 196_608)],
)  # fmt: skip
def test_buckets(size: int, padded: int):
    assert bucket(size) == padded


def test_padding_hides_the_length_of_short_answers():
    lengths = {
        len(seal(KEY, **PLACE, data=answer.encode())) for answer in ("L", "P", "Islam", "Kepercayaan lainnya", "")
    }
    assert len(lengths) == 1


def test_a_key_seals_for_its_own_citizen_only():
    with pytest.raises(ValueError):
        seal(KEY, **(PLACE | {"citizen": BEJO}), data=DATA)


def test_a_key_shows_no_byte_of_itself_and_is_never_pickled():
    import pickle

    key, raw = fresh_citizen_key(SITI, 1)
    assert repr(key) == f"CitizenKey(citizen='{SITI}', version=1)"
    assert raw.hex() not in repr(key)
    with pytest.raises(TypeError):
        pickle.dumps(key)


ITEMS = [("full_name", 3, b"blob one"), ("nik", 1, b"blob two")]


def test_a_manifest_does_not_depend_on_the_order_of_reading():
    assert manifest_hash(KEY, 7, ITEMS) == manifest_hash(KEY, 7, reversed(ITEMS))
    assert manifest_hash(KEY, 7, ITEMS).hex() == "b4711db24528bf488e0669ac9d6d85ad3d2e8e9114b93835c1bec5b1b9291c24"


@pytest.mark.parametrize(
    ("key", "number", "items"),
    [
        (KEY, 8, ITEMS),
        (OTHER_KEY, 7, ITEMS),
        (KEY, 7, ITEMS[:1]),
        (KEY, 7, [*ITEMS, ITEMS[0]]),
        (KEY, 7, [("full_name", 2, b"blob one"), ITEMS[1]]),
        (KEY, 7, [("full_name", 3, b"blob two"), ("nik", 1, b"blob one")]),
        (KEY, 7, []),
    ],
)
def test_a_manifest_tells_every_change(key: CitizenKey, number: int, items: list[tuple[str, int, bytes]]):
    assert manifest_hash(key, number, items) != manifest_hash(KEY, 7, ITEMS)


@drawn(100)
@given(st.lists(st.binary(max_size=8), max_size=5), st.lists(st.binary(max_size=8), max_size=5))
def test_framing_tells_any_two_lists_apart(one: list[bytes], other: list[bytes]):
    assert (framed(*one) == framed(*other)) == (one == other)


def test_framing_takes_text_that_is_not_unicode():
    assert framed("\ud800") != framed("\ud801")
    assert hashlib.sha256(framed("é", 12)).hexdigest()[:8] == "dadbcceb"
