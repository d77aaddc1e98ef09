"""Answers from what registers and cards say: whether something is valid on the day of asking, and what it allows."""

from datetime import date

from vault.derived.answer import DerivedField, Evaluate, Values, data_of, tested
from vault.fields.numbers import SUBSIDISED
from vault.validation.dates import MONTHS, has_not_run_out
from vault.values import AUTHORITY_MATCHED

HALF_A_YEAR = 6  # months, as many countries ask of a passport


def months_later(day: date, months: int) -> date:
    """Return the day `months` later; the last day of a month stands for days that it does not have."""
    place = day.year * MONTHS + day.month - 1 + months
    year, month = divmod(place, MONTHS)
    for last in range(day.day, 0, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError


def _passport_lasts(months: int) -> Evaluate:
    def evaluate(values: Values, today: date) -> bool | None:
        last = data_of(values, "passport_expiry")
        return None if last is None else has_not_run_out(last, months_later(today, months))

    return evaluate


def _has_lived_here_a_year(values: Values, today: date) -> bool | None:
    # The month is known, the day is not: the year is full once the same month has passed again.
    since = data_of(values, "domicile_since")
    if since is None:
        return None
    year, month = (int(piece) for piece in since.split("-"))
    return (today.year - year) * MONTHS + today.month - month > MONTHS


def _is_registered(values: Values, today: date) -> bool | None:
    registration = data_of(values, "health_worker_str")
    return None if registration is None else has_not_run_out(registration["valid_until"], today)


def _is_vehicle_tax_paid(values: Values, today: date) -> bool | None:
    # Only the register can say that a tax was paid; what a citizen copies from the paper is no proof.
    known = values.get("vehicles")
    if known is None or known.state != AUTHORITY_MATCHED or not known.data:
        return None
    days = [vehicle.get("stnk_expiry") for vehicle in known.data]
    return None if None in days else all(has_not_run_out(day, today) for day in days)


def _is_there(*keys: str) -> Evaluate:
    """Return the evaluation that is a yes where one of `keys` is filled in, and no answer else: what is missing may exist."""

    def evaluate(values: Values, _today: date) -> bool | None:
        return any(data_of(values, key) for key in keys) or None

    return evaluate


def _paper_is_valid(key: str) -> Evaluate:
    def evaluate(values: Values, today: date) -> bool | None:
        paper = data_of(values, key)
        return None if paper is None or "expires" not in paper else has_not_run_out(paper["expires"], today)

    return evaluate


def _has_signed_family_card(values: Values, _today: date) -> bool | None:
    # The signature of the registry is checked by the registry; a picture of one proves nothing.
    known = values.get("kk_scan")
    return True if known is not None and known.state == AUTHORITY_MATCHED else None


REGISTRATIONS = (
    DerivedField("has_ktp", "Memiliki KTP-el", "Has an ID card", ("ktp_scan",), _is_there("ktp_scan")),
    DerivedField(
        "kk_tte_valid", "Tanda tangan elektronik KK sah", "The family card's signature is valid", ("kk_scan",), _has_signed_family_card
    ),
    DerivedField("photo_present", "Pas foto tersedia", "A portrait is there", ("face_photo", "pas_photo"), _is_there("face_photo", "pas_photo")),
    DerivedField(
        "has_diploma", "Memiliki ijazah", "Has a diploma", ("diploma_number", "diploma_scan"), _is_there("diploma_number", "diploma_scan")
    ),
    DerivedField(
        "has_birth_certificate", "Memiliki akta kelahiran", "Has a birth certificate",
        ("birth_certificate_number", "birth_certificate_scan"), _is_there("birth_certificate_number", "birth_certificate_scan"),
    ),
    DerivedField(
        "medical_letter_valid", "Surat keterangan sehat masih berlaku", "The medical letter is valid", ("health_letter",),
        _paper_is_valid("health_letter"),
    ),
    DerivedField("skck_valid", "SKCK masih berlaku", "The police clearance is valid", ("skck",), _paper_is_valid("skck")),
    DerivedField(
        "needs_assistance", "Memerlukan pendampingan", "Needs assistance", ("disability_status",), tested("disability_status", bool)
    ),
    DerivedField("passport_valid", "Paspor masih berlaku", "Passport is valid", ("passport_expiry",), _passport_lasts(0)),
    DerivedField(
        "passport_valid_6_months", "Paspor berlaku 6 bulan lagi", "Passport is valid for 6 more months", ("passport_expiry",),
        _passport_lasts(HALF_A_YEAR),
    ),
    DerivedField(
        "resident_min_1_year", "Tinggal di sini lebih dari 1 tahun", "Has lived here for over a year", ("domicile_since",),
        _has_lived_here_a_year,
    ),
    DerivedField(
        "jkn_segment_pbi", "Peserta JKN yang dibayar negara (PBI)", "Health insurance is paid by the state (PBI)",
        ("bpjs_membership_segment",), tested("bpjs_membership_segment", lambda segment: segment == SUBSIDISED),
    ),
    DerivedField(
        "is_registered_health_worker", "Tenaga kesehatan dengan STR yang berlaku", "Is a registered health worker",
        ("health_worker_str",), _is_registered,
    ),
    DerivedField(
        "vehicle_tax_paid", "Pajak kendaraan lunas", "Vehicle tax is paid", ("vehicles",), _is_vehicle_tax_paid
    ),
)  # fmt: skip
