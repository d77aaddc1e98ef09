"""Raw parameters: repeated, oversized, unreadable, empty, unknown."""

import pytest

from oidc.parameters import LONGEST, MOST, read


@pytest.mark.parametrize(
    ("pairs", "named", "complains"),
    [
        ([("a", "1"), ("a", "2")], "a", True),
        ([("a", "1"), ("a", "1")], "a", True),
        ([("a", "1"), ("a", "")], "a", False),  # an empty one counts as omitted
        ([("a", "x" * LONGEST)], "a", False),
        ([("a", "x" * (LONGEST + 1))], "a", True),
        ([("claims", "x" * (LONGEST + 1))], "claims", False),
        ([("a", "line\nbreak")], "a", True),
        ([("a", "nul\x00")], "a", True),
        ([("a", "\ud800")], "a", True),
        ([("unknown", "1"), ("unknown", "2")], "a", False),
        ([("a", "héllo")], "a", False),
    ],
)
def test_what_cannot_be_used_is_named(pairs, named, complains):
    parameters = read(pairs)
    assert (parameters.complaint((named,)) is not None) is complains
    if complains:
        assert parameters.get(named) is None


def test_too_many_parameters_are_not_even_read():
    parameters = read((str(i), "x") for i in range(MOST + 1))
    assert parameters.complaint(()) == "too many parameters"
    assert parameters.get("1") is None
