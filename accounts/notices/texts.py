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
}
