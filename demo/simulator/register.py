"""What the simulator knows: the made-up people of the demo, one of them with a mother's name that is spelt in another way."""

from collections.abc import Mapping
from typing import Any

YES, NO, UNKNOWN = "sesuai", "tidak sesuai", "tidak diketahui"
PEOPLE: Mapping[str, Mapping[str, Any]] = {
    "3574015708959001": {
        "nik": "3574015708959001",
        "full_name": "SITI AMINAH",
        "birth_place": "PROBOLINGGO",
        "birth_date": "1995-08-17",
        "gender": "P",
        "nationality": {"status": "WNI", "country": "IDN"},
        "religion": "1",
        "marital_status": "KAWIN TERCATAT",
        "ktp_street": "Jl. Panglima Sudirman No. 19",
        "ktp_rt_rw": {"rt": "003", "rw": "005"},
        "ktp_village_code": "35.74.04.1001",
        "family_card_number": "3574010101209001",
        "family_role": "ISTRI",
        "mother_name": "CHOIRIYAH",
        "father_name": "SUPARMAN",
        "occupation_code": "84",
    },
}


def answers(nik: str, fields: Mapping[str, Any]) -> dict[str, str]:
    """Return, for each of `fields`, whether the register has the same, as people compare: without case and spaces at the ends."""
    known = PEOPLE.get(nik)
    if known is None:
        return dict.fromkeys(fields, UNKNOWN)
    return {
        key: UNKNOWN if key not in known else YES if _plain(known[key]) == _plain(one) else NO
        for key, one in fields.items()
    }


def _plain(value: Any) -> Any:
    return " ".join(value.casefold().split()) if isinstance(value, str) else value
