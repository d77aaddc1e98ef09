"""What the provider's few pages say: one constant sentence per reason, and what helps."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from oidc.errors import PageReason

HAPPENED: Mapping[PageReason, Any] = {
    PageReason.UNREADABLE: _("Layanan mengirim permintaan yang tidak dapat kami baca."),
    PageReason.UNKNOWN_CLIENT: _("Layanan yang mengirim Anda ke sini tidak kami kenal, atau sudah tidak aktif."),
    PageReason.FOREIGN_REDIRECT: _(
        "Layanan meminta kami mengirim Anda ke alamat yang tidak terdaftar. Kami menolaknya untuk melindungi Anda."
    ),
    PageReason.UNKNOWN_INTERACTION: _("Permintaan ini tidak ada, atau sudah lama berakhir."),
    PageReason.OTHER_BROWSER: _(
        "Permintaan ini dimulai di peramban lain. Hanya peramban itu yang dapat melanjutkannya."
    ),
    PageReason.HANDLE: _("Permintaan yang dititipkan layanan ini tidak ada, sudah dijawab, atau waktunya habis."),
    PageReason.EXPIRED: _("Waktu untuk menjawab permintaan ini sudah habis. Tidak ada data yang dikirim."),
    PageReason.FINISHED: _("Permintaan ini sudah selesai dijawab. Satu permintaan hanya berlaku sekali."),
    PageReason.NO_KEY: _(
        "Layanan ini meminta jawaban terenkripsi, tetapi kunci enkripsinya tidak dapat kami temukan. Tidak ada data yang dikirim."
    ),
    PageReason.DEVICE: _(
        "Kode perangkat ini tidak berlaku lagi: sudah dijawab, waktunya habis, atau layanannya berubah. Tidak ada data yang dikirim."
    ),
    PageReason.FOREIGN_RETURN: _(
        "Layanan meminta kami mengirim Anda ke alamat yang tidak terdaftar setelah keluar. Anda belum keluar dari Sekali."
    ),
}

TO_DO: Mapping[PageReason, Any] = {
    PageReason.OTHER_BROWSER: _(
        "Kembali ke peramban tempat Anda memulai, atau mulai lagi dari layanan di peramban ini."
    ),
    PageReason.DEVICE: _("Minta kode baru di perangkat Anda, lalu tulis kode itu di halaman Hubungkan perangkat."),
    PageReason.FOREIGN_RETURN: _("Untuk keluar, pakai tombol Keluar di halaman Sekali."),
}
NO_SUCH_DEVICE_CODE = _(
    "Kode itu tidak cocok, sudah dijawab, atau waktunya habis. Periksa kode di layar, atau minta kode baru di perangkat."
)
TO_DO_OTHERWISE = _("Tutup halaman ini, lalu mulai lagi dari layanan. Jika tetap terjadi, beri tahu layanan itu.")


def to_do(reason: PageReason) -> Any:
    """Return what helps after a refusal."""
    return TO_DO.get(reason, TO_DO_OTHERWISE)
