"""The answers that can be derived, plain ones and those with a parameter after the colon (`resident_of:35.74`)."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from vault import regions
from vault.derived.answer import DerivedField
from vault.fields.livelihood import EDUCATION
from vault.validation.dates import age
from vault.validation.words import comparable
from vault.values import Value

Values = Mapping[str, Value]


def find(key: str) -> DerivedField | None:
    """Return the answer that `key` names, or None."""
    if key in PLAIN:
        return PLAIN[key]
    name, colon, parameter = key.partition(":")
    make = WITH_PARAMETER.get(name)
    return make(key, parameter) if make is not None and colon else None


def _data(values: Values, key: str) -> Any:
    return values[key].data if key in values else None


def _age(values: Values, today: date) -> int | None:
    born = _data(values, "birth_date")
    return None if born is None else age(date.fromisoformat(born), today)


def _aged(least: int) -> Callable[[Values, date], bool | None]:
    def evaluate(values: Values, today: date) -> bool | None:
        years = _age(values, today)
        return None if years is None else years >= least

    return evaluate


def _is(key: str, test: Callable[[Any], Any]) -> Callable[[Values, date], Any]:
    return lambda values, _today: None if _data(values, key) is None else test(_data(values, key))


def _children(values: Values) -> list[dict[str, str]] | None:
    people = _data(values, "dependants")
    return None if people is None else [person for person in people if person.get("role") == "ANAK"]


def _count(values: Values, _today: date) -> int | None:
    found = _children(values)
    return None if found is None else len(found)


def _has_child(youngest: int, oldest: int) -> Callable[[Values, date], bool | None]:
    def evaluate(values: Values, today: date) -> bool | None:
        found = _children(values)
        if found is None:
            return None
        return any(youngest <= age(date.fromisoformat(child["birth_date"]), today) <= oldest for child in found)

    return evaluate


def _matches(one: str, other: str, told: Callable[[Any], Any] = str) -> Callable[[Values, date], bool | None]:
    def evaluate(values: Values, _today: date) -> bool | None:
        left, right = _data(values, one), _data(values, other)
        return None if left is None or right is None else told(left) == right

    return evaluate


def _in_own_name(values: Values, _today: date) -> bool | None:
    """Compare as banks do: without case, titles and marks."""
    account, name = _data(values, "bank_account"), _data(values, "full_name")
    return None if account is None or name is None else comparable(account["holder_name"]) == comparable(name)


def _nik_verified(values: Values, _today: date) -> bool | None:
    return values["nik"].is_checked if "nik" in values else None


_ALL = (
    DerivedField("nik_verified", "NIK sudah diperiksa", "NIK has been checked", ("nik",), _nik_verified),
    *(
        DerivedField(
            f"age_over_{least}", f"Berusia {least} tahun ke atas", f"Aged {least} or over", ("birth_date",), _aged(least)
        )
        for least in (17, 18, 60)
    ),
    DerivedField("birth_year", "Tahun lahir", "Year of birth", ("birth_date",), _is("birth_date", lambda day: int(day[:4]))),
    DerivedField(
        "is_wni", "Warga Negara Indonesia", "Indonesian citizen", ("nationality",),
        _is("nationality", lambda status: status["status"] == "WNI"),
    ),
    DerivedField(
        "is_married", "Berstatus kawin", "Is married", ("marital_status",),
        _is("marital_status", lambda status: status.startswith("KAWIN")),
    ),
    DerivedField(
        "has_birth_certificate", "Memiliki akta kelahiran", "Has a birth certificate", ("birth_certificate_number",),
        _is("birth_certificate_number", bool),
    ),
    DerivedField(
        "is_head_of_family", "Kepala keluarga", "Head of a family", ("family_role",),
        _is("family_role", lambda role: role == "KEPALA KELUARGA"),
    ),
    DerivedField("children_count", "Jumlah anak", "Number of children", ("dependants",), _count),
    DerivedField("has_child_under_5", "Memiliki anak di bawah 5 tahun", "Has a child under 5", ("dependants",), _has_child(0, 4)),
    DerivedField("has_child_7_to_12", "Memiliki anak 7-12 tahun", "Has a child of 7 to 12", ("dependants",), _has_child(7, 12)),
    DerivedField("has_npwp", "Memiliki NPWP", "Has a taxpayer number", ("npwp",), _is("npwp", bool)),
    DerivedField("npwp_matches_nik", "NPWP sama dengan NIK", "Taxpayer number equals the NIK", ("npwp", "nik"), _matches("npwp", "nik")),
    DerivedField("has_nib", "Memiliki NIB", "Has a business number", ("nib",), _is("nib", bool)),
    DerivedField(
        "is_micro_business", "Usaha mikro", "Is a micro business", ("business_profile",),
        _is("business_profile", lambda profile: profile.get("scale") == "mikro"),
    ),
    DerivedField("has_diploma", "Memiliki ijazah", "Has a diploma", ("diploma_number",), _is("diploma_number", bool)),
    DerivedField(
        "account_matches_name", "Rekening atas nama sendiri", "The account is in the citizen's own name",
        ("bank_account", "full_name"), _in_own_name,
    ),
)  # fmt: skip
PLAIN: Mapping[str, DerivedField] = {answer.key: answer for answer in _ALL}

AREA = re.compile(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?\Z")


def _in_area(field: str, label_id: str, label_en: str) -> Callable[[str, str], DerivedField | None]:
    def make(key: str, area: str) -> DerivedField | None:
        if not AREA.match(area) or not regions.exists(area):
            return None
        name = regions.name(area)
        test = _is(field, lambda code: regions.lies_in(code, area))
        return DerivedField(key, f"{label_id} {name}", f"{label_en} {name}", (field,), test)

    return make


def _education(key: str, least: str) -> DerivedField | None:
    if least not in {str(step) for step in range(1, 11)}:
        return None
    named = next(choice for choice in EDUCATION if choice.value == least)
    return DerivedField(
        key, f"Pendidikan paling rendah {named.label_id}", f"Education of at least {named.label_en}",
        ("highest_education",), _is("highest_education", lambda step: int(step) >= int(least)),
    )  # fmt: skip


WITH_PARAMETER: Mapping[str, Callable[[str, str], DerivedField | None]] = {
    "resident_of": _in_area("ktp_village_code", "Warga", "Resident of"),
    "domiciled_in": _in_area("domicile_village_code", "Tinggal di", "Lives in"),
    "education_at_least": _education,
}
