"""Preparing the sheet: the real values that would be released at this moment, for the citizen's eyes only."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from consent import derivation
from consent.answers import store
from consent.asks import Ask, evidence, evidence_hash
from consent.frozen import store as frozen_grants
from consent.grants import Grant
from consent.registry.store import purpose_by_id
from consent.sheets import Sheet, lines_of
from consent.standing import Unanswered, judge
from keys.ring import KeyRing
from vault import safe

Words = Callable[[Ask], Mapping[str, str]]


def preview(
    session: Session, keys: KeyRing, citizen: str, ask: Ask, language: str, words: Words, now: datetime
) -> Sheet:
    """Return the sheet of one ask for one citizen.

    `words` gives the sentences of ours that stand on the page in `language`; together with the
    purpose's texts and the versions of the values they make the proof of what was shown.
    """
    earlier = None if ask.purpose.once else store.standing_grant(session, citizen, ask.purpose)
    return sheet_for(session, keys, citizen, ask, earlier, language, words, now)


def sheet_for(
    session: Session, keys: KeyRing, citizen: str, ask: Ask, earlier: Grant | None, language: str, words: Words, now: datetime
) -> Sheet:  # fmt: skip
    """Return the sheet of one ask whose earlier answer is known."""
    stored = safe.read(session, keys, citizen, derivation.stored_fields(ask.names))
    values = derivation.disclose(ask.names, stored, derivation.local_day(now))
    shown = evidence(ask, language, derivation.behind(ask.names, stored), words(ask))
    standing = judge(citizen, ask.service, ask.purpose, ask.keys, earlier, now, ask.systems)
    reason = standing.reason if isinstance(standing, Unanswered) else "again"
    frozen = frozen_grants.frozen_since(session, citizen, ask.service.id)
    former = purpose_by_id(session, earlier.purpose) if earlier is not None and reason == "changed" else None
    return Sheet(ask, lines_of(ask, values, earlier), earlier, reason, evidence_hash(shown), frozen, former)
