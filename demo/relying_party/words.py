"""The words of the e-services in Indonesian and English: fields, values, states, reasons, moments."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from demo.relying_party.configuration import LOW_INCOME

WIB = timezone(timedelta(hours=7), "WIB")
LANGUAGES = ("id", "en")
Pair = tuple[str, str]

FIELDS: Mapping[str, Pair] = {
    "age_over_17": ("Berusia 17 tahun ke atas", "Aged 17 or over"),
    "resident_of:35.74": ("Warga Kota Probolinggo (menurut KTP)", "Resident of Kota Probolinggo (ID card)"),
    "family_card_number": ("Nomor Kartu Keluarga (KK)", "Family card number"),
    "income_band": ("Kisaran penghasilan per bulan", "Monthly income band"),
    LOW_INCOME: ("Penghasilan paling banyak Rp3.500.000", "Income of at most Rp3,500,000"),
    "bank_account": ("Rekening penerima bantuan", "Account for social aid"),
    "children_count": ("Jumlah anak", "Number of children"),
}
STATES: Mapping[str, Pair] = {
    "self_declared": ("Diisi sendiri", "Self-declared"),
    "document_attached": ("Ada dokumen", "Document attached"),
    "officer_checked": ("Diperiksa petugas", "Checked by officer"),
    "authority_matched": ("Cocok dengan Dukcapil", "Matched with Dukcapil"),
}
BANKS: Mapping[str, str] = {
    "002": "BRI",
    "008": "Mandiri",
    "009": "BNI",
    "014": "BCA",
    "114": "Bank Jatim",
    "451": "BSI",
}
REASONS: Mapping[str, Pair] = {
    "citizen_refused": (
        "Anda memilih untuk tidak memberikan data. Itu hak Anda, dan pilihan Anda sudah dicatat di Sekali.",
        "You chose not to share data. That is your right, and Sekali has recorded your choice.",
    ),
    "access_denied": (
        "Sekali tidak memberikan data kepada kami.",
        "Sekali gave us no data.",
    ),
    "consent_withdrawn": (
        "Anda sudah menarik persetujuan. Sekali tidak memberikan apa pun lagi, dan data tadi sudah kami hapus.",
        "You have withdrawn your consent. Sekali gives us nothing any more, and we deleted what we had.",
    ),
    "consent_expired": (
        "Masa persetujuan Anda sudah berakhir. Data tadi sudah kami hapus.",
        "Your consent has ended. We deleted what we had.",
    ),
    "invalid_grant": (
        "Izin kami untuk mengambil data sudah berakhir. Data tadi sudah kami hapus.",
        "Our permission to pull data has ended. We deleted what we had.",
    ),
    "account_not_active": (
        "Akun Anda di Sekali sedang ditutup. Data tadi sudah kami hapus.",
        "Your account at Sekali is being closed. We deleted what we had.",
    ),
    "frozen": (
        "Anda membekukan data Anda di Sekali untuk kami. Data tadi sudah kami hapus.",
        "You have frozen your data at Sekali for us. We deleted what we had.",
    ),
    "purpose_changed": (
        "Tujuan pemakaian data berubah, jadi kami harus bertanya lagi. Data tadi sudah kami hapus.",
        "What the data is used for has changed, so we have to ask again. We deleted what we had.",
    ),
    "purpose_paused": (
        "Layanan ini sedang dihentikan sementara. Data tadi sudah kami hapus.",
        "This service is paused at the moment. We deleted what we had.",
    ),
    "login_required": ("Anda belum masuk di Sekali.", "You have not signed in at Sekali."),
    "unreachable": (
        "Sekali sedang tidak dapat dihubungi. Coba lagi sebentar lagi.",
        "Sekali cannot be reached just now. Try again in a moment.",
    ),
    "not_ours": (
        "Jawaban ini bukan lanjutan dari permintaan di peramban ini, atau sudah terpakai. Silakan mulai lagi.",
        "This answer does not belong to a request from this browser, or was used before. Please start again.",
    ),
    "not_fresh": (
        "Layanan ini meminta Anda baru saja masuk. Silakan masuk sekali lagi.",
        "This service asks for a fresh sign-in. Please sign in once more.",
    ),
    "not_valid": (
        "Jawaban dari Sekali tidak dapat kami percaya, jadi tidak kami pakai. Silakan mulai lagi.",
        "We could not trust the answer from Sekali, so we did not use it. Please start again.",
    ),
}
WITHHELD: Mapping[str, Pair] = {
    "refused": ("tidak Anda berikan", "you did not share it"),
    "answer_only": ("Anda memberikan jawabannya saja", "you shared the answer only"),
    "cannot_say": ("tidak dapat dipastikan dari data Anda", "your data do not tell"),
    "not_filled": ("belum diisi di Sekali", "not filled in at Sekali yet"),
    "changed": ("berubah sejak Anda menyetujui", "changed since you consented"),
}
INCOMES: Mapping[str, Pair] = {
    "0-1jt": ("sampai Rp1 juta", "up to Rp1 million"),
    "1-2jt": ("Rp1 juta sampai Rp2 juta", "Rp1 to 2 million"),
    "2-3,5jt": ("Rp2 juta sampai Rp3,5 juta", "Rp2 to 3.5 million"),
    "3,5-5jt": ("Rp3,5 juta sampai Rp5 juta", "Rp3.5 to 5 million"),
    "5-10jt": ("Rp5 juta sampai Rp10 juta", "Rp5 to 10 million"),
    ">10jt": ("lebih dari Rp10 juta", "more than Rp10 million"),
    "tidak diisi": ("tidak ingin mengisi", "prefers not to say"),
}
NUMBER_LENGTH = 16  # a NIK or a family card, read in groups of four
UNTOLD: Pair = ("tidak ada", "not available")
_MONTHS_ID = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
_MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def pick(pair: Pair, language: str) -> str:
    """Return the text of `language`; Indonesian unless it is English."""
    return pair[1] if language == "en" else pair[0]


def known_reason(reason: str, detail: str = "", otherwise: str = "not_valid") -> str:
    """Return the most telling code of `REASONS` for a refusal and its detail."""
    return next((code for code in (detail, reason) if code in REASONS), otherwise)


def value_text(value: Any, language: str) -> str:
    """Return a released value as a person reads it."""
    match value:
        case str() if value in INCOMES:
            return pick(INCOMES[value], language)
        case bool():
            return pick(("Ya", "Yes") if value else ("Tidak", "No"), language)
        case {"bank_code": code, "number": number, "holder_name": holder}:
            return (
                f"{BANKS.get(code, code)} {number}, a.n. {holder}"
                if language == "id"
                else f"{BANKS.get(code, code)} {number}, {holder}"
            )
        case Mapping():
            return ", ".join(f"{key}: {value_text(part, language)}" for key, part in value.items())
        case list():
            return ", ".join(value_text(part, language) for part in value)
        case str() if len(value) == NUMBER_LENGTH and value.isdigit():
            return " ".join(value[start : start + 4] for start in range(0, NUMBER_LENGTH, 4))
        case _:
            return str(value)


def moment_text(seconds: float, language: str) -> str:
    """Return a moment in WIB, such as `23 November 2026 pukul 21.05 WIB`."""
    local = datetime.fromtimestamp(seconds, UTC).astimezone(WIB)
    if language == "en":
        return f"{local.day} {_MONTHS_EN[local.month - 1]} {local.year} at {local:%H:%M} WIB"
    return f"{local.day} {_MONTHS_ID[local.month - 1]} {local.year} pukul {local:%H.%M} WIB"


def date_text(told: str | None, language: str) -> str:
    """Return the day of an ISO 8601 moment, or nothing when none was told."""
    if not told:
        return ""
    local = datetime.fromisoformat(told).astimezone(WIB)
    months = _MONTHS_EN if language == "en" else _MONTHS_ID
    return f"{local.day} {months[local.month - 1]} {local.year}"
