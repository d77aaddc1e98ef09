"""10,000 steps in the long run (a few hundred in every run), on each database: the vault is what a plain model says."""

from functools import cache

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import delete
from sqlalchemy.orm import Session

from keys import citizen_keys, jwt_keys
from keys.fresh import fresh_keys
from keys.material import RingKey
from keys.sealing import SealBroken
from tests.conftest import DATABASES
from tests.drawing import TIMES, drawn
from tests.town import START
from tests.vault.machine import VaultMachine
from vault.store import ValueRow

EXAMPLES, STEPS = 6, 50 if TIMES == 1 else 100
WANTED = 5 * STEPS * TIMES  # some examples end early


@cache
def first_keys() -> tuple[RingKey, ...]:
    return fresh_keys(START)


@pytest.fixture(autouse=True)
def quick_rings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every rotation makes a ring; its keys of tokens, with which no step has to do, are read once."""
    monkeypatch.setattr(jwt_keys, "load", cache(jwt_keys.load))


def machine(database_url: str, **changes: object) -> type[VaultMachine]:
    return type("Machine", (VaultMachine,), {"url": database_url, "first_keys": first_keys()} | changes)


def run(made: type[VaultMachine], **more: object) -> None:
    run_state_machine_as_test(made, settings=settings(drawn(EXAMPLES), stateful_step_count=STEPS, **more))


@pytest.mark.parametrize("database_url", DATABASES, indirect=True)
def test_the_vault_is_what_the_model_says(database_url: str):
    made = machine(database_url)
    run(made)
    print(f"{made.steps} steps")
    assert made.steps >= WANTED


def loses(self: VaultMachine, session: Session, citizen: str, name: str, data: object) -> None:
    VaultMachine.write(self, session, citizen, name, data)
    session.execute(delete(ValueRow).where(ValueRow.citizen_id == citizen, ValueRow.replaced_at.is_(None)))


def comes_back(self: VaultMachine, session: Session, citizen: str) -> object:
    """An erased citizen is read from a copy of their key that somebody kept."""
    kept = self.__dict__.setdefault("kept", {})
    kept.setdefault(citizen, citizen_keys.store.newest(session, citizen))
    if citizen_keys.store.newest(session, citizen) is None and kept[citizen] is not None:
        citizen_keys.store.add(session, kept[citizen], START)
    return VaultMachine.read(self, session, citizen)


@pytest.mark.parametrize("wrong", [{"write": loses}, {"read": comes_back}])
def test_control_a_vault_that_loses_a_value_or_keeps_a_key_is_not(database_url: str, wrong: dict):
    with pytest.raises((AssertionError, SealBroken)):
        run(machine(database_url, **wrong), phases=[Phase.generate])
