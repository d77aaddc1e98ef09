"""Taking over: what of another instance's bundle differs from what is here, and keeping what the citizen picks."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from dataclasses import field as declared
from datetime import datetime

from sqlalchemy.orm import Session

from keys.ring import KeyRing
from vault import catalogue, forms, profile, safe
from vault.fields.field import Field
from vault.profile import Conflict, Invalid, NotOpen, Saved
from vault.takeout.foreign import Brought, Bundle, is_of_shape
from vault.validation.dates import local_day
from vault.validation.outcome import Facts, Problem
from vault.values import Value


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a bundle beside what is here; `problems` are why it cannot be taken, `is_fixed` that ours was checked."""

    field: Field
    there: Brought = declared(repr=False)
    here: Value | None = declared(repr=False)
    version: int
    problems: tuple[Problem, ...] = ()
    is_fixed: bool = False

    @property
    def can_be_picked(self) -> bool:
        """Tell whether the citizen can take it."""
        return not self.problems and not self.is_fixed

    @property
    def is_new(self) -> bool:
        """Tell whether nothing is overwritten by taking it."""
        return self.here is None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs, in the order of the catalogue, and how many values are the same."""

    differences: tuple[Difference, ...]
    same: int


def compare(session: Session, keys: KeyRing, citizen: str, bundle: Bundle, now: datetime) -> Comparison:
    """Return what a bundle has that is not here, or is another value here; our own rules say what can be kept."""
    present, versions = safe.kept(session, keys, citizen), safe.versions(session, citizen)
    facts = Facts({name: value.data for name, value in present.items()}, local_day(now))
    found = []
    for name, field in catalogue.FIELDS.items():
        there, here = bundle.values.get(name), present.get(name)
        if there is None or (here is not None and here.data == there.data):
            continue
        fixed = here is not None and here.is_checked and field.is_fixed_once_checked
        found.append(Difference(field, there, here, versions.get(name, 0), _problems(field, there, facts), fixed))
    return Comparison(tuple(found), len(bundle.values) - len(found))


def take(
    session: Session, keys: KeyRing, citizen: str, bundle: Bundle, picked: Collection[str], seen: Mapping[str, int], now: datetime
) -> Saved | Invalid | Conflict | NotOpen:  # fmt: skip
    """Keep the picked values as the citizen's word, with the instance as their source; all of them or none.

    What an officer or authority said there is not said here, so the state is `self_declared`. `seen` are the versions that
    the page of differences showed: nothing that changed since is overwritten.
    """
    brought = [one for name, one in bundle.values.items() if name in picked]
    typed = {one.field: forms.retyped(catalogue.FIELDS[one.field], one.data) for one in brought if _has_shape(one)}
    if not typed:
        return Saved(())
    return profile.save(session, keys, citizen, typed, seen, local_day(now), now, bundle.instance.source)


def _problems(field: Field, there: Brought, facts: Facts) -> tuple[Problem, ...]:
    if not is_of_shape(field, there.data):
        return (Problem("other_shape"),)
    checked = field.rule(forms.retyped(field, there.data), facts)
    return checked.errors or (() if checked.data is not None else (Problem("other_shape"),))


def _has_shape(one: Brought) -> bool:
    return is_of_shape(catalogue.FIELDS[one.field], one.data)
