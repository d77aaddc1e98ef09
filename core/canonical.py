"""One encoding per value: canonical JSON, and base64url without padding.

Canonical JSON here is RFC 8785 for the values that Sekali signs, hashes and seals: objects with
string keys in order, lists, strings, integers, booleans and null. Floats have no place in it.
"""

import base64
import binascii
import json
from typing import Any


class NotCanonicalError(ValueError):
    """The bytes are not the one encoding of the value they stand for."""


def encode(value: Any) -> bytes:
    """Return the canonical bytes of `value`; raise `NotCanonicalError` for floats and other types."""
    _refuse_foreign(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False).encode()


def decode(data: bytes) -> Any:
    """Return the value of canonical `data`; raise `NotCanonicalError` when any byte could differ."""
    try:
        value = json.loads(data)
        canonical = encode(value)
    except (ValueError, RecursionError) as error:
        raise NotCanonicalError(str(error)) from None
    if canonical != data:
        raise NotCanonicalError("not in canonical form")
    return value


def b64(data: bytes) -> str:
    """Return `data` in base64url without padding (RFC 4648, section 5)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """Return the bytes of unpadded base64url `text`; raise `NotCanonicalError` for any other spelling."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise NotCanonicalError("not base64url") from None
    if b64(data) != text:
        raise NotCanonicalError("not in canonical form")
    return data


def _refuse_foreign(value: Any) -> None:
    match value:
        case None | bool() | int() | str():
            return
        case list() | tuple():
            for item in value:
                _refuse_foreign(item)
        case dict():
            for key, item in value.items():
                if not isinstance(key, str):
                    raise NotCanonicalError("keys are strings")
                _refuse_foreign(item)
        case _:
            raise NotCanonicalError(f"no canonical form for {type(value).__name__}")
