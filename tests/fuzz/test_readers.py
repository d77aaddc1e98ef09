"""Whatever bytes come, and however a good thing is bent, every reader refuses it in its own words or reads what it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.drawing import drawn
from tests.fuzz.readers import READERS
from tests.fuzz.seeds import SEEDS

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def bent(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """Draw a good thing with one or two places overwritten, cut out or filled in."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 4))] = draw(st.binary(max_size=4) | st.text(max_size=3).map(str.encode))
    return bytes(data)


@pytest.mark.parametrize("name", READERS)
def test_what_is_good_is_read(name: str) -> None:
    for seed in SEEDS[name]:
        READERS[name](seed)


@pytest.mark.parametrize("name", READERS)
@drawn(150)
@given(data=st.data())
def test_what_is_bent_is_read_or_refused(name: str, data: st.DataObject) -> None:
    READERS[name](data.draw(bent(SEEDS[name]) | st.binary(max_size=200)))
