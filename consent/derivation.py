"""From stored values to what is disclosed: a field as it is stored, or an answer worked out from several of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as declared
from datetime import date, datetime, timedelta, timezone
from typing import Any

from vault import catalogue
from vault.derived.answer import DerivedField
from vault.fields.addresses import DOMICILE_OF, SAME_ADDRESS
from vault.values import Value

STRENGTH = ("self_declared", "document_attached", "officer_checked", "authority_matched")
WIB = timezone(timedelta(hours=7), "WIB")


@dataclass(frozen=True, slots=True)
class Disclosed:
    """One value as a service receives it; a derived one is as strong as its weakest source and as old as its oldest.

    `version` grows whenever a stored value behind it changes; `behind` holds those versions by field.
    """

    field: str
    data: Any = declared(repr=False)
    state: str
    source: str
    as_of: datetime
    version: int
    behind: Mapping[str, int]
    is_derived: bool = False


def local_day(now: datetime) -> date:
    """Return the day by which ages and periods are counted: that of western Indonesia."""
    return now.astimezone(WIB).date()


def stored_fields(keys: Iterable[str]) -> tuple[str, ...]:
    """Return the stored fields on which the disclosed `keys` depend, each once.

    A field of the current address depends on the citizen's word that it is the card's, too: with that
    word another stored value answers, and the versions behind it must tell.
    """
    needed: dict[str, None] = {}
    for key in keys:
        found = catalogue.get(key)
        sources = found.sources if isinstance(found, DerivedField) else (key,)
        needed.update(dict.fromkeys(sources))
        if any(source in DOMICILE_OF for source in sources):
            needed[SAME_ADDRESS] = None
    return tuple(needed)


def disclose(keys: Iterable[str], values: Mapping[str, Value], today: date) -> dict[str, Disclosed]:
    """Return what `keys` disclose of the stored `values`; what is not filled in, or cannot be told, is left out."""
    told = {key: _one(key, values, today) for key in keys}
    return {key: value for key, value in told.items() if value is not None}


def behind(keys: Iterable[str], values: Mapping[str, Value]) -> dict[str, dict[str, int]]:
    """Return, per key, the versions of the stored values behind it (empty when nothing is stored)."""
    return {key: _versions(key, values) for key in keys}


def are_those(key: str, shown: Mapping[str, int], value: Disclosed) -> bool:
    """Tell whether `value` rests on exactly the versions that were shown."""
    return all(shown.get(name) == value.behind.get(name) for name in stored_fields([key]))


def public_source(source: str) -> str:
    """Return what a service may know of who stands behind a value: the authority's name, never that of an officer."""
    kind, _, _ = source.partition(":")
    return source if kind == "authority" else kind


def _versions(key: str, values: Mapping[str, Value]) -> dict[str, int]:
    return {name: values[name].version for name in stored_fields([key]) if name in values}


def _one(key: str, values: Mapping[str, Value], today: date) -> Disclosed | None:
    found = catalogue.get(key)
    versions = _versions(key, values)
    if not isinstance(found, DerivedField):
        value = values.get(key)
        if value is None:
            return None
        source = public_source(value.source)
        return Disclosed(key, value.data, value.state, source, value.as_of, value.version, versions)
    sources = [values[name] for name in found.sources if name in values]
    data = found.evaluate(values, today)
    if data is None or not sources:
        return None
    weakest = min(sources, key=lambda value: STRENGTH.index(value.state))
    return Disclosed(
        field=key,
        data=data,
        state=weakest.state,
        source=public_source(weakest.source),
        as_of=min(value.as_of for value in sources),
        version=sum(versions.values()),
        behind=versions,
        is_derived=True,
    )
