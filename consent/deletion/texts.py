"""What pages say of deletion requests."""

from datetime import datetime

from flask_babel import gettext, ngettext

from consent.deletion.requests import Answer, Request


def deletion_words(request: Request, now: datetime) -> str:
    """Return where a deletion request stands, in one sentence for the citizen."""
    match request.answer:
        case Answer.DELETED:
            return gettext("Layanan menyatakan sudah menghapus data yang diterimanya.")
        case Answer.LEGAL_HOLD:
            return gettext(
                "Layanan menyatakan wajib menyimpan data ini menurut hukum: %(basis)s.", basis=request.basis.rstrip(".")
            )
        case None:
            left = request.hours_left(now)
            if left > 0:
                return ngettext(
                    "Layanan diminta menghapus data yang diterimanya. Belum ada jawaban; sisa %(num)d jam.",
                    "Layanan diminta menghapus data yang diterimanya. Belum ada jawaban; sisa %(num)d jam.",
                    left,
                )
            return gettext(
                "Layanan belum menjawab permintaan penghapusan, padahal batas 3×24 jam sudah lewat %(hours)s jam. "
                "Keterlambatan ini tampil di daftar layanan publik.",
                hours=-left,
            )
