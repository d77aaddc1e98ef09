"""Matching: an authority compares a citizen's values with its own, element by element, when the citizen asks for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from accounts.store import citizen_by_id
from keys.ring import KeyRing
from vault import catalogue, profile, safe, store
from vault.checks import claim_nik
from vault.fields.field import DUKCAPIL
from vault.profile import Deed
from vault.safe import Change
from vault.validation.dates import local_day
from vault.values import AUTHORITY, AUTHORITY_MATCHED, Value
from vault.verification import store as rows
from vault.verification.authorities import Authority
from vault.verification.results import Check, Result

COUNTS = timedelta(days=365)
# What the registry compares (Permendagri 102/2019): what is written on the card and the family card, no files.
MATCHED = tuple(key for key, one in catalogue.FIELDS.items() if one.editable_by == DUKCAPIL and not one.is_document)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about a citizen: their NIK and the values, with the versions that these are."""

    nik: str = field(repr=False)
    data: Mapping[str, Any] = field(repr=False)
    versions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Matched:
    """What the authority said, by field."""

    results: Mapping[str, Result]


@dataclass(frozen=True, slots=True)
class NotMatched:
    """Nothing was asked or kept: `no_nik`, `account_not_active`, `nik_of_another_account`."""

    reason: str


def question(session: Session, keys: KeyRing, citizen: str) -> Question | NotMatched:
    """Return what there is to compare; the authority is asked afterwards, outside of the transaction."""
    values = safe.read(session, keys, citizen, MATCHED)
    if "nik" not in values:
        return NotMatched("no_nik")
    data = {name: value.data for name, value in values.items()}
    return Question(str(values["nik"].data), data, {name: value.version for name, value in values.items()})


def keep(
    session: Session, keys: KeyRing, authority: Authority, citizen: str, asked: Question, results: Mapping[str, Result], now: datetime
) -> Matched | NotMatched:  # fmt: skip
    """Keep what the authority answered about `asked`; a value that was changed meanwhile stays as it is.

    A yes raises the value; a no is kept beside it, and shown, whoever said otherwise.
    """
    owner = citizen_by_id(session, citizen, ("active",), lock=True)
    if owner is None:
        return NotMatched("account_not_active")
    store.lock(session, citizen)
    present = safe.read(session, keys, citizen, MATCHED)
    valid = {name: said for name, said in results.items() if _is_same(present.get(name), asked.versions[name])}
    matched = [present[name] for name, said in valid.items() if said is Result.YES]
    if any(one.field == "nik" for one in matched) and not claim_nik(session, keys, citizen, asked.nik, now):
        return NotMatched("nik_of_another_account")
    source = f"{AUTHORITY}:{authority.name}"
    after = {one.field: one.version + 1 for one in matched}
    rows.carry(session, citizen, {one.field: (one.version, one.version + 1) for one in matched})
    until = local_day(now + COUNTS)
    rows.add(
        session, citizen,
        [Check(name, after.get(name, present[name].version), source, said, "match", now, valid_until=until) for name, said in valid.items()],
    )  # fmt: skip
    changes = [Change(one.field, one.data, AUTHORITY_MATCHED, source) for one in matched]
    # An entry even where nothing was matched: values went out to be compared (UU 27/2022, article 31).
    told = {"compared_with": authority.name, "results": {name: said.value for name, said in valid.items()}}
    profile.keep_changes(session, keys, owner, changes, now, Deed(about=tuple(asked.data), more=told))
    return Matched(valid)


def _is_same(value: Value | None, version: int) -> bool:
    return value is not None and value.version == version
