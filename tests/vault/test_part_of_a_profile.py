"""Reading five fields of sixty costs at most a quarter of reading all: counted in openings, derivations, statements and calls."""

import sys
from collections import Counter

import pytest

from keys import envelope
from tests.town import START
from vault import catalogue, safe, store
from vault.safe import Change
from vault.values import SELF, SELF_DECLARED

SIXTY = [name for name, field in catalogue.FIELDS.items() if not field.is_document][:60]
COMMON = ["nik", "full_name", "birth_date", "email", "phone_number"]
# Each of them stands for one of the card where a citizen says that the addresses are one: the dearest five there are.
DOMICILE = ["domicile_street", "domicile_rt_rw", "domicile_village_code", "domicile_postal_code", "domicile_since"]


@pytest.fixture
def full(cabinet) -> str:
    siti = cabinet.citizen()
    with cabinet.keeping() as session, session.begin():
        store.lock(session, siti)
        changes = [Change(name, f"nilai {name}", SELF_DECLARED, SELF) for name in SIXTY]
        safe.write(session, cabinet.keys, siti, changes, START)
    return siti


def cost(cabinet, monkeypatch: pytest.MonkeyPatch, citizen: str, fields: list[str]) -> Counter:
    """What one read does, in an open transaction, the second time that it is done."""
    spent: Counter[str] = Counter()

    def counted(name: str, deed):
        return lambda *args, **named: spent.update([name]) or deed(*args, **named)

    with monkeypatch.context() as patch, cabinet.keeping() as session:
        safe.read_for_release(session, cabinet.keys, citizen, fields)
        patch.setattr(envelope, "committed", counted("derivations", envelope.committed))
        patch.setattr(safe, "unseal", counted("openings", safe.unseal))
        patch.setattr(safe, "open_key_row", counted("unwrappings", safe.open_key_row))
        cabinet.statements.clear()
        assert set(safe.read_for_release(session, cabinet.keys, citizen, fields).values) == set(fields)
        spent["statements"] = len(cabinet.statements)
    spent["calls"] = calls(cabinet, citizen, fields)
    return spent


def calls(cabinet, citizen: str, fields: list[str]) -> int:
    """How many functions of Python and of C one read calls: its CPU, whatever else the machine does."""
    count = 0

    def noted(_frame, event: str, _argument) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    with cabinet.keeping() as session:
        safe.read_for_release(session, cabinet.keys, citizen, fields)
        before = sys.getprofile()
        sys.setprofile(noted)
        try:
            safe.read_for_release(session, cabinet.keys, citizen, fields)
        finally:
            sys.setprofile(before)
    return count


def test_five_of_sixty_cost_at_most_a_quarter_of_all(cabinet, full: str, monkeypatch: pytest.MonkeyPatch):
    every = cost(cabinet, monkeypatch, full, SIXTY)
    assert (every["openings"], every["derivations"], every["unwrappings"], every["statements"]) == (60, 60, 1, 1)
    five = cost(cabinet, monkeypatch, full, COMMON)
    assert (five["openings"], five["derivations"], five["unwrappings"], five["statements"]) == (5, 5, 1, 1)
    assert five["calls"] * 4 <= every["calls"]


def test_the_dearest_five_cost_at_most_a_quarter_of_the_openings(cabinet, full: str, monkeypatch: pytest.MonkeyPatch):
    every, five = (cost(cabinet, monkeypatch, full, fields) for fields in (SIXTY, DOMICILE))
    assert five["openings"] * 4 <= every["openings"]
    assert (five["unwrappings"], five["statements"]) == (1, 1)
