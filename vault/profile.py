"""Saving the profile: what was typed is checked, compared with what is there, sealed, and entered in the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from accounts.citizens import Citizen
from accounts.store import citizen_by_id
from core.canonical import b64
from keys.citizen_keys import open_key
from keys.ring import KeyRing
from ledger.entries import Actor, Draft, EntryType
from ledger.writer import append
from vault import catalogue, news, postal, safe, store
from vault.doubts import doubts
from vault.safe import Change
from vault.validation.outcome import Checked, Facts, Problem, Raw
from vault.values import SELF, SELF_DECLARED, Value


@dataclass(frozen=True, slots=True)
class Saved:
    """The fields that changed (perhaps none), and what deserves a second look."""

    changed: tuple[str, ...]
    warnings: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Invalid:
    """Nothing was kept: these fields cannot be."""

    errors: Mapping[str, tuple[Problem, ...]]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Nothing was kept: another browser changed these fields since the page was opened."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotOpen:
    """Nothing was kept: the account is frozen, closing or closed."""


def save(
    session: Session, keys: KeyRing, citizen: str, typed: Mapping[str, Raw], seen: Mapping[str, int], today: date, now: datetime,
    source: str = SELF,
) -> Saved | Invalid | Conflict | NotOpen:  # fmt: skip
    """Keep what a citizen typed into `typed` fields; `seen` are the versions that their page showed (0 for none).

    All fields of the page are kept together or not at all. A field whose data is what it was stays as it is,
    with its state; another one becomes self-declared, with `source` told as where it came from.
    """
    owner = citizen_by_id(session, citizen, ("active",), lock=True)
    if owner is None:
        return NotOpen()
    store.lock(session, citizen)
    present = safe.kept(session, keys, citizen)
    numbers = safe.versions(session, citizen)
    facts = Facts({name: value.data for name, value in present.items()}, today)
    checked = _checked({name: raw for name, raw in typed.items() if not _is_fixed(name, present)}, facts)
    if errors := {name: one.errors for name, one in checked.items() if one.errors}:
        return Invalid(errors)
    changes = {name: one.data for name, one in checked.items() if _differs(present.get(name), one.data)}
    if behind := tuple(name for name in changes if numbers.get(name, 0) != seen.get(name, 0)):
        return Conflict(behind)
    if changes:
        listed = [Change(name, data, SELF_DECLARED, source) for name, data in changes.items()]
        news.tell(session, citizen, (name for name in changes if name in numbers), now)
        keep_changes(session, keys, owner, listed, now)
    return Saved(tuple(changes), doubts({name: one.data for name, one in checked.items()}, facts))


def complaints(
    session: Session, keys: KeyRing, citizen: str, typed: Mapping[str, Raw], today: date
) -> Mapping[str, tuple[Problem, ...]]:
    """Return what would be refused of `typed`, without keeping anything: for a refused page that is shown again."""
    present = safe.kept(session, keys, citizen)
    facts = Facts({name: value.data for name, value in present.items()}, today)
    checked = _checked({name: raw for name, raw in typed.items() if not _is_fixed(name, present)}, facts)
    return {name: one.errors for name, one in checked.items() if one.errors}


def _checked(typed: Mapping[str, Raw], facts: Facts) -> dict[str, Checked]:
    found = {name: catalogue.FIELDS[name].rule(raw, facts) for name, raw in typed.items()}
    return postal.filled_in(found, facts.values)


def _is_fixed(name: str, present: Mapping[str, Value]) -> bool:
    field = catalogue.FIELDS[name]
    return not field.is_typed or (name in present and present[name].is_checked and field.is_fixed_once_checked)


def _differs(present: Value | None, data: Any) -> bool:
    return bool((None if present is None else present.data) != data)


@dataclass(frozen=True, slots=True)
class Deed:
    """Who changed a profile (`staff` names the member), of which fields something was learnt besides, and what is sealed with it."""

    actor: Actor = "citizen"
    staff: str | None = None
    about: tuple[str, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


BY_THE_CITIZEN = Deed()


def keep_changes(
    session: Session, keys: KeyRing, owner: Citizen, changes: Sequence[Change], now: datetime, deed: Deed = BY_THE_CITIZEN
) -> None:  # fmt: skip
    """Seal `changes` of a locked safe and append their entry, the last statements of the transaction."""
    told: dict[str, Any] = {"citizen": owner.id}
    if changes:
        key, manifest = safe.write(session, keys, owner.id, changes, now)
        told["manifest"] = {"number": manifest.number, "hash": b64(manifest.hash)}
    else:
        key = open_key(session, keys, owner.id)
    fields = tuple(dict.fromkeys((*(change.field for change in changes), *deed.about)))
    draft = Draft(
        EntryType.PROFILE_CHANGED, now, owner.tag, deed.actor, fields=fields, staff=deed.staff, citizen=owner.id,
        sealed=told | dict(deed.more),
    )  # fmt: skip
    append(session, keys, key, draft)
