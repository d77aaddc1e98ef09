"""Answering: the grant that a citizen's choice on a sheet makes, new or in place of an earlier one."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from consent.asks import CITIZEN, Ask, match_key
from consent.grants import Grant, State
from consent.offers import given, kept_back, pick
from consent.sheets import Sheet
from consent.systems import together
from core.ids import new_id


def fresh(citizen: str, sheet: Sheet, language: str, chosen: Collection[str], tag: bytes, now: datetime) -> Grant:
    """Return a new answer to the sheet: the chosen fields, or answers in their place, are given, all others that were asked are not.

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
        granted=given(ask.fields, chosen),
        refused=kept_back(ask.fields, chosen),
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
        reads=purpose.reads,
    )


def renewed(earlier: Grant, answer: Grant, ask: Ask) -> Grant:
    """Return the earlier grant with the new answer: same id and tag; what was not asked this time keeps its answer."""
    asked = frozenset(ask.names)
    known = frozenset(ask.purpose.names)
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
    shown = [value for line in sheet.lines if (value := line.told(pick(line.wanted, chosen))) is not None]
    return {name: version for value in shown for name, version in value.behind.items()}


def rechosen(sheet: Sheet, ticked: Collection[str], language: str) -> Grant:
    """Return the sheet's earlier grant with its optional fields as ticked now; required ones and its end stay."""
    grant = sheet.earlier
    assert grant is not None  # noqa: S101 - a change is always one of a grant
    ask = sheet.ask
    required = {name for wanted in ask.fields if wanted.required for name in wanted.names}
    chosen = (required & frozenset(grant.granted)) | (frozenset(ticked) & frozenset(ask.names) - required)
    return replace(
        grant,
        granted=given(ask.fields, chosen),
        refused=kept_back(ask.fields, chosen),
        evidence_hash=sheet.proof,
        language=language,
        versions=versions_shown(sheet, chosen),
    )
