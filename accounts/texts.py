"""What the pages of accounts say: a sentence for every code."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

ERRORS: Mapping[str, Any] = {
    "identifier": _(
        "Tulis alamat email seperti nama@contoh.id, atau nomor HP seperti 0812 3456 7890. Boleh juga dikosongkan."
    ),
    "short": _("Kata sandi sedikitnya 15 huruf atau angka. Beberapa kata yang mudah Anda ingat sudah cukup."),
    "short_beside": _("Kata sandi sedikitnya 8 huruf atau angka."),
    "long": _("Kata sandi paling banyak 128 huruf."),
    "guessable": _("Kata sandi ini mudah ditebak. Pakai beberapa kata yang tidak berhubungan."),
    "form_used": _(
        "Dengan formulir ini sudah dibuat sebuah akun. Masuk ke akun itu, atau tulis kata sandi sekali lagi untuk membuat akun lain."
    ),
    # An account that has to wait after many failures gives these answers too, so they name that as well.
    "sign_in": _(
        "Nama akun atau kata sandi tidak cocok. Periksa keduanya, atau pakai kode pemulihan. Sesudah beberapa kali keliru, tunggu 15 menit."
    ),
    "passkey": _(
        "Kunci sandi tidak cocok, atau halaman ini terlalu lama terbuka. Coba sekali lagi, atau pakai kata sandi."
    ),
    "new_passkey": _("Kunci sandi tidak dapat disimpan. Muat ulang halaman ini dan coba sekali lagi."),
    "recovery": _(
        "Nama akun dan kode pemulihan tidak cocok, atau kode sudah pernah dipakai. Sesudah beberapa kali keliru, tunggu 15 menit."
    ),
    "office": _(
        "Kedua bagian tidak cocok, sudah dipakai, atau waktu tunggunya belum selesai. Sesudah beberapa kali keliru, tunggu 15 menit."
    ),
    "right": _("Pilih apa yang Anda minta."),
    "password": _("Kata sandi tidak cocok."),
    "present": _("Kata sandi sekarang tidak cocok."),
    "code": _("Kode tidak cocok atau sudah dipakai. Tunggu kode berikutnya di aplikasi autentikator."),
    "second": _(
        "Kode tidak cocok atau sudah dipakai. Tunggu kode berikutnya di aplikasi, atau pakai satu kode pemulihan."
    ),
    "app": _("Kode tidak cocok. Periksa jam di HP Anda, lalu tulis kode yang sekarang tampil."),
    "alone": _("Kata sandi Anda terlalu pendek untuk dipakai tanpa kode. Ganti dulu dengan yang sedikitnya 15 huruf."),
    "desk": _("Nama atau kata sandi tidak cocok. Sesudah beberapa kali keliru, tunggu 15 menit."),
}


PROGRAMS: Mapping[str, str] = {"edg": "Edge", "firefox": "Firefox", "chrome": "Chrome", "safari": "Safari"}
DEVICES: Mapping[str, str] = {
    "android": "Android", "iphone": "iPhone", "ipad": "iPad", "windows": "Windows", "macintosh": "Mac", "linux": "Linux",
}  # fmt: skip


def device_text(coarse: str) -> str:
    """Return the words for a coarse device such as `chrome/android`."""
    program, _slash, device = coarse.partition("/")
    return gettext(
        "%(program)s di %(device)s",
        program=PROGRAMS.get(program) or gettext("Browser lain"),
        device=DEVICES.get(device) or gettext("perangkat lain"),
    )


def wait_text(wait: timedelta) -> str:
    """Return how long the next attempt has to wait."""
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    return gettext("Terlalu banyak percobaan. Coba lagi dalam %(minutes)s menit.", minutes=minutes)
