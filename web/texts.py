"""States in words: what a badge says about a value, a consent, an account or a service, and in which tone."""

from typing import Any

from flask_babel import lazy_gettext as _

STATES: dict[str, tuple[Any, str]] = {
    "self_declared": (_("Diisi sendiri"), "neutral"),
    "document_attached": (_("Ada dokumen"), "neutral"),
    "officer_checked": (_("Diperiksa petugas"), "good"),
    "authority_matched": (_("Cocok dengan Dukcapil"), "good"),
    "derived": (_("Dihitung dari data Anda"), "primary"),
    "verified": (_("Terverifikasi"), "good"),
    "unverified": (_("Belum diverifikasi"), "warning"),
    "live": (_("Masih berlaku"), "good"),
    "active": (_("Aktif"), "good"),
    "withdrawn": (_("Sudah ditarik"), "neutral"),
    "refused": (_("Ditolak"), "neutral"),
    "replaced": (_("Sudah diganti"), "neutral"),
    "spent": (_("Sudah dipakai"), "neutral"),
    "expired": (_("Sudah tidak berlaku"), "neutral"),
    "paused": (_("Dihentikan sementara"), "warning"),
    "disabled": (_("Dinonaktifkan"), "warning"),
    "frozen": (_("Dibekukan"), "warning"),
    "closing": (_("Akan dihapus"), "warning"),
    "closed": (_("Sudah dihapus"), "neutral"),
}


def state_words(state: str) -> tuple[Any, str]:
    """Return the words and the tone (a badge's class) of `state`; an unknown state speaks for itself."""
    return STATES.get(str(state), (str(state), "neutral"))
