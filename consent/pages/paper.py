"""Everything on paper: a citizen's data with source, state and age, and who received what (UU 27/2022, articles 7 and 13)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as declared

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from accounts.citizens import ACTIVE, CLOSING, FROZEN, LANGUAGES
from accounts.guard import citizen_only
from accounts.sign_ins import SignIn
from consent import received
from consent.received import Reading
from core.db import reading
from core.runtime import request_time, settings
from keys.runtime import ring
from vault import catalogue, display, safe
from vault.fields.field import Field, Group
from vault.takeout.paper import Kind, Piece, paper
from vault.values import Value


@dataclass(frozen=True, slots=True)
class Line:
    """One field on paper: its value, in words, and who received it."""

    field: Field
    value: Value = declared(repr=False)
    words: str = declared(repr=False)
    readings: Sequence[Reading]


@citizen_only(states=(ACTIVE, FROZEN, CLOSING))
def on_paper(sign_in: SignIn, language: str) -> ResponseReturnValue:
    """Hand the citizen all their data as a PDF that is read by people."""
    if language not in LANGUAGES:
        abort(404)
    with reading() as session:
        values = safe.read(session, ring(), sign_in.citizen)
        readings = received.readings(session, sign_in.citizen)
    with force_locale(language):
        groups = list(_groups(values, readings, language))
        written = render_template("consent/paper.html", groups=groups, now=request_time(), issuer=settings().issuer)
        title = _("Data saya di Sekali")
    answer = Response(paper(_pieces(written), title, language), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="sekali-data-{language}.pdf"'
    return answer


def _groups(
    values: Mapping[str, Value], readings: Mapping[str, Sequence[Reading]], language: str
) -> Iterator[tuple[Group, list[Line]]]:
    for key, group in catalogue.GROUPS.items():
        lines = [
            Line(of, values[of.key], display.text_of(of.key, values[of.key].data, language), readings.get(of.key, ()))
            for of in catalogue.fields_of(key)
            if of.key in values
        ]
        if lines:
            yield group, lines


def _pieces(written: str) -> Iterator[Piece]:
    for line in written.splitlines():
        kind, tab, text = line.partition("\t")
        if tab:
            yield Piece(Kind(kind.strip()), text)
