"""What the pages of consent say: a sentence for every code, and the sentences that are part of the proof."""

from collections.abc import Mapping
from typing import Any

from flask_babel import get_locale, gettext, ngettext
from flask_babel import lazy_gettext as _

from consent.asks import Ask
from consent.derivation import stored_fields
from consent.purposes import ONE_OFF_WAITS, Basis, Purpose
from vault import catalogue

OVER: Mapping[str, Any] = {
    "unknown": _("Permintaan ini tidak kami kenal. Kembali ke layanan dan mulai dari sana."),
    "other_browser": _(
        "Permintaan ini dimulai di peramban lain. Lanjutkan di peramban itu, atau mulai lagi dari layanan."
    ),
    "expired": _("Waktu untuk menjawab permintaan ini sudah habis. Kembali ke layanan dan mulai lagi."),
    "answered": _("Permintaan ini sudah Anda jawab."),
    "purpose_gone": _("Layanan ini sedang tidak boleh meminta data. Tidak ada data yang diberikan."),
    "account_not_active": _("Akun Anda sedang tidak aktif. Tidak ada data yang diberikan."),
}

BASES: Mapping[Basis, Any] = {
    Basis.CONSENT: _("Persetujuan Anda"),
    Basis.CONTRACT: _("Perjanjian dengan Anda"),
    Basis.LEGAL_DUTY: _("Kewajiban menurut hukum"),
    Basis.VITAL: _("Kepentingan vital Anda"),
    Basis.PUBLIC_TASK: _("Tugas pelayanan publik"),
    Basis.LEGITIMATE: _("Kepentingan yang sah"),
}

GROUNDS: Mapping[str, Any] = {
    "not_needed": _("Data ini tidak diperlukan untuk urusan itu"),
    "wrong_data": _("Data saya keliru atau sudah tidak sesuai"),
    "not_my_matter": _("Saya tidak punya urusan dengan layanan ini"),
    "automated": _("Saya tidak mau diputuskan oleh mesin saja"),
    "other": _("Alasan lain; saya sampaikan langsung ke layanan"),
}

DONE: Mapping[str, Any] = {
    "withdrawn": _("Persetujuan sudah ditarik. Mulai sekarang layanan itu tidak menerima data apa pun."),
    "over": _("Persetujuan ini sudah tidak berlaku, jadi tidak ada yang perlu ditarik."),
    "changed": _("Pilihan Anda sudah disimpan dan berlaku mulai sekarang."),
    "frozen": _("Layanan itu sudah dibekukan. Mulai sekarang ia tidak dapat membaca data Anda."),
    "thawed": _("Layanan itu dapat membaca lagi data yang Anda setujui."),
    "as_it_was": _("Tidak ada yang diubah: keadaan layanan itu sudah demikian."),
    "renewed": _("Anda menyetujui tujuan yang baru. Layanan dapat menerima data lagi."),
    "not_yet": _("Tujuan yang baru sekarang belum dapat dijawab. Layanan tetap tidak menerima apa pun."),
    "objected": _("Keberatan Anda sudah dicatat. Nomornya ada di bawah."),
}

ENTRY_TYPES: Mapping[str, Any] = {
    "consent.given": _("Persetujuan diberikan"),
    "consent.changed": _("Persetujuan diubah"),
    "consent.refused": _("Permintaan ditolak"),
    "consent.withdrawn": _("Persetujuan ditarik"),
    "notice.shown": _("Pemberitahuan ditampilkan"),
}


def basis_text(purpose: Purpose) -> str:
    """Return the ground of a purpose, with the rule that it rests on."""
    ground = str(BASES[purpose.basis])
    return f"{ground} ({purpose.basis_reference})" if purpose.basis_reference else ground


def duration_text(purpose: Purpose) -> str:
    """Return how long an answer holds, in words that are the same today and tomorrow."""
    if purpose.once:
        return ngettext(
            "Satu kali saja, paling lama %(num)d hari sejak Anda menjawab, untuk data yang Anda lihat di halaman ini",
            "Satu kali saja, paling lama %(num)d hari sejak Anda menjawab, untuk data yang Anda lihat di halaman ini",
            purpose.lasts_days or ONE_OFF_WAITS.days,
        )
    if purpose.reads is not None:
        until = _until(purpose)
        return gettext("Paling banyak %(reads)s kali baca. %(until)s", reads=purpose.reads, until=until)
    return _until(purpose)


def _until(purpose: Purpose) -> str:
    if purpose.lasts_days is None:
        return gettext("Sampai Anda menariknya") if purpose.asks_consent else gettext("Selama urusan ini berjalan")
    return ngettext("%(num)d hari sejak Anda menjawab", "%(num)d hari sejak Anda menjawab", purpose.lasts_days)


def headline(ask: Ask) -> str:
    """Return the title of the page: who wants how much."""
    name = ask.service.legal_name
    if not ask.purpose.asks_consent:
        return gettext("%(service)s akan memakai data Anda", service=name)
    if not ask.fields:
        return gettext("Masuk ke %(service)s", service=name)
    count = len(ask.fields)
    return ngettext(
        "%(service)s meminta %(num)d data Anda", "%(service)s meminta %(num)d data Anda", count, service=name
    )


def rights_text(ask: Ask) -> str:
    """Return what the citizen may do afterwards (UU 27/2022, article 21 (1) g)."""
    if ask.purpose.asks_consent:
        return gettext(
            "Anda boleh menolak. Anda dapat menarik persetujuan kapan saja di Persetujuan saya, "
            "melihat siapa yang membaca data Anda, dan meminta perbaikan data."
        )
    return gettext(
        "Anda tidak perlu menyetujui pemakaian ini. Anda dapat melihat siapa yang membaca data Anda, "
        "meminta perbaikan data, dan mengajukan keberatan di Persetujuan saya."
    )


def no_data_text() -> str:
    """Return what is told when a purpose asks for nothing."""
    return gettext("Layanan ini tidak menerima data apa pun. Ia hanya tahu bahwa orang yang sama datang lagi.")


def systems_text() -> str:
    """Return what keys for other systems mean."""
    return gettext(
        "Layanan ini juga meminta kunci untuk sistem di bawah ini, dan dapat bertindak di sana atas nama Anda. "
        "Kunci itu tidak membuka data Anda di Sekali."
    )


def automated_text() -> str:
    """Return what is told when a machine alone decides (UU 27/2022, article 10)."""
    return gettext("Keputusan diambil oleh mesin saja. Anda dapat mengajukan keberatan kepada layanan.")


def abroad_text(purpose: Purpose) -> str:
    """Return who receives the data in another country (UU 27/2022, article 56)."""
    return gettext("Data juga diterima di luar negeri: %(recipient)s", recipient=purpose.abroad)


def proof_words(ask: Ask) -> dict[str, str]:
    """Return the sentences that stand on the page and belong to the proof of what was shown."""
    english = str(get_locale()) == "en"
    purpose = ask.purpose
    return {
        "headline": headline(ask),
        "purpose": purpose.text_en if english else purpose.text_id,
        "basis": basis_text(purpose),
        "retention": purpose.retention_en if english else purpose.retention_id,
        "duration": duration_text(purpose),
        "rights": rights_text(ask),
        **({"automated": automated_text()} if purpose.automated else {}),
        **({"abroad": abroad_text(purpose)} if purpose.abroad else {}),
        **({"systems": systems_text()} if ask.systems else {}),
    }


def field_label(key: str) -> str:
    """Return what a field is called in the language of the page; a key that is no longer known speaks for itself."""
    found = catalogue.get(key)
    if found is None:
        return key
    return found.label_en if str(get_locale()) == "en" else found.label_id


def source_label(key: str) -> str:
    """Return what a citizen fills in for a field: itself, or the value that a derived one is reckoned from."""
    return field_label(stored_fields((key,))[0])


def source_words(source: str) -> str:
    """Return who stands behind a value, in words; which officer it was stands in the ledger alone."""
    kind, _, name = source.partition(":")
    match kind:
        case "officer":
            return gettext("diperiksa petugas")
        case "authority":
            return gettext("dari %(authority)s", authority=name)
        case "instance":
            return gettext("dibawa dari %(authority)s", authority=name)
        case _:
            return gettext("diisi sendiri")
