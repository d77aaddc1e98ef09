"""The words of the ledger's public pages: what a witness saw that must not be."""

from typing import Any

from flask_babel import lazy_gettext as _

from ledger.witnessing.rules import Alarm

ALARMS: dict[str, Any] = {
    Alarm.SPLIT_VIEW: _("Saksi ini melihat akar lain untuk jumlah catatan yang sama."),
    Alarm.ROLLED_BACK: _("Saksi ini sudah melihat lebih banyak catatan daripada yang ada di sini."),
    Alarm.NO_CONTINUATION: _("Saksi ini tidak mengenali catatan ini sebagai lanjutan dari yang dilihatnya."),
}
