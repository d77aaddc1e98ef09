"""Values as a person reads them, in Indonesian or English, in full or masked."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from vault import catalogue, countries, regions
from vault.fields.field import Choice, Field, Part, Widget
from vault.validation.dates import LIFELONG

YES_NO = {"id": ("Ya", "Tidak"), "en": ("Yes", "No")}
NIK_LENGTH, GROUP, SHOWN = 16, 4, 4
HIDDEN = "••••"


def text_of(key: str, data: Any, language: str) -> str:
    """Return `data` of field or derived answer `key` as text."""
    if isinstance(data, bool):
        return YES_NO[language if language in YES_NO else "id"][0 if data else 1]
    found = catalogue.get(key)
    if isinstance(found, Field):
        return _of_field(found, data, language)
    return _of_one(Widget.LINE, () if found is None else found.choices, data, language)


def masked(key: str, data: Any, language: str) -> str:
    """Return `data` with all but its beginning and end hidden."""
    text = text_of(key, data, language)
    found = catalogue.get(key)
    if isinstance(found, Field) and found.is_document:
        # Kind and size of a file tell nothing of what is in it.
        return text
    if len(text) <= 2 * SHOWN:
        return HIDDEN
    # A number that reads in groups keeps them, so that it is still recognised: 3574 •••• •••• 9001.
    groups = text.split(" ") if text.replace(" ", "").isdigit() else []
    hidden = [HIDDEN] * max(len(groups) - 2, 1)
    return " ".join((text[:SHOWN], *hidden, text[-SHOWN:]))


def grouped(number: str) -> str:
    """Return a long number in groups of four, as people read it aloud."""
    return " ".join(number[at : at + GROUP] for at in range(0, len(number), GROUP))


def _of_field(field: Field, data: Any, language: str) -> str:
    match field.widget:
        case Widget.ROWS:
            none = field.none[1 if language == "en" else 0]
            return "; ".join(_of_parts(field.parts, row, language) for row in data) or none
        case Widget.PARTS:
            return _of_parts(field.parts, data, language)
        case Widget.DOCUMENT:
            return _of_document(data, language)
        case widget:
            return _of_one(widget, field.choices, data, language)


def _of_document(data: Mapping[str, Any], language: str) -> str:
    """Return what is told of a file: `PDF, 2 halaman, 340 KB, berlaku sampai 31 Januari 2027`."""
    pages, until = ("halaman", "berlaku sampai") if language == "id" else ("page(s)", "valid until")
    told = [str(data["kind"]).rpartition("/")[2].upper()]
    told += [f"{data['pages']} {pages}"] if "pages" in data else []
    told.append(f"{format_decimal(-(-data['size'] // 1000), locale=language)} KB")
    told += [f"{until} {_of_text(Widget.DAY, data['expires'], language)}"] if "expires" in data else []
    return ", ".join(told)


def _of_parts(parts: tuple[Part, ...], data: Mapping[str, Any], language: str) -> str:
    told = [(part, data.get(part.name)) for part in parts]
    return ", ".join(
        _of_one(part.widget, part.choices, value, language) for part, value in told if value not in (None, "")
    )


def _of_one(widget: Widget, choices: tuple[Choice, ...], data: Any, language: str) -> str:
    if isinstance(data, list):
        return ", ".join(_of_one(widget, choices, one, language) for one in data)
    if isinstance(data, bool):
        return text_of("", data, language)
    if choices:
        return next((c.label_en if language == "en" else c.label_id for c in choices if c.value == data), str(data))
    return _of_text(widget, str(data), language)


def _of_text(widget: Widget, data: str, language: str) -> str:
    match widget:
        case Widget.DAY if data == LIFELONG:
            return LIFELONG if language == "id" else "lifelong"
        case Widget.DAY:
            return format_date(date.fromisoformat(data), "d MMMM y", locale=language)
        case Widget.MONTH:
            return format_date(date.fromisoformat(f"{data}-01"), "MMMM y", locale=language)
        case Widget.COUNTRY:
            return countries.name(data, language)
        case Widget.VILLAGE:
            return ", ".join(regions.path(data))
        case Widget.NUMBER if len(data) == NIK_LENGTH:
            return grouped(data)
        case _:
            return data
