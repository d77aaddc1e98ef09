"""The answers with a parameter: where the citizen lives, how far they went to school, what they earn and may drive."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from babel.numbers import format_decimal

from vault import regions
from vault.derived.answer import DerivedField, Values, data_of, tested
from vault.fields.field import values_of
from vault.fields.livelihood import EDUCATION, INCOME_TOPS, INCOME_WITHOUT_END
from vault.fields.social import DECILES, UNKNOWN
from vault.fields.vehicles import CLASSES
from vault.validation.dates import has_not_run_out
from vault.wages import WAGES

Make = Callable[[str, str], DerivedField | None]

AREA = re.compile(r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?")
PROVINCE = re.compile(r"[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of answer with a parameter: its source, what makes one of it, and what may stand after its colon."""

    source: str
    make: Make
    takes: str


def _in_area(field: str, label_id: str, label_en: str, form: re.Pattern[str] = AREA) -> Kind:
    def make(key: str, area: str) -> DerivedField | None:
        if not form.fullmatch(area) or not regions.exists(area):
            return None
        name = regions.name(area)
        test = tested(field, lambda code: regions.lies_in(code, area))
        return DerivedField(key, f"{label_id} {name}", f"{label_en} {name}", (field,), test)

    return Kind(field, make, "the code of a province" if form is PROVINCE else "the code of a region, such as 35.74")


def _education(key: str, least: str) -> DerivedField | None:
    named = next((choice for choice in EDUCATION if choice.value == least), None)
    if named is None:
        return None
    return DerivedField(
        key, f"Pendidikan paling rendah {named.label_id}", f"Education of at least {named.label_en}",
        ("highest_education",), tested("highest_education", lambda step: int(step) >= int(least)),
    )  # fmt: skip


def _income(key: str, most: str) -> DerivedField | None:
    """Return the answer for the end of a band in rupiah, or for the minimum wage of a region."""
    wage = WAGES.get(most)
    if wage is not None:
        amount = _rupiah(wage.rupiah)
        name = regions.name(most)
        labels = (
            f"Penghasilan per bulan paling banyak upah minimum {name} {wage.year} (Rp{amount['id']})",
            f"Monthly income of at most the minimum wage of {name} {wage.year} (Rp{amount['en']})",
        )
        return _at_most(key, wage.rupiah, *labels)
    # Only the ends of bands: for an amount inside a band, nobody could tell yes from no.
    if most not in {str(top) for top in INCOME_TOPS.values()}:
        return None
    amount = _rupiah(int(most))
    return _at_most(
        key,
        int(most),
        f"Penghasilan per bulan paling banyak Rp{amount['id']}",
        f"Monthly income of at most Rp{amount['en']}",
    )


def _rupiah(amount: int) -> dict[str, str]:
    return {language: format_decimal(amount, locale=language) for language in ("id", "en")}


def _at_most(key: str, most: int, label_id: str, label_en: str) -> DerivedField:
    """Return the answer by bands: yes up to the band's end, no from its beginning on; between them there is none."""
    tops = [0, *INCOME_TOPS.values()]
    begins = dict(zip((*INCOME_TOPS, INCOME_WITHOUT_END), tops, strict=True))

    def at_most(band: str) -> bool | None:
        if band in INCOME_TOPS and INCOME_TOPS[band] <= most:
            return True
        return False if begins.get(band, most - 1) >= most else None

    return DerivedField(key, label_id, label_en, ("income_band",), tested("income_band", at_most))


def _may_drive(key: str, wanted: str) -> DerivedField | None:
    """Return the answer for one class of licence; a space in its name is written `_`, since scopes have none."""
    kind = wanted.replace("_", " ")
    if kind not in values_of(CLASSES) or " " in wanted:
        return None

    def evaluate(values: Values, today: date) -> bool | None:
        licence = data_of(values, "driving_licence")
        return None if licence is None else kind in licence["classes"] and has_not_run_out(licence["expiry"], today)

    return DerivedField(
        key,
        f"Memiliki SIM {kind} yang berlaku",
        f"Holds a valid licence of class {kind}",
        ("driving_licence",),
        evaluate,
    )


def _decile(key: str, most: str) -> DerivedField | None:
    if most not in values_of(DECILES) - {UNKNOWN}:
        return None
    return DerivedField(
        key, f"Desil DTSEN paling tinggi {most}", f"Social registry decile of at most {most}", ("social_registry_status",),
        tested("social_registry_status", lambda step: None if step == UNKNOWN else int(step) <= int(most)),
    )  # fmt: skip


WITH_PARAMETER: Mapping[str, Kind] = {
    "resident_of": _in_area("ktp_village_code", "Warga", "Resident of"),
    "resident_of_province": _in_area("ktp_village_code", "Warga Provinsi", "Resident of the province of", PROVINCE),
    "domiciled_in": _in_area("domicile_village_code", "Tinggal di", "Lives in"),
    "education_at_least": Kind("highest_education", _education, "the number of a level of education"),
    "income_below": Kind(
        "income_band",
        _income,
        "the end of a band in rupiah, such as 2000000, or a region whose minimum wage is known, such as 35.74",
    ),
    "may_drive": Kind("driving_licence", _may_drive, "a class of licence, such as A or B_I"),
    "dtsen_decile_max": Kind("social_registry_status", _decile, "a decile from 1 to 10"),
}
