"""Grants: whether a service may read by them, in a table; whether a citizen can take them back or change them."""

from datetime import timedelta

import pytest

from consent.grants import (
    REPEATABLE,
    Refusal,
    State,
    can_be_changed,
    can_be_withdrawn,
    is_live,
    why_not_permitted,
)
from consent.purposes import Basis
from tests.consent.worlds import NOW, grant, permit, purpose, service

SPENT = {"once": True, "state": State.SPENT, "spent_at": NOW, "spent_by": "token-1"}


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({}, None),
        ({"citizen_state": "frozen"}, Refusal.FROZEN),
        ({"citizen_state": "closing"}, Refusal.ACCOUNT_NOT_ACTIVE),
        ({"citizen_state": "closed"}, Refusal.ACCOUNT_NOT_ACTIVE),
        ({"service": service(state="disabled")}, Refusal.SERVICE_DISABLED),
        ({"purpose": purpose(state="paused")}, Refusal.PAUSED),
        ({"purpose": purpose(state="replaced")}, Refusal.CHANGED),
        ({"grant": grant(ends_at=NOW)}, Refusal.EXPIRED),
        ({"grant": grant(ends_at=NOW + timedelta(seconds=1))}, None),
        ({"grant": grant(ends_at=None)}, None),
        ({"grant": grant(state=State.WITHDRAWN)}, Refusal.WITHDRAWN),
        ({"grant": grant(state=State.REFUSED)}, Refusal.WITHDRAWN),
        ({"grant": grant(state=State.REPLACED)}, Refusal.CHANGED),
        ({"grant": grant(state=State.EXPIRED)}, Refusal.EXPIRED),
        ({"grant": grant(**SPENT)}, None),
        ({"grant": grant(**SPENT | {"spent_at": NOW - REPEATABLE})}, None),
        ({"grant": grant(**SPENT | {"spent_at": NOW - REPEATABLE - timedelta(seconds=1)})}, Refusal.SPENT),
        ({"grant": grant(**SPENT | {"spent_by": "token-2"})}, Refusal.SPENT),
        # A withdrawal is told also where the purpose has changed meanwhile.
        ({"grant": grant(state=State.WITHDRAWN), "purpose": purpose(state="replaced")}, Refusal.WITHDRAWN),
    ],
)
def test_why_not_permitted(changes, refusal) -> None:
    assert why_not_permitted(permit(**changes), "token-1", NOW) == refusal


def test_every_refusal_is_a_word_that_the_protocol_can_tell() -> None:
    assert all(refusal.value.replace("_", "").isalpha() for refusal in Refusal)
    assert Refusal.WITHDRAWN == "consent_withdrawn"


def test_a_grant_is_live_until_its_very_end() -> None:
    assert is_live(grant(ends_at=NOW + timedelta(seconds=1)), NOW)
    assert not is_live(grant(ends_at=NOW), NOW)
    assert not is_live(grant(state=State.SPENT), NOW)


@pytest.mark.parametrize("state", list(State))
def test_what_can_be_withdrawn(state) -> None:
    assert can_be_withdrawn(grant(state=state)) is (state in {State.LIVE, State.SPENT})
    assert not can_be_withdrawn(grant(purpose(basis=Basis.PUBLIC_TASK), state=state))


def test_only_an_ongoing_consent_to_the_present_version_can_be_changed() -> None:
    assert can_be_changed(grant(), purpose(), NOW)
    assert not can_be_changed(grant(ends_at=NOW), purpose(), NOW)
    assert not can_be_changed(grant(once=True), purpose(once=True), NOW)
    assert not can_be_changed(grant(), purpose(state="replaced"), NOW)
    assert not can_be_changed(grant(purpose(basis=Basis.VITAL)), purpose(basis=Basis.VITAL), NOW)
