"""The standard claims of OpenID Connect that nobody types: they follow from what is there."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from vault.derived.answer import DerivedField, Values, data_of, tested
from vault.fields.field import choices_of

PROFILE = "profile"
WESTERN, CENTRAL, EASTERN = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"
# By province; all others, and regions that are not on the list, keep the time of the west.
ZONES: Mapping[str, str] = {
    **dict.fromkeys(("51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"), CENTRAL),
    **dict.fromkeys(("81", "82", "91", "92", "93", "94", "95", "96"), EASTERN),
}
WORDS = choices_of(
    {
        WESTERN: ("Waktu Indonesia Barat (WIB)", "Western Indonesia Time (WIB)"),
        CENTRAL: ("Waktu Indonesia Tengah (WITA)", "Central Indonesia Time (WITA)"),
        EASTERN: ("Waktu Indonesia Timur (WIT)", "Eastern Indonesia Time (WIT)"),
    }
)
PROVINCE_DIGITS = 2
GAPS = re.compile(r"[^a-z0-9]+")


def _zone(values: Values, _today: date) -> str | None:
    """Return the zone of where the citizen lives; the card's address speaks when no other is told."""
    code = data_of(values, "domicile_village_code") or data_of(values, "ktp_village_code")
    return None if code is None else ZONES.get(code[:PROVINCE_DIGITS], WESTERN)


def _username(name: str) -> str | None:
    """Return how the citizen likes to be called, as a name for a computer: `Bu Siti` is `bu.siti`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return GAPS.sub(".", plain.replace("'", "")).strip(".") or None


STANDARD = (
    DerivedField(
        "preferred_username", "Nama pengguna", "User name", ("preferred_name",),
        tested("preferred_name", _username), scope=PROFILE, stands_for=(),
    ),
    DerivedField(
        "zoneinfo", "Zona waktu", "Time zone", ("domicile_village_code", "ktp_village_code"), _zone, scope=PROFILE,
        choices=WORDS, stands_for=(),
    ),
)  # fmt: skip
