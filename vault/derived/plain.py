"""The answers that need no parameter: about age, family, work, and numbers that the citizen has."""

from collections.abc import Mapping
from datetime import date

from vault.derived.answer import DerivedField, Evaluate, Values, data_of, tested
from vault.derived.registrations import REGISTRATIONS
from vault.derived.standard import STANDARD
from vault.fields.family import CHILD, HEAD
from vault.fields.livelihood import MICRO
from vault.validation.dates import age
from vault.validation.words import comparable
from vault.values import AUTHORITY_MATCHED

# The first year of each band; the bands of school, of work and of old age.
AGE_BANDS = {0: "0-4", 5: "5-11", 12: "12-16", 17: "17-24", 25: "25-44", 45: "45-59", 60: "60+"}


def _age(values: Values, today: date) -> int | None:
    born = data_of(values, "birth_date")
    return None if born is None else age(date.fromisoformat(born), today)


def _aged(least: int) -> Evaluate:
    def evaluate(values: Values, today: date) -> bool | None:
        years = _age(values, today)
        return None if years is None else years >= least

    return evaluate


def _age_band(values: Values, today: date) -> str | None:
    years = _age(values, today)
    return None if years is None else AGE_BANDS[max((first for first in AGE_BANDS if first <= years), default=0)]


def _initials(name: str) -> str | None:
    return "".join(f"{word[0].upper()}." for word in comparable(name).split()) or None


def _children(values: Values) -> list[dict[str, str]] | None:
    people = data_of(values, "dependants")
    return None if people is None else [person for person in people if person.get("role") == CHILD]


def _count(values: Values, _today: date) -> int | None:
    found = _children(values)
    return None if found is None else len(found)


def _has_child(youngest: int, oldest: int) -> Evaluate:
    def evaluate(values: Values, today: date) -> bool | None:
        found = _children(values)
        if found is None:
            return None
        return any(youngest <= age(date.fromisoformat(child["birth_date"]), today) <= oldest for child in found)

    return evaluate


def _equals(one: str, other: str) -> Evaluate:
    def evaluate(values: Values, _today: date) -> bool | None:
        left, right = data_of(values, one), data_of(values, other)
        return None if left is None or right is None else left == right

    return evaluate


def _in_own_name(values: Values, _today: date) -> bool | None:
    """Compare as banks do: without case, titles and marks."""
    account, name = data_of(values, "bank_account"), data_of(values, "full_name")
    return None if account is None or name is None else comparable(account["holder_name"]) == comparable(name)


def _has_active_insurance(values: Values, _today: date) -> bool | None:
    # A number does not say that it is in use; only the insurance can, and until it does there is no answer.
    known = values.get("bpjs_health_number")
    return True if known is not None and known.state == AUTHORITY_MATCHED else None


def _nik_verified(values: Values, _today: date) -> bool | None:
    return values["nik"].is_checked if "nik" in values else None


_ALL = (
    *STANDARD,
    *REGISTRATIONS,
    DerivedField("nik_verified", "NIK sudah diperiksa", "NIK has been checked", ("nik",), _nik_verified),
    # Another way to write a name, and a form of address, answer no question about a person.
    DerivedField(
        "name_initials", "Inisial nama", "Initials of the name", ("full_name",), tested("full_name", _initials), stands_for=()
    ),
    *(
        DerivedField(
            f"age_over_{least}", f"Berusia {least} tahun ke atas", f"Aged {least} or over", ("birth_date",), _aged(least)
        )
        for least in (17, 18, 60)
    ),
    DerivedField("age_band", "Kelompok usia", "Age group", ("birth_date",), _age_band),
    DerivedField("birth_year", "Tahun lahir", "Year of birth", ("birth_date",), tested("birth_date", lambda day: int(day[:4]))),
    DerivedField(
        "is_wni", "Warga Negara Indonesia", "Indonesian citizen", ("nationality",),
        tested("nationality", lambda status: status["status"] == "WNI"),
    ),
    DerivedField(
        "is_married", "Berstatus kawin", "Is married", ("marital_status",),
        tested("marital_status", lambda status: status.startswith("KAWIN")),
    ),
    DerivedField(
        "is_head_of_family", "Kepala keluarga", "Head of a family", ("family_role",),
        tested("family_role", lambda role: role == HEAD),
    ),
    DerivedField("children_count", "Jumlah anak", "Number of children", ("dependants",), _count),
    DerivedField("has_child_under_5", "Memiliki anak di bawah 5 tahun", "Has a child under 5", ("dependants",), _has_child(0, 4)),
    DerivedField("has_child_7_to_12", "Memiliki anak 7-12 tahun", "Has a child of 7 to 12", ("dependants",), _has_child(7, 12)),
    DerivedField("has_npwp", "Memiliki NPWP", "Has a taxpayer number", ("npwp",), tested("npwp", bool)),
    DerivedField(
        "npwp_matches_nik", "NPWP sama dengan NIK", "Taxpayer number equals the NIK", ("npwp", "nik"), _equals("npwp", "nik"),
        stands_for=("npwp",),
    ),
    DerivedField(
        "has_active_jkn", "Peserta JKN aktif", "Has active national health insurance", ("bpjs_health_number",), _has_active_insurance
    ),
    DerivedField("has_nib", "Memiliki NIB", "Has a business number", ("nib",), tested("nib", bool)),
    DerivedField(
        "is_micro_business", "Usaha mikro", "Is a micro business", ("business_profile",),
        tested("business_profile", lambda profile: profile["scale"] == MICRO if "scale" in profile else None),
    ),
    DerivedField(
        "account_matches_name", "Rekening atas nama sendiri", "The account is in the citizen's own name",
        ("bank_account", "full_name"), _in_own_name, stands_for=("bank_account",),
    ),
)  # fmt: skip
PLAIN: Mapping[str, DerivedField] = {answer.key: answer for answer in _ALL}
