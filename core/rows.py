"""Rows as named tuples: made of what the driver found by the rules that SQLAlchemy has for each column's type."""

from collections import namedtuple
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Dialect, Select, inspect
from sqlalchemy.types import TypeEngine

Converter = Callable[[Any], Any]
Reader = Callable[[Sequence[Any]], Any]


def writer(kind: TypeEngine[Any], dialect: Dialect) -> Converter | None:
    """Return what makes a driver's value of one of `kind`, or None when it is the same."""
    return kind.dialect_impl(dialect).bind_processor(dialect)


def reader(built: Any, dialect: Dialect) -> Reader:
    """Return what makes a row of what the driver found for the statement `built`.

    The row has one element for each thing selected; a whole table is a named tuple of its own, by the
    names of its attributes, or None where its primary key is NULL.
    """
    if isinstance(built, Select):
        return _of_parts(built, dialect)
    told = built.returning_column_descriptions
    return _of_columns([one["name"] for one in told], _converters([one["type"] for one in told], dialect))


def _converters(kinds: Sequence[TypeEngine[Any]], dialect: Dialect) -> list[tuple[int, Converter]]:
    found = [(place, kind.dialect_impl(dialect).result_processor(dialect, None)) for place, kind in enumerate(kinds)]
    return [(place, read) for place, read in found if read is not None]


def _named(name: str, names: Sequence[str]) -> Any:
    # Their names and number are known only when the statement is; typing.NamedTuple cannot say that.
    return namedtuple(name, names)  # noqa: PYI024


def _of_columns(names: Sequence[str], converters: Sequence[tuple[int, Converter]]) -> Reader:
    row = _named("Row", names)

    def read(found: Sequence[Any]) -> Any:
        values = list(found)
        for place, convert in converters:
            values[place] = convert(values[place])
        return row._make(values)

    return read


def _of_parts(built: Select[Any], dialect: Dialect) -> Reader:
    told = built.column_descriptions
    names = [one["name"] for one in told]
    converters = _converters([column.type for column in built.selected_columns], dialect)
    if not any(_is_table(one) for one in told):
        return _of_columns(names, converters)
    row, cuts = _named("Row", names), _cuts(told)

    def read(found: Sequence[Any]) -> Any:
        values = list(found)
        for place, convert in converters:
            values[place] = convert(values[place])
        return row._make([cut(values) for cut in cuts])

    return read


def _cuts(told: Sequence[Any]) -> list[Callable[[list[Any]], Any]]:
    cuts: list[Callable[[list[Any]], Any]] = []
    place = 0
    for one in told:
        if not _is_table(one):
            cuts.append(itemgetter(place))
            place += 1
            continue
        mapper = inspect(one["entity"])
        columns = list(mapper.columns)
        whole = _named(one["name"], [mapper.get_property_by_column(column).key for column in columns])
        key = place + columns.index(mapper.primary_key[0])
        cuts.append(_whole(whole, slice(place, place + len(columns)), key))
        place += len(columns)
    return cuts


def _whole(row: Any, cut: slice, key: int) -> Callable[[list[Any]], Any]:
    return lambda values: None if values[key] is None else row._make(values[cut])


def _is_table(told: Any) -> bool:
    return told.get("entity") is not None and told["expr"] is told["entity"]
