"""What people type to say who they are: e-mail, phone, account number or NIK, in the one form under which it is looked up."""

import re
import secrets
import unicodedata
from dataclasses import dataclass

import phonenumbers

EMAIL, PHONE, NUMBER, NIK = "email", "phone", "number", "nik"
LONGEST = 254
MAIL_SHAPE = re.compile(r"[^@\s\x00-\x1f\x7f-\x9f\"(),:;<>\[\]\\]+@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\.[a-z0-9-]{2,63}\Z")
NUMBER_DIGITS, NIK_DIGITS = 10, 16


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier in canonical form; it never shows itself."""

    kind: str
    value: str

    def __repr__(self) -> str:
        return f"Identifier({self.kind})"


def parse(text: str) -> Identifier | None:
    """Return the identifier that `text` is, or None when it can be none of them."""
    plain = unicodedata.normalize("NFKC", without_unseen(text)).strip()
    if len(plain) > LONGEST:
        return None
    if "@" in plain:
        mail = plain.lower()
        return Identifier(EMAIL, mail) if MAIL_SHAPE.fullmatch(mail) else None
    digits = re.sub(r"[\s.\-()]", "", plain)
    if digits.isascii() and digits.isdigit():
        if len(digits) == NIK_DIGITS:
            return Identifier(NIK, digits)
        if len(digits) == NUMBER_DIGITS and is_number(digits):
            return Identifier(NUMBER, digits)
    return _phone(digits)


def without_unseen(text: str) -> str:
    """Return `text` without the format signs that a paste brings along: nobody sees them, and nobody could type them again."""
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf")


def new_number() -> str:
    """Return a fresh account number: nine random digits, the first not 0 (so that no phone number is one), and a check digit."""
    digits = str(secrets.randbelow(9) + 1) + "".join(str(secrets.randbelow(10)) for _ in range(NUMBER_DIGITS - 2))
    return digits + str(_check(digits))


def is_number(digits: str) -> bool:
    """Tell whether ten digits are an account number."""
    return digits[0] != "0" and int(digits[-1]) == _check(digits[:-1])


def _check(digits: str) -> int:
    """Return the check digit after Luhn (ISO/IEC 7812-1, annex B): it finds every single mistyped digit."""
    doubled = [int(d) * (2 if place % 2 == 0 else 1) for place, d in enumerate(reversed(digits))]
    return -sum(d - 9 if d > 9 else d for d in doubled) % 10  # noqa: PLR2004


def _phone(digits: str) -> Identifier | None:
    try:
        number = phonenumbers.parse(re.sub(r"^(00)?62", "+62", digits), "ID")
    except phonenumbers.NumberParseException:
        return None
    if number.country_code != 62 or not phonenumbers.is_possible_number(number):  # noqa: PLR2004
        return None
    return Identifier(PHONE, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
