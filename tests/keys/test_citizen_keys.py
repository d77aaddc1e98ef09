"""A citizen's key: made once, opened for them alone, gone for good after destroy; on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.db import engine_options, prepare
from keys import store
from keys.citizen_keys import KeyDestroyed, create, destroy, open_key, open_key_row
from keys.material import Purpose, RingKey, State
from keys.ring import KeyRing, generate
from keys.sealing import CitizenKey, SealBroken, seal, unseal
from keys.store import CitizenKeyRow, StoredKey
from keys.wrapping import Wrapped
from tests.keys.conftest import BORN

SITI, BEJO = "0193a1b2-0000-7000-8000-000000000001", "0193a1b2-0000-7000-8000-000000000002"
PLACE = {"field": "nik", "schema": 1, "value_version": 1}


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url = (
        f"sqlite:///{tmp_path / 'keys.sqlite'}"
        if request.param == "sqlite"
        else request.getfixturevalue("postgres_url")
    )
    engine = create_engine(url, **engine_options(url))
    prepare(engine)
    CitizenKeyRow.__table__.create(engine)
    yield engine
    CitizenKeyRow.__table__.drop(engine)
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


def test_a_key_opens_what_it_sealed(session: Session, fixed_ring: KeyRing):
    made = create(session, fixed_ring, SITI, BORN)
    blob = seal(made, citizen=SITI, **PLACE, data=b"value")
    session.commit()
    opened = open_key(session, fixed_ring, SITI)
    assert (opened.citizen, opened.version) == (SITI, 1)
    assert unseal(opened, citizen=SITI, **PLACE, blob=blob) == b"value"


def test_the_table_holds_no_raw_key(session: Session, fixed_ring: KeyRing):
    made = create(session, fixed_ring, SITI, BORN)
    row = session.execute(select(CitizenKeyRow)).scalar_one()
    assert made._raw not in row.wrapped
    assert len(row.wrapped) == 60
    assert row.created_at == BORN


def test_a_citizen_has_one_first_key(session: Session, fixed_ring: KeyRing):
    create(session, fixed_ring, SITI, BORN)
    with pytest.raises(IntegrityError):
        create(session, fixed_ring, SITI, BORN)


def test_a_row_read_by_a_callers_own_join_opens_alike(session: Session, fixed_ring: KeyRing):
    made = create(session, fixed_ring, SITI, BORN)
    row = session.execute(select(CitizenKeyRow.version, CitizenKeyRow.kek_version, CitizenKeyRow.wrapped)).one()
    assert open_key_row(fixed_ring, SITI, *row)._raw == made._raw
    with pytest.raises(KeyDestroyed):
        open_key_row(fixed_ring, SITI, None, None, None)


def test_after_destroy_there_is_no_key_in_any_version(session: Session, fixed_ring: KeyRing):
    create(session, fixed_ring, SITI, BORN)
    create(session, fixed_ring, BEJO, BORN)
    store.add(session, StoredKey(SITI, 2, fixed_ring.wrap(b"\3" * 32, SITI, 2)), BORN)
    assert open_key(session, fixed_ring, SITI).version == 2
    assert store.count_by_kek(session) == {1: 3}
    assert destroy(session, SITI) == 2
    session.commit()
    with pytest.raises(KeyDestroyed):
        open_key(session, fixed_ring, SITI)
    assert destroy(session, SITI) == 0
    assert open_key(session, fixed_ring, BEJO).version == 1


def test_an_unknown_citizen_has_no_key(session: Session, fixed_ring: KeyRing):
    with pytest.raises(KeyDestroyed):
        open_key(session, fixed_ring, SITI)


def test_a_row_moved_to_another_citizen_does_not_open(session: Session, fixed_ring: KeyRing):
    create(session, fixed_ring, SITI, BORN)
    session.execute(update(CitizenKeyRow).values(citizen_id=BEJO))
    with pytest.raises(SealBroken):
        open_key(session, fixed_ring, BEJO)


@pytest.mark.parametrize(
    "change", [{"version": 2}, {"kek_version": 2}, {"kek_version": 0}, {"wrapped": b""}, {"wrapped": bytes(60)}]
)
def test_a_changed_row_does_not_open(session: Session, fixed_ring: KeyRing, change: dict):
    create(session, fixed_ring, SITI, BORN)
    session.execute(update(CitizenKeyRow).values(**change))
    with pytest.raises(SealBroken):
        open_key(session, fixed_ring, SITI)


def test_every_bit_flip_of_a_wrapped_key_is_refused(fixed_ring: KeyRing):
    wrapped = fixed_ring.wrap(b"\3" * 32, SITI, 1)
    assert fixed_ring.unwrap(wrapped, SITI, 1)._raw == b"\3" * 32
    for bit in range(len(wrapped.blob) * 8):
        flipped = bytearray(wrapped.blob)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SealBroken):
            fixed_ring.unwrap(Wrapped(bytes(flipped), 1), SITI, 1)


def test_another_ring_does_not_open_it(fixed_ring: KeyRing):
    with pytest.raises(SealBroken):
        generate(BORN).unwrap(fixed_ring.wrap(b"\3" * 32, SITI, 1), SITI, 1)


def test_an_older_key_encryption_key_still_opens_and_the_current_one_wraps(
    ring_keys: tuple[RingKey, ...], fixed_ring: KeyRing
):
    kek = next(key for key in ring_keys if key.purpose is Purpose.KEK)
    older = replace(kek, state=State.RETIRED, retired_at=BORN)
    ring = KeyRing([*(key for key in ring_keys if key is not kek), older, replace(kek, version=2, material=b"\4" * 32)])
    wrapped = fixed_ring.wrap(b"\3" * 32, SITI, 1)
    assert ring.unwrap(wrapped, SITI, 1)._raw == b"\3" * 32
    again = ring.wrap(b"\3" * 32, SITI, 1)
    assert again.kek_version == 2
    with pytest.raises(SealBroken):
        ring.unwrap(replace(again, kek_version=1), SITI, 1)
    with pytest.raises(SealBroken):
        ring.unwrap(replace(wrapped, kek_version=2), SITI, 1)


def test_a_wrapped_key_of_golden_bytes_opens(fixed_ring: KeyRing):
    blob = bytes.fromhex(
        "606162636465666768696a6b"
        "32fcc58f6f3d48b7e6f8a29475ede54794778016bfa96da16278ec6e58facb62"
        "42166876aae44bb35bb4cd320092e75c"
    )
    assert fixed_ring.unwrap(Wrapped(blob, 1), SITI, 1)._raw == bytes(range(32))


def test_a_citizen_key_has_32_bytes():
    with pytest.raises(ValueError):
        CitizenKey(SITI, 1, b"short")
