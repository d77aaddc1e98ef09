"""Documents in the safe: sealed in pieces that cannot be exchanged, kept with their entry, and gone when they are replaced."""

import io

import pytest
from PIL import Image
from sqlalchemy import select, update

from keys.sealing import SealBroken
from tests.town import START
from tests.vault import files
from vault import catalogue
from vault.documents import clearing, opening, safe, store, taking
from vault.documents.store import DocumentPieceRow as Piece

KTP = catalogue.DOCUMENTS["ktp_scan"]
LETTER = catalogue.DOCUMENTS["health_letter"]


def prepared(field=KTP, data: bytes | None = None, expires: str = ""):
    sent = data or files.jpeg(900, 700, noise=60)
    return taking.prepare(field, lambda: safe.cut(sent), "", expires, START)


def keep(cabinet, citizen: str, field=KTP, data: bytes | None = None, expires: str = "") -> bool:
    return cabinet.do(taking.keep, citizen, prepared(field, data, expires), START)


def document(cabinet, citizen: str, field=KTP):
    with cabinet.keeping() as session:
        return opening.document(session, cabinet.keys, citizen, field.key)


def read(cabinet, citizen: str, field=KTP) -> bytes:
    return b"".join(opening.pieces(cabinet.keeping, document(cabinet, citizen, field)))


def rows(cabinet) -> list:
    with cabinet.keeping() as session:
        return session.execute(select(Piece.field, Piece.version, Piece.number, Piece.blob)).all()


def test_a_document_is_kept_in_sealed_pieces_and_comes_back_whole(cabinet):
    siti = cabinet.citizen()
    assert keep(cabinet, siti, expires="31-01-2027")
    value = cabinet.read(siti)["ktp_scan"]
    data = read(cabinet, siti)
    assert len(data) == value.data["size"] > 2 * safe.PIECE_BYTES
    assert value.data["expires"] == "2027-01-31"
    with Image.open(io.BytesIO(data)) as seen:
        assert seen.size == (value.data["width"], value.data["height"])
    kept = rows(cabinet)
    assert {len(row.blob) for row in kept} == {len(kept[0].blob)}, "the last piece tells no more than the others"
    assert all(data[:2000] not in row.blob for row in kept)
    [entry] = cabinet.entries(siti)
    assert (entry.type, entry.fields) == ("profile.changed", ("ktp_scan",))
    assert cabinet.is_whole(siti)


def test_no_more_than_a_piece_is_open_at_a_time(cabinet):
    siti = cabinet.citizen()
    keep(cabinet, siti)
    found = document(cabinet, siti)
    cabinet.statements.clear()
    stream = opening.pieces(cabinet.keeping, found)
    assert len(next(stream)) == safe.PIECE_BYTES
    assert sum("FROM vault_document_pieces" in one for one in cabinet.statements) == 1
    stream.close()


@pytest.mark.parametrize("harm", ["exchanged", "missing", "of another citizen", "of a former version"])
def test_a_piece_that_is_not_of_its_place_opens_nothing(cabinet, harm):
    siti, bejo = cabinet.citizen(), cabinet.citizen()
    keep(cabinet, siti)
    former = rows(cabinet)
    keep(cabinet, bejo)
    keep(cabinet, siti)
    first = (Piece.citizen_id == siti, Piece.number == 0)
    with cabinet.keeping() as session:
        of = {row.citizen_id + str(row.number): row.blob for row in session.scalars(select(Piece))}
    other = {
        "exchanged": of[f"{siti}1"], "of another citizen": of[f"{bejo}0"], "of a former version": former[0].blob, "missing": None,
    }[harm]  # fmt: skip
    if other is None:
        cabinet.alter(Piece.__table__.delete().where(Piece.citizen_id == siti, Piece.number == 1))
    else:
        cabinet.alter(update(Piece).where(*first).values(blob=other))
    with pytest.raises(SealBroken):
        read(cabinet, siti)
    assert read(cabinet, bejo), "the neighbour is unharmed"


def test_a_new_version_lets_go_of_the_one_before(cabinet):
    siti = cabinet.citizen()
    keep(cabinet, siti)
    keep(cabinet, siti, data=files.jpeg())
    assert {row.version for row in rows(cabinet)} == {2}
    assert read(cabinet, siti)[:2] == b"\xff\xd8"


def test_what_a_document_supports_has_a_document_until_it_is_taken_away(cabinet):
    siti = cabinet.citizen(full_name="SITI AMINAH", religion="1", npwp="3574015708959001")
    cabinet.confirm(siti, "religion")
    keep(cabinet, siti)
    states = {key: value.state for key, value in cabinet.read(siti).items()}
    assert states == {
        "full_name": "document_attached", "religion": "officer_checked", "npwp": "self_declared", "ktp_scan": "self_declared",
    }  # fmt: skip
    assert cabinet.do(taking.remove, siti, KTP, START)
    assert cabinet.read(siti)["full_name"].state == "self_declared"
    assert "ktp_scan" not in cabinet.read(siti)
    assert rows(cabinet) == []
    assert not cabinet.do(taking.remove, siti, KTP, START), "there is none any more"
    assert cabinet.is_whole(siti)


def test_a_form_of_its_group_neither_types_nor_clears_a_document(cabinet):
    siti = cabinet.citizen()
    keep(cabinet, siti)
    assert cabinet.save(siti, {"ktp_scan": ""}, {"ktp_scan": 1}).changed == ()
    assert read(cabinet, siti)


@pytest.mark.parametrize("state", ["frozen", "closing", "closed"])
def test_an_account_that_is_not_in_use_keeps_none(cabinet, state):
    siti = cabinet.citizen(state)
    assert not keep(cabinet, siti)
    assert rows(cabinet) == []


def test_a_letter_that_is_kept_for_a_time_only_is_taken_away_then(cabinet):
    siti = cabinet.citizen(full_name="SITI")
    keep(cabinet, siti, LETTER)
    keep(cabinet, siti)
    told = cabinet.read(siti)["health_letter"].data["removed_on"]
    assert told == "2027-02-22", "ninety days later, in western Indonesia"
    before, after = (
        START.replace(year=2027, month=2, day=21, hour=16),
        START.replace(year=2027, month=2, day=21, hour=17),
    )
    assert not cabinet.do(clearing.remove_one_overdue, before)
    assert cabinet.do(clearing.remove_one_overdue, after)
    assert not cabinet.do(clearing.remove_one_overdue, after)
    assert {"health_letter", "ktp_scan"} & set(cabinet.read(siti)) == {"ktp_scan"}
    entry = max(cabinet.entries(siti), key=lambda one: one.number)
    assert (entry.actor, entry.fields) == ("system", ("health_letter",))


def test_the_files_of_a_closed_account_go(cabinet):
    from accounts.tables import CitizenRow

    siti, bejo = cabinet.citizen(), cabinet.citizen()
    keep(cabinet, siti)
    keep(cabinet, bejo)
    cabinet.alter(update(CitizenRow).where(CitizenRow.id == siti).values(state="closed"))
    with cabinet.keeping() as session, session.begin():
        clearing.clear_expired(session, START)
        assert set(session.scalars(select(Piece.citizen_id))) == {bejo}
        assert set(session.scalars(select(store.DocumentRow.citizen_id))) == {bejo}
