"""Refusals in words: what happened, and what the reader can do now."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _
from werkzeug.exceptions import HTTPException

from web.door.form_check import FormNotOurs


@dataclass(frozen=True, slots=True)
class ErrorText:
    """A title, what happened, and what to do."""

    title: Any
    happened: Any
    to_do: Any


FORM_NOT_OURS = ErrorText(
    _("Formulir tidak dapat diterima"),
    _(
        "Formulir ini sudah lama terbuka, atau dibuka di peramban lain. Kami menolaknya untuk melindungi Anda. Tidak ada yang berubah."
    ),
    _("Buka lagi halamannya, isi kembali, lalu kirim. Pastikan peramban Anda menerima cookie."),
)

TEXTS: dict[int, ErrorText] = {
    400: ErrorText(
        _("Permintaan tidak dapat dibaca"),
        _("Ada bagian permintaan yang hilang atau salah."),
        _("Kembali ke halaman sebelumnya, lalu coba lagi."),
    ),
    401: ErrorText(
        _("Anda perlu masuk dulu"),
        _("Halaman ini hanya untuk pemilik akun."),
        _("Masuk, lalu buka lagi halaman ini."),
    ),
    403: ErrorText(
        _("Halaman ini bukan untuk akun Anda"),
        _("Akun yang Anda pakai tidak berhak membuka halaman ini."),
        _("Keluar, lalu masuk dengan akun yang berhak."),
    ),
    404: ErrorText(
        _("Halaman tidak ditemukan"),
        _("Alamat ini tidak ada, atau halamannya sudah berakhir."),
        _(
            "Periksa alamatnya, atau mulai lagi dari halaman depan. Jika Anda datang dari sebuah layanan, mulai lagi dari layanan itu."
        ),
    ),
    405: ErrorText(
        _("Halaman ini tidak dapat dibuka seperti itu"),
        _("Alamat ini hanya menerima formulir, atau hanya dapat dibaca."),
        _("Kembali ke halaman sebelumnya, lalu pakai tombol di halaman itu."),
    ),
    413: ErrorText(
        _("Kiriman terlalu besar"),
        _("Kami menerima paling banyak 128 kB sekali kirim. Tidak ada yang disimpan."),
        _("Kembali, kurangi isinya, lalu kirim lagi."),
    ),
    415: ErrorText(
        _("Bentuk kiriman tidak dikenal"),
        _("Kami tidak dapat membaca bentuk kiriman ini. Tidak ada yang disimpan."),
        _("Kembali ke halaman sebelumnya, lalu pakai tombol di halaman itu."),
    ),
    421: ErrorText(
        _("Formulir dikirim ke alamat lain"),
        _("Formulir ini dikirim ke nama lain dari situs ini. Tidak ada yang disimpan."),
        _("Mulai lagi dari halaman depan."),
    ),
    429: ErrorText(
        _("Terlalu banyak percobaan"),
        _("Dari tempat ini datang terlalu banyak permintaan dalam waktu singkat."),
        _("Tunggu beberapa menit, lalu coba lagi. Data Anda tetap aman."),
    ),
    500: ErrorText(
        _("Terjadi kendala di pihak kami"),
        _("Permintaan Anda tidak selesai. Kesalahannya ada pada kami, bukan pada Anda."),
        _("Coba lagi sebentar lagi. Jika tetap terjadi, hubungi kami dan sebutkan nomor kejadian di bawah."),
    ),
    503: ErrorText(
        _("Sedang sangat sibuk"),
        _("Kami belum dapat mengerjakan permintaan Anda. Tidak ada yang berubah."),
        _("Tunggu sebentar, lalu coba lagi."),
    ),
}


def text_for(refusal: HTTPException) -> ErrorText:
    """Return the words for `refusal`; a code without words of its own gets those of its family."""
    if isinstance(refusal, FormNotOurs):
        return FORM_NOT_OURS
    code = refusal.code or 500
    return TEXTS.get(code) or TEXTS[400 if code < 500 else 500]  # noqa: PLR2004
