"""What pages say of requests: rights, channels, outcomes."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from accounts.rights.tickets import Channel, Outcome, Right

RIGHTS: Mapping[Right, Any] = {
    Right.ACCESS: _("Mendapat salinan data"),
    Right.CORRECTION: _("Memperbaiki data"),
    Right.RESTRICTION: _("Membekukan data"),
    Right.OBJECTION: _("Keberatan"),
    Right.ERASURE: _("Menghapus akun"),
    Right.PORTABILITY: _("Membawa data ke tempat lain"),
}
CHANNELS: Mapping[Channel, Any] = {
    Channel.WEB: _("lewat halaman ini"),
    Channel.COUNTER: _("di loket"),
    Channel.LETTER: _("lewat surat"),
}
OUTCOMES: Mapping[Outcome, Any] = {
    Outcome.DONE: _("Sudah dilaksanakan"),
    Outcome.DONE_AT_COUNTER: _("Sudah dilaksanakan di loket"),
    Outcome.TAKEN_BACK: _("Ditarik kembali oleh pemilik data"),
    Outcome.NOT_PROVED: _("Ditolak: identitas pemohon belum terbukti (Pasal 33)"),
    Outcome.NOT_OURS: _("Ditolak: data ini dipegang instansi lain (Pasal 33)"),
    Outcome.LAW: _("Ditolak: dikecualikan undang-undang (Pasal 15)"),
}
# What a citizen may ask for in words of their own page; the rest is done by the house itself.
ASKED_HERE = (Right.CORRECTION, Right.ACCESS, Right.PORTABILITY)
# What a data-protection officer may answer.
ANSWERS = tuple(outcome for outcome in Outcome if outcome is not Outcome.TAKEN_BACK)
