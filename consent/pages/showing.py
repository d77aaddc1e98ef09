"""How the pages of consent write values, ages and fields, and read their form."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from babel.dates import format_date, format_timedelta
from flask import request
from flask_babel import get_locale
from flask_babel import gettext as _

from consent import texts
from consent.decisions import Reply, reply
from consent.deletion.texts import deletion_words
from consent.derivation import Disclosed
from consent.purposes import Service
from consent.review.texts import changes_between
from core.runtime import request_time
from vault import catalogue, display

JUST_NOW = 60  # seconds
PICK = "pick-"  # begins the name of the inputs by which an answer or its value is picked


def reply_of_form(decision: str) -> Reply:
    """Return the answer that the form of this request holds."""
    form = request.form
    return reply(decision, ticked_in_form(), form.get("proof", ""), str(get_locale()))


def ticked_in_form() -> list[str]:
    """Return what is ticked in the form of this request: fields, and of those with an offer what was picked."""
    form = request.form
    return [*form.getlist("fields"), *(value for name, value in form.items() if name.startswith(PICK) and value)]


def page_parts() -> dict[str, Any]:
    """Return what the templates of consent may use."""
    return {
        "abroad_text": texts.abroad_text,
        "age": age,
        "automated_text": texts.automated_text,
        "basis_text": texts.basis_text,
        "changes_between": changes_between,
        "deletion_words": lambda request: deletion_words(request, request_time()),
        "duration_text": texts.duration_text,
        "entry_words": texts.ENTRY_TYPES.get,
        "field_label": texts.field_label,
        "source_label": texts.source_label,
        "source_words": texts.source_words,
        "headline": texts.headline,
        "month_long": month_long,
        "no_data_text": texts.no_data_text,
        "rights_text": texts.rights_text,
        "service_options": service_options,
        "shown_value": shown_value,
        "systems_text": texts.systems_text,
    }


def age(as_of: datetime) -> str:
    """Return how long ago a value was filled in or checked, such as `3 bulan yang lalu`."""
    elapsed = request_time() - as_of
    if elapsed.total_seconds() < JUST_NOW:
        return _("baru saja")
    return format_timedelta(-elapsed, add_direction=True, locale=get_locale() or "id")


def shown_value(value: Disclosed) -> str:
    """Return a value as a person reads it."""
    return display.text_of(value.field, value.data, str(get_locale()))


def month_long(month: date) -> str:
    """Return a month in full, such as `November 2026`."""
    return format_date(month, "MMMM y", locale=get_locale() or "id")


def service_options(services: Iterable[Service]) -> list[tuple[str, str]]:
    """Return the choices of a filter: key and name of every service."""
    return [(service.key, service.legal_name) for service in services]


def group_of(key: str) -> str:
    """Return the page of the profile on which the field, or the first source of a derived answer, is filled in."""
    found = catalogue.get(key)
    sources = getattr(found, "sources", ())
    source = catalogue.get(sources[0]) if sources else found
    return getattr(source, "group", "identity")
