"""What a notice says: one sentence for every kind, without anything personal."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from accounts.notices.kinds import Kind

NOTICES: Mapping[Kind, Any] = {
    Kind.PASSWORD_CHANGED: _("Kata sandi diganti."),
    Kind.PASSWORD_RECOVERED: _("Kata sandi diganti dengan kode pemulihan."),
    Kind.CODES_RENEWED: _("Kode pemulihan baru dibuat; yang lama tidak berlaku lagi."),
    Kind.PASSKEY_ADDED: _("Kunci sandi (passkey) baru ditambahkan."),
    Kind.PASSKEY_REMOVED: _("Sebuah kunci sandi (passkey) dihapus."),
    Kind.APP_ADDED: _("Aplikasi autentikator dihubungkan. Masuk dengan kata sandi kini perlu kode."),
    Kind.APP_REMOVED: _("Aplikasi autentikator dilepas. Masuk dengan kata sandi tidak lagi perlu kode."),
    Kind.NEW_BROWSER: _("Akun Anda dibuka di perangkat atau browser yang baru."),
    Kind.DISOWNED: _(
        "Anda menyatakan sebuah masuk bukan dari Anda. Akun dibekukan dan kata sandinya tidak berlaku lagi."
    ),
    Kind.RECOVERY_PROPOSED: _("Seorang petugas memulai pemulihan akun Anda di loket."),
    Kind.RECOVERY_APPROVED: _(
        "Petugas kedua menyetujui pemulihan akun Anda. Waktu tunggunya berjalan; Anda dapat membatalkannya di halaman Akun."
    ),
    Kind.RECOVERY_CANCELLED: _("Pemulihan akun di loket dibatalkan."),
    Kind.RECOVERY_DONE: _(
        "Kata sandi diganti lewat pemulihan di loket. Kunci sandi, aplikasi, dan kode yang lama tidak berlaku lagi."
    ),
}
