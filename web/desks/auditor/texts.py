"""The words of the auditor's desk: kinds of entries, and what is wrong with an input."""

from typing import Any

from flask_babel import lazy_gettext as _

from ledger.entries import EntryType

TYPES: dict[str, Any] = {
    EntryType.ACCOUNT_OPENED: _("Akun dibuka"),
    EntryType.ACCOUNT_FROZEN: _("Akun dibekukan"),
    EntryType.ACCOUNT_UNFROZEN: _("Akun dibuka lagi"),
    EntryType.ACCOUNT_CLOSING: _("Penghapusan akun diminta"),
    EntryType.ACCOUNT_CLOSING_CANCELLED: _("Penghapusan akun dibatalkan"),
    EntryType.ERASE: _("Kunci warga dimusnahkan"),
    EntryType.CONSENT_GIVEN: _("Persetujuan diberikan"),
    EntryType.CONSENT_REFUSED: _("Persetujuan ditolak"),
    EntryType.CONSENT_CHANGED: _("Persetujuan diubah"),
    EntryType.CONSENT_WITHDRAWN: _("Persetujuan ditarik"),
    EntryType.NOTICE_SHOWN: _("Pemberitahuan ditampilkan"),
    EntryType.RELEASE: _("Data diberikan"),
    EntryType.PROFILE_CHANGED: _("Isian diubah"),
    EntryType.STAFF_ACT: _("Tindakan petugas"),
    EntryType.STAFF_LOOKUP: _("Pencarian petugas"),
    EntryType.SERVICE_CHANGED: _("Layanan atau tujuan diubah"),
    EntryType.SERVICE_DISABLED: _("Layanan dinonaktifkan"),
    EntryType.PURPOSE_PAUSED: _("Tujuan dijeda"),
    EntryType.PURPOSE_RESUMED: _("Tujuan dilanjutkan"),
    EntryType.CREDENTIALS_CHANGED: _("Cara masuk diubah"),
    EntryType.LEDGER_HANDED_OVER: _("Kunci catatan diganti"),
    EntryType.DELETION_REQUESTED: _("Penghapusan diminta"),
    EntryType.DELETION_DONE: _("Layanan sudah menghapus"),
    EntryType.DELETION_HELD: _("Layanan menyimpan karena hukum"),
    EntryType.GRANT_FROZEN: _("Layanan dibekukan warga"),
    EntryType.GRANT_THAWED: _("Layanan dipakai lagi oleh warga"),
    EntryType.HOLD_PLACED: _("Penghapusan ditahan menurut aturan"),
    EntryType.HOLD_LIFTED: _("Penahanan penghapusan berakhir"),
}
ACTORS: dict[str, Any] = {
    "citizen": _("Warga"),
    "service": _("Layanan"),
    "staff": _("Petugas"),
    "system": _("Sistem"),
}
PROBLEMS: dict[str, Any] = {
    "purpose": _("Tulis kunci tujuan, misalnya kartu-anggota atau kartu-anggota@2."),
    "field": _("Tulis kunci isian, misalnya full_name atau resident_of:35.74."),
    "type": _("Pilih jenis catatan dari daftar."),
    "day": _("Tulis tanggal sebagai tahun-bulan-tanggal, misalnya 2026-11-23."),
    "order": _("Tanggal akhir lebih dulu daripada tanggal awal. Tukar keduanya."),
    "choice": _("Pilih paling sedikit satu catatan untuk diunduh."),
}
