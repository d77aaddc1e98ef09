"""The modules about being signed in: prompt, max_age and hints, of every kind."""

import time

import pytest

from tests.conformance.driver import Person
from tests.conformance.kinds import EVERY

every = pytest.mark.parametrize("kind", EVERY, indirect=True, ids=lambda kind: f"{kind[0]}-{kind[1] or 'default'}")


@every
def test_prompt_login(house, party) -> None:
    person = Person(house)
    _, before = party.signs(person, max_age="10000")
    time.sleep(1.1)
    _, after = party.signs(person, prompt="login", max_age="10000")
    assert "sign-in" in person.seen
    assert after["sub"] == before["sub"]
    assert after["auth_time"] > before["auth_time"]


@every
def test_prompt_none_not_logged_in(house, party) -> None:
    person = Person(house)
    told = party.asked(person, prompt="none")
    assert told["error"] in ("login_required", "interaction_required")
    assert not {"code", "id_token", "access_token"} & told.keys()
    assert person.seen == []


@every
def test_prompt_none_logged_in(person, party) -> None:
    _, before = party.signs(person, max_age="10000")
    _, after = party.signs(person, prompt="none", max_age="10000")
    assert person.seen == []
    assert (after["sub"], after["auth_time"]) == (before["sub"], before["auth_time"])


@every
def test_max_age_1(house, party) -> None:
    person = Person(house)
    _, before = party.signs(person, max_age="10000")
    time.sleep(2.1)
    _, after = party.signs(person, max_age="1")
    assert "sign-in" in person.seen
    assert after["auth_time"] > before["auth_time"]


@every
def test_max_age_10000(person, party) -> None:
    _, before = party.signs(person, max_age="10000")
    _, after = party.signs(person, max_age="10000")
    assert person.seen == []
    assert (after["sub"], after["auth_time"]) == (before["sub"], before["auth_time"])


@every
def test_id_token_hint(person, party) -> None:
    tokens, before = party.signs(person)
    _, after = party.signs(person, prompt="none", id_token_hint=tokens["id_token"])
    assert after["sub"] == before["sub"]
