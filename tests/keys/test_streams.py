"""Streams: what was sealed in chunks comes back in any cutting; nothing that was moved, cut short or put together does."""

import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.sealing import CitizenKey, SealBroken
from keys.streams import CHUNK_BYTES, HEAD_BYTES, open_stream, seal_stream, sealed_size

SITI = "0193a1b2-0000-7000-8000-000000000001"
KEY = CitizenKey(SITI, 1, bytes(range(32)))
PLACE = {"citizen": SITI, "field": "document/ktp/1", "schema": 1, "value_version": 1}
FULL = CHUNK_BYTES + 4 + 16
TWO = bytes(range(251)) * (2 * CHUNK_BYTES // 251)


def sealed(data: bytes, **place: object) -> list[bytes]:
    return list(seal_stream(KEY, **PLACE | place, data=[data]))


def opened(pieces: list[bytes], key: CitizenKey = KEY, **place: object) -> bytes:
    return b"".join(open_stream(key, **PLACE | place, blob=pieces))


@pytest.mark.parametrize(
    "size", [0, 1, 27, 28, 29, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 200_000]
)
def test_data_of_every_size_comes_back(size: int):
    data = (bytes(range(251)) * (size // 251 + 1))[:size]
    pieces = sealed(data)
    assert opened(pieces) == data
    assert sum(map(len, pieces)) == sealed_size(size)


@given(st.lists(st.binary(max_size=300), max_size=6), st.integers(1, 90))
def test_how_the_data_and_the_sealed_bytes_are_cut_does_not_matter(parts: list[bytes], width: int):
    whole = b"".join(seal_stream(KEY, **PLACE, data=parts))
    again = [whole[start : start + width] for start in range(0, len(whole), width)]
    assert opened(again) == b"".join(parts)


def test_short_data_have_one_length():
    assert len({sum(map(len, sealed(text))) for text in (b"", b"L", b"PEREMPUAN")}) == 1


def test_the_same_data_never_look_the_same():
    assert not set(sealed(b"value")) & set(sealed(b"value"))


HEAD, FIRST, SECOND = sealed(TWO)
_, OTHER_FIRST, OTHER_SECOND = sealed(TWO)
WRONG = {
    "nothing": [], "head alone": [HEAD], "last missing": [HEAD, FIRST], "first missing": [HEAD, SECOND],
    "order": [HEAD, SECOND, FIRST], "twice": [HEAD, FIRST, FIRST, SECOND], "more": [HEAD, FIRST, SECOND, SECOND],
    "byte more": [HEAD, FIRST, SECOND, b"\0"], "byte less": [HEAD, FIRST, SECOND[:-1]], "head cut": [HEAD[:-1]],
    "first of another": [HEAD, OTHER_FIRST, SECOND], "last of another": [HEAD, FIRST, OTHER_SECOND],
    "suite": [b"\1" + HEAD[1:], FIRST, SECOND], "version": [HEAD[:4] + b"\2" + HEAD[5:], FIRST, SECOND],
    "salt": [HEAD[:5] + bytes(32) + HEAD[37:], FIRST, SECOND], "commitment": [HEAD[:37] + bytes(32), FIRST, SECOND],
}  # fmt: skip


@pytest.mark.parametrize("pieces", WRONG.values(), ids=WRONG)
def test_pieces_that_are_not_what_was_sealed_do_not_open(pieces: list[bytes]):
    with pytest.raises(SealBroken):
        opened(pieces)


def test_the_pieces_those_were_made_from_do_open():
    assert opened([HEAD, FIRST, SECOND]) == TWO


@pytest.mark.parametrize(
    "place", [{"citizen": SITI[:-1] + "2"}, {"field": "document/ktp/2"}, {"schema": 2}, {"value_version": 2}], ids=str
)
def test_a_stream_opens_at_its_place_alone(place: dict[str, object]):
    with pytest.raises(SealBroken):
        opened(sealed(b"value"), **place)


@pytest.mark.parametrize("key", [CitizenKey(SITI, 2, bytes(range(32))), CitizenKey(SITI, 1, b"\7" * 32)])
def test_a_stream_opens_under_its_key_alone(key: CitizenKey):
    with pytest.raises(SealBroken):
        opened(sealed(b"value"), key)


def test_nothing_is_sealed_under_the_key_of_somebody_else():
    with pytest.raises(ValueError):
        sealed(b"value", citizen=SITI[:-1] + "2")


def test_every_bit_flip_is_refused():
    whole = b"".join(sealed(b"value"))
    assert len(whole) == HEAD_BYTES + 32 + 16
    for bit in range(len(whole) * 8):
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SealBroken):
            opened([bytes(flipped)])


def test_memory_is_that_of_a_few_chunks_however_long_the_data():
    def long() -> Iterator[bytes]:
        for _ in range(256):
            yield bytes(CHUNK_BYTES)

    tracemalloc.start()
    try:
        size = sum(len(part) for part in open_stream(KEY, **PLACE, blob=seal_stream(KEY, **PLACE, data=long())))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size == 256 * CHUNK_BYTES
    assert peak < 16 * FULL
