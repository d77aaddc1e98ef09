"""One encoding per value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.canonical import NotCanonicalError, b64, decode, encode, unb64
from tests.drawing import drawn

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@drawn(100)
@given(VALUES)
def test_what_was_encoded_comes_back(value) -> None:
    assert decode(encode(value)) == value


@pytest.mark.parametrize(
    "data",
    [
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b'{"a":1}\n',
        b'{"a":1,"a":1}',
        b"1.0",
        b"1e3",
        b"NaN",
        b'"\\u0041"',
        b"",
        b"\xff",
        b"[1,]",
        b"-0",
        b'{"a":1.5}',
        b"[" * 100_000,
    ],
)
def test_any_other_spelling_is_refused(data) -> None:
    with pytest.raises(NotCanonicalError):
        decode(data)


@pytest.mark.parametrize("value", [1.5, b"x", {1: 2}, {"a": {2.0}}, object()])
def test_foreign_values_have_no_form(value) -> None:
    with pytest.raises(NotCanonicalError):
        encode(value)


@drawn(100)
@given(st.binary(max_size=40))
def test_base64url_has_one_spelling(data) -> None:
    assert unb64(b64(data)) == data


@pytest.mark.parametrize("text", ["YQ==", "YR", "Y", "Y Q", "YQ\n", "Y+", "é"])
def test_other_spellings_of_base64url_are_refused(text) -> None:
    with pytest.raises(NotCanonicalError):
        unb64(text)
