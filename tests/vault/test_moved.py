"""Ways to move or replace what is sealed, for twenty fields each, and rows copied or put back as a whole: all are refused."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, insert, literal, null, select, update

from keys.envelope import HEAD_BYTES, TAG_BYTES
from keys.fresh import announced, fresh_keys, promoted
from keys.material import Purpose
from keys.ring import KeyRing
from keys.sealing import CitizenKey, SealBroken, seal, unseal
from keys.wrapping import Wrapped
from tests.town import START
from vault import catalogue, safe, store
from vault.safe import Change
from vault.store import ValueRow
from vault.values import SELF, SELF_DECLARED

SITI, BEJO = "0193a1b2-0000-7000-8000-000000000001", "0193a1b2-0000-7000-8000-000000000002"
FIELDS = sorted(catalogue.FIELDS)[:20]
KEY = CitizenKey(SITI, 1, bytes(range(32)))
NEWER = CitizenKey(SITI, 2, bytes(range(1, 33)))
FOREIGN = CitizenKey(SITI, 1, b"\7" * 32)
RING = KeyRing(promoted(announced(fresh_keys(START), Purpose.KEK, START), Purpose.KEK, START))
SECRET = b"3574015708959001"


def sealed(field: str, key: CitizenKey = KEY, citizen: str = SITI, version: int = 2) -> bytes:
    return seal(key, citizen=citizen, field=field, schema=1, value_version=version, data=SECRET)


LENGTH = len(sealed("any"))


def opens(field: str, blob: bytes, key: CitizenKey = KEY) -> bytes:
    return unseal(key, citizen=SITI, field=field, schema=1, value_version=2, blob=blob)


def exchanged(field: str, start: int, end: int) -> bytes:
    one, other = sealed(field), sealed(field)
    return one[:start] + other[start:end] + one[end:]


def of_another_citizen(field: str) -> bytes:
    return opens(field, sealed(field, CitizenKey(BEJO, 1, bytes(range(32))), BEJO))


def ambiguous(field: str) -> bytes:
    # One byte goes over from the field's name into the next part of the place.
    return opens(field, seal(KEY, citizen=SITI, field=field[:-1], schema=1, value_version=2, data=SECRET))


def under_another_kek(field: str) -> bytes:
    wrapped = RING.wrap(bytes(range(32)), SITI, 1)
    return opens(field, sealed(field), RING.unwrap(Wrapped(wrapped.blob, 1), SITI, 1))


WAYS: dict[str, Callable[[str], bytes]] = {
    "another citizen": of_another_citizen,
    "another field": lambda field: opens(field, sealed("other_field")),
    "an older version": lambda field: opens(field, sealed(field, version=1)),
    "another key version": lambda field: opens(field, sealed(field), NEWER),
    "another key-encryption key": under_another_kek,
    "the salt of another seal": lambda field: opens(field, exchanged(field, 5, 37)),
    "the commitment of another seal": lambda field: opens(field, exchanged(field, 37, 69)),
    "the nonce of another seal": lambda field: opens(field, exchanged(field, 69, HEAD_BYTES)),
    "salt and commitment of another seal": lambda field: opens(field, exchanged(field, 5, 69)),
    "the whole head of another seal": lambda field: opens(field, exchanged(field, 5, HEAD_BYTES)),
    "the tag of another seal": lambda field: opens(field, exchanged(field, LENGTH - TAG_BYTES, LENGTH)),
    "cut short": lambda field: opens(field, sealed(field)[:-1]),
    "lengthened": lambda field: opens(field, sealed(field) + b"\0"),
    "empty": lambda field: opens(field, b""),
    "another suite": lambda field: opens(field, b"\0" + sealed(field)[1:]),
    "parts that read otherwise": ambiguous,
    "a row twice": lambda field: opens(field, sealed(field, version=3)),
    "a foreign key": lambda field: opens(field, sealed(field), FOREIGN),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_was_moved_or_replaced_does_not_open(way: str):
    said = set()
    for field in FIELDS:
        assert opens(field, sealed(field)) == SECRET
        with pytest.raises(SealBroken) as refusal:
            WAYS[way](field)
        said.add(str(refusal.value))
        assert SECRET.decode() not in str(refusal.value)
    assert len(said) == 1
    assert len(FIELDS) == 20


def twice_written(cabinet) -> str:
    """A citizen of whom twenty fields were written and then changed."""
    siti = cabinet.citizen()
    for data in ("before", "after"):
        with cabinet.keeping() as session, session.begin():
            store.lock(session, siti)
            safe.write(
                session, cabinet.keys, siti, [Change(field, data, SELF_DECLARED, SELF) for field in FIELDS], START
            )
    return siti


def row(citizen: str, field: str, version: int):
    return (ValueRow.citizen_id == citizen, ValueRow.field == field, ValueRow.version == version)


def put_back(citizen: str, field: str) -> list:
    """Blob, version and dates are all those of before, so the seal holds; the manifest does not."""
    return [
        delete(ValueRow).where(*row(citizen, field, 2)),
        update(ValueRow).where(*row(citizen, field, 1)).values(replaced_at=None),
    ]


def copied(citizen: str, field: str) -> list:
    """The old row stands a second time in the place of a third version."""
    names = [column.name for column in ValueRow.__table__.columns]
    kept = {"version": literal(3), "replaced_at": null()}
    copy = select(*(kept.get(name, ValueRow.__table__.c[name]) for name in names)).where(*row(citizen, field, 1))
    return [
        insert(ValueRow).from_select(names, copy),
        update(ValueRow).where(*row(citizen, field, 2)).values(replaced_at=START),
    ]


@pytest.mark.parametrize("harm", [put_back, copied])
def test_a_row_that_is_put_back_or_copied_as_a_whole_is_found(cabinet, harm):
    siti = twice_written(cabinet)
    assert {name: value.data for name, value in cabinet.read(siti).items()} == dict.fromkeys(FIELDS, "after")
    for field in FIELDS:
        with cabinet.keeping() as session, session.begin() as undone:
            for statement in harm(siti, field):
                session.execute(statement)
            assert next(one.version for one in store.current(session, siti) if one.field == field) != 2
            with pytest.raises(SealBroken):
                safe.read(session, cabinet.keys, siti)
            with pytest.raises(SealBroken):
                safe.write(session, cabinet.keys, siti, [Change(FIELDS[0], "new", SELF_DECLARED, SELF)], START)
            undone.rollback()
    assert cabinet.is_whole(siti)
