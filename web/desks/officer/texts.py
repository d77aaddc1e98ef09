"""The words of the officer's desk: papers, and why nothing was kept."""

from typing import Any

from flask_babel import lazy_gettext as _

PAPERS: dict[str, Any] = {
    "ktp_scan": _("KTP-el asli"),
    "kk_scan": _("Kartu Keluarga asli"),
    "diploma_scan": _("Ijazah asli"),
    "birth_certificate_scan": _("Akta kelahiran asli"),
    "marriage_certificate_scan": _("Buku nikah atau akta perkawinan asli"),
}
PROBLEMS: dict[str, Any] = {
    "number": _("Nomor akun terdiri dari 10 angka. Nomor ini salah ketik atau tidak ada."),
    "document": _("Pilih dokumen yang ada di depan Anda."),
    "place_missing": _("Isi di mana Anda memeriksa, misalnya Loket 3 MPP."),
    "valid_until": _("Tulis tanggal seperti di KTP-el: 17-08-1995."),
    "nothing_said": _("Pilih sama atau berbeda untuk sedikitnya satu data."),
    "changed_meanwhile": _("Warga mengubah data ini sejak halaman dibuka. Lihat lagi, lalu putuskan."),
    "account_not_active": _("Akun ini dibekukan, akan dihapus, atau sudah dihapus. Tidak ada yang disimpan."),
    "nik_of_another_account": _("NIK ini sudah diperiksa untuk akun lain. Tidak ada yang disimpan."),
    "not_filled": _("Data ini sudah dikosongkan. Tidak ada yang disimpan."),
}
