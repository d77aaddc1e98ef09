"""Sixteen ways in which the database's owner may tamper, on both databases: each is found, and each has its finding."""

import hashlib
import io
import json
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update

from accounts import closing
from accounts.store import citizen_by_id
from consent import withdrawal
from keys import citizen_keys
from keys.ring import generate
from ledger import checkpoints, export, publishing
from ledger.entries import Draft, EntryType
from ledger.publishing import RefusedToSignError
from ledger.store import CheckpointRow, EntryRow, HeadRow, OpeningRow, TagRow, TileRow
from ledger.triggers import DROP_OPENING_TRIGGERS, DROP_TRIGGERS
from ledger.verify.verification import verify
from ledger.writer import append, new_tag
from tests.ledger.rogue import canonical
from web.operator.openings_check import check

ORIGIN = "sekali.example/ledger"
ENTRIES, OPENINGS, TILES = EntryRow.__table__, OpeningRow.__table__, TileRow.__table__
CHECKPOINTS, HEADS = CheckpointRow.__table__, HeadRow.__table__


@dataclass
class Case:
    """A ledger that was lived in, an auditor who kept a checkpoint, and the database's owner."""

    office: object
    folder: Path
    siti: str = ""
    ring: object = None
    kept: list[Path] = field(default_factory=list)
    backup: dict = field(default_factory=dict)

    @property
    def key(self) -> str:
        return checkpoints.verifier_key(ORIGIN, self.office.keys.ledger_public)

    def publish(self, keys=None):
        return self.office.do(publishing.publish, keys or self.office.keys, ORIGIN, self.office.now)

    def keep(self) -> None:
        self.publish()
        with self.office.keeping() as session:
            note = publishing.newest(session).note
        self.kept.append(self.folder / f"kept-{len(self.kept)}")
        self.kept[-1].write_bytes(note)

    def found(self, keys=None) -> set[str]:
        """What the operator's own programs and the auditor find: codes, `refused` for a publisher that will not sign."""
        codes = set()
        try:
            self.publish(keys)
        except RefusedToSignError:
            codes.add("refused")
        path, stream = self.folder / "export.sekali", io.BytesIO()
        with self.office.keeping() as session:
            try:
                export.export(session, stream)
            except export.NothingPublishedError:
                return codes
            codes |= {wrong.code for wrong in check(session, self.office.keys)}
        path.write_bytes(stream.getvalue())
        report = verify(path, [self.key], self.kept[-1:])
        codes |= {finding.code for finding in report.findings}
        return codes | ({"not-anchored"} if report.exit_code == 2 else set())

    def sql(self, *statements) -> None:
        with self.office.engine.begin() as connection:
            for statement in statements:
                connection.execute(statement)

    def rows(self) -> list[dict]:
        with self.office.engine.begin() as connection:
            return [dict(row._mapping) for row in connection.execute(select(ENTRIES).order_by(ENTRIES.c.entry_index))]

    def openings(self) -> dict[int, dict]:
        with self.office.engine.begin() as connection:
            return {row.entry_index: dict(row._mapping) for row in connection.execute(select(OPENINGS))}

    def write_anew(self, rows: list[dict]) -> None:
        """All entries as the owner wants them, with their right hashes and places, and everything that was signed gone."""
        openings = self.openings()
        for index, row in enumerate(rows):
            if opening := openings.get(row["entry_index"]):
                opening["entry_index"] = index
            row |= {"entry_index": index, "leaf_hash": hashlib.sha256(b"\x00" + row["body"]).digest()}
        kept = openings.values()
        self.sql(delete(CHECKPOINTS), delete(TILES), delete(ENTRIES), delete(OPENINGS))
        self.sql(*(ENTRIES.insert().values(**row) for row in rows), *(OPENINGS.insert().values(**row) for row in kept))
        self.sql(
            update(HEADS).where(HEADS.c.name == "written").values(size=len(rows)),
            update(HEADS).where(HEADS.c.name == "published").values(size=0),
        )

    def save(self) -> None:
        with self.office.engine.begin() as connection:
            tables = (HEADS, TILES, CHECKPOINTS, ENTRIES, OPENINGS, TagRow.__table__)
            self.backup = {table: [dict(row._mapping) for row in connection.execute(select(table))] for table in tables}

    def restore(self) -> None:
        for table, rows in self.backup.items():
            self.sql(delete(table), *(table.insert().values(**row) for row in rows))


def opened(session, office, citizen: str) -> None:
    tag = citizen_by_id(session, citizen).tag
    draft = Draft(EntryType.ACCOUNT_OPENED, office.now, tag, "citizen", citizen=citizen)
    append(session, office.keys, citizen_keys.open_key(session, office.keys, citizen), draft)


def lived_in(office, folder: Path) -> Case:
    case = Case(office, folder)
    card = office.register()
    siti, budi = (office.citizen(birth_date="1995-08-17", email=f"{name}@contoh.id") for name in ("siti", "budi"))
    for one in (siti, budi):
        office.do(opened, office, one)
    grants = [office.granted(one, card, ["age_over_17", "email"]) for one in (siti, budi)]
    for grant in grants:
        office.read(grant)
    case.keep()
    case.save()
    office.do(withdrawal.withdraw, office.keys, siti, grants[0].id, office.now)
    office.do(closing.begin, office.keys, budi, timedelta(0), office.now)
    office.do(closing.erase, office.keys, budi, office.now)
    office.read(grants[0])
    case.keep()
    case.siti = siti
    for triggers in (DROP_TRIGGERS, DROP_OPENING_TRIGGERS):
        case.sql(*map(text, triggers[office.engine.dialect.name]))
    return case


def where(index: int):
    return ENTRIES.c.entry_index == index


def opening(index: int):
    return OPENINGS.c.entry_index == index


def of(case: Case, kind: str) -> int:
    return next(row["entry_index"] for row in case.rows() if row["type"] == kind)


def edited(body: bytes, **changes) -> bytes:
    return canonical(json.loads(body) | changes)


def edit(case, **changes) -> None:
    at = of(case, "release")
    body = case.rows()[at]["body"]
    case.sql(update(ENTRIES).where(where(at)).values(body=edited(body, **changes)))


def insert(case) -> None:
    rows = case.rows()
    forged = rows[of(case, "release")] | {"number": 99, "body": edited(rows[of(case, "release")]["body"], number=99)}
    for table in (OPENINGS, ENTRIES):
        at = table.c.entry_index
        case.sql(
            *(update(table).where(at == index).values(entry_index=index + 1) for index in range(len(rows) - 1, 4, -1))
        )
    case.sql(ENTRIES.insert().values(**(forged | {"entry_index": 5})), update(HEADS).values(size=HEADS.c.size + 1))


def reorder(case) -> None:
    rows = case.rows()
    for at, other in ((4, 5), (5, 4)):
        case.sql(update(ENTRIES).where(where(at)).values(body=rows[other]["body"], leaf_hash=rows[other]["leaf_hash"]))


def truncate(case) -> None:
    size = len(case.rows()) - 3
    case.sql(delete(ENTRIES).where(ENTRIES.c.entry_index >= size), update(HEADS).values(size=size))


def fork(case) -> None:
    case.restore()
    for _ in range(12):
        case.office.do(append, case.office.keys, None, Draft(EntryType.STAFF_ACT, case.office.now, new_tag(), "system"))


def rehash(case) -> None:
    rows = case.rows()
    at = of(case, "consent.given")
    rows[at]["body"] = edited(rows[at]["body"], fields=["age_over_17", "email", "nik"])
    case.write_anew(rows)


def drop_erase(case) -> None:
    case.write_anew([row for row in case.rows() if row["type"] != "erase"])


def swap_openings(case) -> None:
    rows = [row for row in case.openings().values() if row["sealed_for"] == "desk"][:2]
    for row, other in zip(rows, rows[::-1], strict=True):
        case.sql(update(OPENINGS).where(opening(row["entry_index"])).values(sealed=other["sealed"]))


def edit_opening(case) -> None:
    at = of(case, "release")
    sealed = case.openings()[at]["sealed"]
    case.sql(update(OPENINGS).where(opening(at)).values(sealed=sealed[:-1] + bytes([sealed[-1] ^ 1])))


def delete_opening(case) -> None:
    case.sql(delete(OPENINGS).where(opening(of(case, "release"))))


def destroy_key(case) -> None:
    case.office.do(citizen_keys.destroy, case.siti)


def other_key(case) -> None:
    case.ring = generate()
    case.write_anew(case.rows())


TAMPERS = {
    "an entry edited": (lambda case: edit(case, fields=["nik"]), {"changed", "root"}),
    "an entry deleted": (lambda case: case.sql(delete(ENTRIES).where(where(4))), {"root", "size"}),
    "an entry inserted": (insert, {"root"}),
    "two entries swapped": (reorder, {"root"}),
    "the tail cut off": (truncate, {"refused"}),
    "an old backup put back": (lambda case: case.restore(), {"shrunk"}),
    "a fork from an old backup, signed again": (fork, {"rewritten"}),
    "an entry edited, everything hashed and signed again": (rehash, {"rewritten"}),
    "a sealed part edited": (edit_opening, {"opening"}),
    "two sealed parts swapped": (swap_openings, {"opening"}),
    "a sealed part deleted": (delete_opening, {"opening-gone"}),
    "a time changed": (lambda case: edit(case, time=1_700_000_000), {"changed", "root"}),
    "the checkpoints deleted": (lambda case: case.sql(delete(CHECKPOINTS)), {"refused"}),
    "the counter of the head changed": (lambda case: case.sql(update(HEADS).values(size=HEADS.c.size + 2)), {"refused"}),
    "a citizen's key destroyed without an erase": (destroy_key, {"opening-gone"}),
    "the erase receipts dropped, everything signed again": (drop_erase, {"shrunk", "opening-gone"}),
    "the ledger's key replaced": (other_key, {"not-anchored"}),
}  # fmt: skip


def test_the_untouched_ledger_is_good(office, tmp_path) -> None:
    assert len(TAMPERS) == 17
    assert lived_in(office, tmp_path).found() == set()


@pytest.mark.parametrize("name", TAMPERS)
def test_tampering_is_found(office, tmp_path, name) -> None:
    deed, expected = TAMPERS[name]
    case = lived_in(office, tmp_path)
    deed(case)
    codes = case.found(case.ring)
    assert expected <= codes, codes
