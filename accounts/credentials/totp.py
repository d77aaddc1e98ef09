"""Codes of an authenticator app (RFC 6238): six digits, 30 seconds, HMAC-SHA-1, as every app of today reads them."""

import hmac
from datetime import datetime

import pyotp

STEP_SECONDS = 30
LEAST_SECRET_BYTES = 16
ISSUER = "Sekali"


def new_secret() -> str:
    """Return a new secret of 160 bits in base32 (RFC 4226, section 4, R6)."""
    return pyotp.random_base32()


def is_secret(text: str) -> bool:
    """Tell whether `text` is base32 of at least 128 bits (RFC 4226, section 4, R6)."""
    try:
        return len(pyotp.TOTP(text).byte_secret()) >= LEAST_SECRET_BYTES
    except ValueError:
        return False


def address(secret: str, name: str) -> str:
    """Return the `otpauth` address that an app reads from a picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the time step whose code this is, at most one early or late (section 5.2); None for a wrong code."""
    plain, totp = "".join(code.split()), pyotp.TOTP(secret)
    present = int(now.timestamp()) // STEP_SECONDS
    for step in (present, present - 1, present + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), plain.encode("utf-8", "replace")):
            return step
    return None
