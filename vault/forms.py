"""A group's form: which inputs a field has, what was typed into them, and how stored data fills them again."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from vault import regions
from vault.fields.addresses import POSTAL_OF
from vault.fields.field import Field, Part, Widget
from vault.validation.outcome import Raw

ISO_DAY_OR_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")
SPARE_ROWS = 2
NONE = "none"
REGENCY_PARTS, DISTRICT_PARTS = 2, 3


def typed(fields: Iterable[Field], form: Mapping[str, str]) -> dict[str, Raw]:
    """Return what was typed, by field: one text, several by name, or rows of those."""
    return {field.key: _typed(field, form) for field in fields}


def seen_versions(fields: Iterable[Field], form: Mapping[str, str]) -> dict[str, int]:
    """Return the versions that the page had shown; what is no number was never shown."""
    told = {field.key: form.get(f"version_{field.key}", "0") for field in fields}
    return {key: int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0 for key, text in told.items()}  # noqa: PLR2004


def inputs_of(field: Field, data: Any) -> dict[str, str]:
    """Return the texts that fill a field's inputs with stored `data`."""
    match field.widget:
        case Widget.ROWS:
            rows = data or []
            found = {
                f"{field.key}.{n}.{p.name}": _shown(p.widget, row.get(p.name))
                for n, row in enumerate(rows)
                for p in field.parts
            }
            return found | ({f"{field.key}.{NONE}": "1"} if data == [] else {})
        case Widget.PARTS:
            found = {}
            for part in field.parts:
                found |= _inputs(f"{field.key}.{part.name}", field.key, part.widget, (data or {}).get(part.name))
            return found
        case widget:
            return _inputs(field.key, field.key, widget, data)


def retyped(field: Field, data: Any) -> Raw:
    """Return stored data as it would be typed into the field's form, so that its rule can look at it again."""
    return _typed(field, inputs_of(field, data))


def boxes(fields: Iterable[Field], form: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of all boxes that `fields` have in `form`'s page: one that is not ticked is not sent at all."""
    ticked = [name for name in form if name.endswith(f".{NONE}")]
    of_parts = [
        f"{field.key}.{part.name}.{choice.value}"
        for field in fields
        for part in field.parts
        if part.widget is Widget.BOXES
        for choice in part.choices
    ]
    return (*ticked, *of_parts)


def rows_shown(field: Field, form: Mapping[str, str], most: int) -> int:
    """Return how many rows of inputs a list shows: the filled ones and a few more."""
    places = [_row_of(field, name) for name, text in form.items() if text]
    return min(max(places, default=-1) + 1 + SPARE_ROWS, most)


def without_row(field: Field, form: Mapping[str, str], row: int) -> dict[str, str]:
    """Return `form` without one row of a list; the rows below it move up."""
    found: dict[str, str] = {}
    for name, text in form.items():
        place = _row_of(field, name)
        if place < row:
            found[name] = text
        elif place > row:
            found[f"{field.key}.{place - 1}.{name.split('.', 2)[2]}"] = text
    return found


def with_postal_codes(form: Mapping[str, str]) -> dict[str, str]:
    """Return `form` with the postal codes of the villages chosen in it, where none was typed."""
    found = dict(form)
    for village, postal in POSTAL_OF.items():
        if postal in form and not form[postal].strip():
            found[postal] = regions.postal(form.get(f"{village}.village", "")) or ""
    return found


def steps(form: Mapping[str, str], key: str, home: str) -> dict[str, Any]:
    """Return the three lists of a village choice (kota, kecamatan, kelurahan) and what is chosen in each."""
    village = form.get(f"{key}.village", "")
    district = form.get(f"{key}.district") or ".".join(village.split(".")[:DISTRICT_PARTS])
    regency = form.get(f"{key}.regency") or ".".join((district or home).split(".")[:REGENCY_PARTS])
    if district and not regions.lies_in(district, regency):
        district = ""
    villages = regions.children(district) if district else ()
    if village and (not district or regions.lies_in(village, district)) and village not in dict(villages):
        villages = ((village, f"{regions.name(village)} ({village})"), *villages)
    return {
        "regency": regency,
        "district": district,
        "village": village,
        "districts": regions.children(regency),
        "villages": villages,
    }


def _row_of(field: Field, name: str) -> int:
    """Return the row to which an input belongs, or -1."""
    found = re.fullmatch(rf"{field.key}\.([0-9]{{1,2}})\.[a-z_]+", name)
    return int(found[1]) if found else -1


def _typed(field: Field, form: Mapping[str, str]) -> Raw:
    match field.widget:
        case Widget.ROWS:
            count = 1 + max((_row_of(field, name) for name in form), default=-1)
            rows = [
                {part.name: form.get(f"{field.key}.{n}.{part.name}", "") for part in field.parts} for n in range(count)
            ]
            return [*rows, *([{NONE: "1"}] if form.get(f"{field.key}.{NONE}") else [])]
        case Widget.PARTS:
            found: dict[str, str] = {}
            for part in field.parts:
                found |= _parts(part, field.key, form)
            return found
        case Widget.VILLAGE:
            return _village(field.key, form)
        case _:
            return form.get(field.key, "")


def _parts(part: Part, key: str, form: Mapping[str, str]) -> dict[str, str]:
    match part.widget:
        case Widget.VILLAGE:
            return _village(key, form)
        case Widget.BOXES:
            ticked = (one.value for one in part.choices if form.get(f"{key}.{part.name}.{one.value}"))
            return {part.name: ",".join(ticked)}
        case _:
            return {part.name: form.get(f"{key}.{part.name}", "")}


def _village(key: str, form: Mapping[str, str]) -> dict[str, str]:
    return {step: form.get(f"{key}.{step}", "") for step in ("district", "village")}


def _inputs(name: str, key: str, widget: Widget, data: Any) -> dict[str, str]:
    if widget is Widget.VILLAGE:
        return {f"{key}.village": data or "", f"{key}.district": ".".join((data or "").split(".")[:DISTRICT_PARTS])}
    if widget is Widget.BOXES:
        return {f"{name}.{one}": "1" for one in data or ()}
    return {name: _shown(widget, data)}


def _shown(widget: Widget, data: Any) -> str:
    match data:
        case None:
            return ""
        case bool():
            return "true" if data else "false"
        case list():
            return ", ".join(map(str, data))
        case str() if widget in {Widget.DAY, Widget.MONTH} and ISO_DAY_OR_MONTH.fullmatch(data):
            return "-".join(reversed(data.split("-")))
        case _:
            return str(data)
