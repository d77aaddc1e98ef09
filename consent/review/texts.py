"""What a purpose says, line by line, each under its name: what is compared when a version takes the place of another."""

from collections.abc import Mapping

from flask_babel import get_locale
from flask_babel import gettext as _

from consent.purposes import Purpose, WantedField
from consent.review.differences import Difference, differences
from consent.texts import abroad_text, automated_text, basis_text, duration_text, field_label


def lines_of(purpose: Purpose, *, both: bool = False) -> Mapping[str, str]:
    """Return the lines of a purpose in the language of the page; with `both`, its own texts in Indonesian and English."""
    languages = ("id", "en") if both else (str(get_locale()),)
    found: dict[str, str] = {}
    for language in languages:
        mark = f" ({language})" if both else ""
        found[_("Tujuan") + mark] = _in(language, purpose.text_id, purpose.text_en)
        found[_("Masa simpan") + mark] = _in(language, purpose.retention_id, purpose.retention_en)
        found |= {field_label(one.key) + mark: _field(one, language) for one in purpose.fields}
    found[_("Dasar pemrosesan")] = basis_text(purpose)
    found[_("Berlaku")] = duration_text(purpose)
    if purpose.automated:
        found[_("Keputusan otomatis")] = automated_text()
    if purpose.abroad:
        found[_("Penerima di luar negeri")] = abroad_text(purpose)
    return {**found, **(_for_officers(purpose) if both else {})}


def changes_between(before: Purpose | None, after: Purpose, *, both: bool = False) -> tuple[Difference, ...]:
    """Return what `after` says otherwise than `before`; everything when there was nothing before."""
    return differences({} if before is None else lines_of(before, both=both), lines_of(after, both=both))


def _field(wanted: WantedField, language: str) -> str:
    need = _("Diperlukan.") if wanted.required else _("Boleh tidak diberikan.")
    reason, without = (
        _in(language, wanted.reason_id, wanted.reason_en),
        _in(language, wanted.withheld_id, wanted.withheld_en),
    )
    return f"{need} {reason} {_('Jika tidak diberikan:')} {without}"


def _for_officers(purpose: Purpose) -> Mapping[str, str]:
    found = {_("Masuk ulang"): _("Ya") if purpose.fresh else _("Tidak")}
    return {**found, **({_("Penilaian dampak"): purpose.dpia} if purpose.dpia else {})}


def _in(language: str, text_id: str, text_en: str) -> str:
    return text_en if language == "en" else text_id
