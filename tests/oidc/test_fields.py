"""Which of a service's purposes a request means."""

import pytest

from oidc.errors import Refusal
from oidc.fields import chosen_purpose
from tests.consent.worlds import purpose

CARD, OTHER = purpose(), purpose(key="other")


@pytest.mark.parametrize(
    ("purposes", "named", "why"),
    [
        ([], None, "no active purpose"),
        ([], "nothing", "unknown or of another service"),
        ([CARD, OTHER], None, "several purposes"),
        ([CARD, OTHER], "nothing", "unknown or of another service"),
    ],
)
def test_a_request_that_means_no_purpose_is_told_why(purposes, named, why) -> None:
    found = chosen_purpose(purposes, named)
    assert isinstance(found, Refusal) and found.error == "invalid_scope" and why in found.description


def test_the_only_purpose_need_not_be_named() -> None:
    assert chosen_purpose([CARD], None) is CARD
