"""After an erasure each reader gets nothing more of this citizen, and all of the next one."""

from datetime import timedelta

import pytest

from accounts import closing
from tests.journeys.erasing import READERS, Person
from tests.journeys.story import SITI
from tests.web.desk import at_the_desk

BEJO = {"nik": "3574011203939001", "full_name": "BEJO SANTOSO", "birth_date": "12-03-1993"}


@pytest.fixture
def people(live) -> tuple[Person, Person]:
    officer = at_the_desk(live, "officer")
    siti = Person(live, "siti-hapus@contoh.id", SITI, "Warung Kenari Penjaga", officer)
    bejo = Person(live, "bejo-tetap@contoh.id", BEJO, "Bengkel Merpati Jujur", officer)
    return siti.live(), bejo.live()


def erase(one: Person) -> bool:
    with one.town.keeping() as session:
        closing.begin(session, one.town.keys, one.citizen, timedelta(0), one.town.clock())
    with one.town.keeping() as session:
        return closing.erase(session, one.town.keys, one.citizen, one.town.clock())


def test_nobody_reads_who_was_erased_and_everybody_their_neighbour(people: tuple[Person, Person], on_both):
    siti, bejo = people
    for name, read in READERS.items():
        assert siti.name in read(siti) and bejo.name in read(bejo), f"{name} reads nobody"
    assert erase(siti)
    for name, read in READERS.items():
        told = read(siti)
        assert siti.name not in told and siti.other not in told, f"{name} still reads"
        assert bejo.name in read(bejo), f"{name} lost a neighbour"
    siti.town.check_ledger()
