"""Ways to move or replace what is sealed, for twenty fields each, and rows put back as a whole: all are refused."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, update

from keys.envelope import HEAD_BYTES
from keys.fresh import announced, fresh_keys, promoted
from keys.material import Purpose
from keys.ring import KeyRing
from keys.sealing import CitizenKey, SealBroken, seal, unseal
from keys.wrapping import Wrapped
from tests.town import START
from vault import catalogue, store
from vault.store import ValueRow

SITI, BEJO = "0193a1b2-0000-7000-8000-000000000001", "0193a1b2-0000-7000-8000-000000000002"
FIELDS = sorted(catalogue.FIELDS)[:20]
KEY = CitizenKey(SITI, 1, bytes(range(32)))
NEWER = CitizenKey(SITI, 2, bytes(range(1, 33)))
FOREIGN = CitizenKey(SITI, 1, b"\7" * 32)
RING = KeyRing(promoted(announced(fresh_keys(START), Purpose.KEK, START), Purpose.KEK, START))
SECRET = b"3574015708959001"


def sealed(field: str, key: CitizenKey = KEY, citizen: str = SITI, version: int = 2) -> bytes:
    return seal(key, citizen=citizen, field=field, schema=1, value_version=version, data=SECRET)


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
    "salt, commitment or nonce of another seal": lambda field: opens(field, exchanged(field, 5, HEAD_BYTES - 12)),
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


def test_a_row_put_back_as_a_whole_is_found(cabinet):
    """Blob, version and dates are all those of before, so the seal holds; the manifest does not."""
    siti = cabinet.citizen(full_name="SITI", birth_place="PROBOLINGGO")
    cabinet.save(siti, {"full_name": "SITI AMINAH"}, {"full_name": 1})
    mine = (ValueRow.citizen_id == siti, ValueRow.field == "full_name")
    cabinet.alter(delete(ValueRow).where(*mine, ValueRow.version == 2))
    assert "full_name" not in {row.field for row in current(cabinet, siti)}
    cabinet.alter(update(ValueRow).where(*mine, ValueRow.version == 1).values(replaced_at=None))
    assert not cabinet.is_whole(siti)
    with pytest.raises(SealBroken):
        cabinet.save(siti, {"birth_date": "1995-08-17"})


def current(cabinet, citizen: str) -> list:
    with cabinet.keeping() as session:
        return list(store.current(session, citizen))
