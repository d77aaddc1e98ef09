"""Taking a file in: recognised, scanned, made anew by a program of its own, sealed in pieces, entered in the ledger."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from accounts.holds import store as holds
from accounts.store import citizen_by_id
from keys.citizen_keys import open_key
from keys.ring import KeyRing
from ledger.entries import Actor
from vault import catalogue, news, profile, store
from vault import safe as values
from vault.documents import recoder, safe, scanning
from vault.documents import store as rows
from vault.documents.kinds import LONGEST_BEGINNING, NotTaken, refuse_unless, sniffed
from vault.documents.recoder import Fresh
from vault.fields.field import Field
from vault.profile import Deed
from vault.safe import Change
from vault.validation.dates import WIB, expiry, local_day
from vault.validation.outcome import Facts
from vault.values import DOCUMENT_ATTACHED, SELF, SELF_DECLARED, Value
from vault.verification import store as checks_kept

Pieces = Callable[[], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that may be kept: made anew, and until when it says it is valid."""

    field: Field
    fresh: Fresh
    expires: str | None


def prepare(field: Field, pieces: Pieces, scanner: str, expires: str, now: datetime) -> Prepared:
    """Return the file of `pieces`, made anew, outside of any transaction; raise `NotTaken` with the reason.

    `pieces` is called for each reading of it; `expires` is what was typed about its validity.
    """
    until = expiry(expires, Facts({}, local_day(now)))
    if until.errors:
        raise NotTaken(until.errors[0].code)
    beginning = b""
    for piece in pieces():
        beginning += piece
        if len(beginning) >= LONGEST_BEGINNING:
            break
    kind = refuse_unless(sniffed(beginning), field.takes)
    scanning.scan(scanner, pieces())
    return Prepared(field, recoder.made_anew(pieces(), kind), until.data)


def keep(session: Session, keys: KeyRing, citizen: str, prepared: Prepared, now: datetime) -> bool:
    """Seal and keep a prepared file in place of the one before it; False when the account is not in use.

    Self-declared values that the document supports are known to have a document now; nobody has compared them yet.
    """
    owner = citizen_by_id(session, citizen, ("active",), lock=True)
    if owner is None:
        return False
    store.lock(session, citizen)
    field, key = prepared.field, open_key(session, keys, citizen)
    version = values.versions(session, citizen).get(field.key, 0) + 1
    place = safe.place_of_document(field.key, version)
    sealed = (safe.closed(key, place, number, one) for number, one in enumerate(safe.cut(prepared.fresh.data)))
    removed = _removed_at(field, now)
    rows.keep_document(session, citizen, field.key, version, sealed, removed)
    known = values.kept(session, keys, citizen)
    changes = [Change(field.key, _told(prepared, removed), SELF_DECLARED, SELF)]
    raised = _raised(field, known, SELF_DECLARED, DOCUMENT_ATTACHED)
    checks_kept.carry(session, citizen, _steps(raised, known))
    changes += raised
    news.tell(session, citizen, [field.key] if version > 1 else [], now)
    profile.keep_changes(session, keys, owner, changes, now)
    return True


def remove(
    session: Session, keys: KeyRing, citizen: str, field: Field, now: datetime, *, actor: Actor = "citizen"
) -> bool:  # fmt: skip
    """Take a document away, with its pieces; what it alone supported is self-declared again.

    False when there is none, or when a law obliges us to keep it (`accounts.holds`).
    """
    owner = citizen_by_id(session, citizen, ("active",) if actor == "citizen" else ("active", "frozen"), lock=True)
    if owner is None:
        return False
    if any(one.covers(field.key) for one in holds.standing(session, now, citizen)):
        return False
    store.lock(session, citizen)
    known = values.kept(session, keys, citizen)
    rows.forget_document(session, citizen, field.key)
    if field.key not in known:
        return False
    others = [one for key, one in catalogue.DOCUMENTS.items() if key in known and key != field.key]
    still = frozenset(name for one in others for name in one.supports)
    lowered = [one for one in _raised(field, known, DOCUMENT_ATTACHED, SELF_DECLARED) if one.field not in still]
    checks_kept.carry(session, citizen, _steps(lowered, known))
    changes = [Change(field.key, None, SELF_DECLARED, SELF), *lowered]
    news.tell(session, citizen, [field.key], now)
    profile.keep_changes(session, keys, owner, changes, now, Deed(actor))
    return True


def _raised(field: Field, known: Mapping[str, Value], before: str, after: str) -> list[Change]:
    supported = (known[name] for name in field.supports if name in known)
    return [Change(one.field, one.data, after, one.source) for one in supported if one.state == before]


def _steps(changes: list[Change], known: Mapping[str, Value]) -> dict[str, tuple[int, int]]:
    return {one.field: (known[one.field].version, known[one.field].version + 1) for one in changes}


def _removed_at(field: Field, now: datetime) -> datetime | None:
    if not field.keeps_days:
        return None
    return datetime.combine(local_day(now) + timedelta(days=field.keeps_days), time(), WIB)


def _told(prepared: Prepared, removed: datetime | None) -> dict[str, Any]:
    until = {} if prepared.expires is None else {"expires": prepared.expires}
    return prepared.fresh.told | until | ({} if removed is None else {"removed_on": removed.date().isoformat()})
