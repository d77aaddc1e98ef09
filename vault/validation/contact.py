"""Mobile numbers and e-mail addresses in the one form in which they are stored."""

import re

import phonenumbers

from vault.validation.numbers import canonical_digits
from vault.validation.outcome import Checked, Facts, Problem, Raw, refused, text_of

EMAIL_LENGTH = 254
LOCAL_LENGTH = 64
SHORTEST, LONGEST = 9, 12
PREFIXES = ("0062", "+62", "62")
LOCAL_PART = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def phone_number(raw: Raw, _facts: Facts) -> Checked:
    """Check a mobile number typed as `0812…`, `62812…` or `+62 812…`; store E.164 with 9-12 digits after 62."""
    typed = canonical_digits(text_of(raw)).translate({ord(bracket): None for bracket in "()[]"})
    if not typed:
        return Checked(None)
    national = typed
    for prefix in PREFIXES:
        if typed.startswith(prefix):
            national = typed.removeprefix(prefix)
            break
    national = national.removeprefix("0")
    if not (national.isascii() and national.isdigit()):
        return refused("phone_characters")
    if not national.startswith("8"):
        return refused("phone_not_mobile")
    if not SHORTEST <= len(national) <= LONGEST:
        return refused("phone_length", typed=len(national))
    return Checked(f"+62{national}")


def phone_doubts(number: str, _facts: Facts) -> tuple[Problem, ...]:
    """Return a doubt when no operator is known to use the number's prefix."""
    known = phonenumbers.is_valid_number(phonenumbers.parse(number))
    return () if known else (Problem("phone_prefix_unknown"),)


def email(raw: Raw, _facts: Facts) -> Checked:
    """Check an e-mail address: the usual subset of RFC 5322, in lower case, at most 254 characters."""
    address = text_of(raw).strip().lower()
    if not address:
        return Checked(None)
    local, at, domain = address.rpartition("@")
    if not at or not LOCAL_PART.fullmatch(local) or not DOMAIN.fullmatch(domain):
        return refused("email_form")
    too_long = len(address) > EMAIL_LENGTH or len(local) > LOCAL_LENGTH
    return refused("email_long") if too_long else Checked(address)
