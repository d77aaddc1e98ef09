"""Answering: the grant that a citizen's choice on a sheet makes, new or in place of an earlier one."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from consent.asks import CITIZEN, Ask, match_key
from consent.grants import Grant, State
from consent.sheets import Sheet
from consent.systems import together
from core.ids import new_id


def fresh(citizen: str, sheet: Sheet, language: str, chosen: Collection[str], tag: bytes, now: datetime) -> Grant:
    """Return a new answer to the sheet: the chosen fields are given, all others that were asked are not.

    `tag` is its fresh ledger tag.
    """
    ask = sheet.ask
    purpose = ask.purpose
    return Grant(
        id=new_id(),
        citizen=citizen,
        service=ask.service.id,
        purpose=purpose.id,
        purpose_key=purpose.key,
        kind="notice" if sheet.is_notice else "consent",
        actor=CITIZEN,
        granted=tuple(key for key in ask.keys if key in chosen),
        refused=tuple(key for key in ask.keys if key not in chosen),
        once=purpose.once,
        state=State.LIVE,
        tag=tag,
        match_key=match_key(citizen, purpose, ask.keys),
        evidence_hash=sheet.proof,
        language=language,
        versions=versions_shown(sheet, chosen),
        given_at=now,
        ends_at=purpose.ends(now),
        ended_at=None,
        spent_at=None,
        spent_by=None,
        systems=ask.systems,
    )


def renewed(earlier: Grant, answer: Grant, ask: Ask) -> Grant:
    """Return the earlier grant with the new answer: same id and tag; what was not asked this time keeps its answer."""
    asked = frozenset(ask.keys)
    known = {wanted.key for wanted in ask.purpose.fields}
    kept = [key for key in earlier.granted if key in known and key not in asked]
    kept_out = [key for key in earlier.refused if key in known and key not in asked]
    return replace(
        answer,
        id=earlier.id,
        tag=earlier.tag,
        granted=(*kept, *answer.granted),
        refused=(*kept_out, *answer.refused),
        match_key=match_key(earlier.citizen, ask.purpose, (*kept, *kept_out, *ask.keys)),
        systems=together(earlier.systems, answer.systems),
    )


def versions_shown(sheet: Sheet, chosen: Collection[str]) -> Mapping[str, int]:
    """Return the versions of the stored values that were shown for the chosen fields."""
    shown = [line.value for line in sheet.lines if line.value is not None and line.wanted.key in chosen]
    return {name: version for value in shown for name, version in value.behind.items()}


def rechosen(sheet: Sheet, ticked: Collection[str], language: str) -> Grant:
    """Return the sheet's earlier grant with its optional fields as ticked now; required ones and its end stay."""
    grant = sheet.earlier
    assert grant is not None  # noqa: S101 - a change is always one of a grant
    chosen = sheet.ask.required | (frozenset(ticked) & frozenset(sheet.ask.keys))
    return replace(
        grant,
        granted=tuple(key for key in sheet.ask.keys if key in chosen),
        refused=tuple(key for key in sheet.ask.keys if key not in chosen),
        evidence_hash=sheet.proof,
        language=language,
        versions=versions_shown(sheet, chosen),
    )
