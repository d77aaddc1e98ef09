"""Strict canonical JSON (RFC 8785 without floats): one spelling per value, everything else is refused."""

import base64
import binascii
import json
from typing import Any, NoReturn

LARGEST = 2**53 - 1

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


class NotCanonicalError(ValueError):
    """The bytes are not the one spelling of a value; the message says what is wrong."""


def read(data: bytes) -> Any:
    """Return the value of `data`; raise `NotCanonicalError` unless `data` is its one canonical spelling."""
    try:
        text = data.decode("utf-8")
        value = _DECODER.decode(text)
        spelled = _ENCODER.encode(value).encode()
    except NotCanonicalError:
        raise
    except (ValueError, RecursionError):
        raise NotCanonicalError("is not JSON") from None
    if spelled != data:
        raise NotCanonicalError("is not in the one canonical spelling")
    return value


def unbase64url(text: Any, length: int) -> bytes:
    """Return the `length` bytes of unpadded base64url `text`; raise `NotCanonicalError` for any other spelling."""
    if not isinstance(text, str):
        raise NotCanonicalError("is not text")
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise NotCanonicalError("is not base64url") from None
    if len(data) != length or base64.urlsafe_b64encode(data).rstrip(b"=").decode() != text:
        raise NotCanonicalError(f"is not {length} bytes in base64url")
    return data


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise NotCanonicalError("says one key twice")
    return value


def _integer(text: str) -> int:
    # The length is looked at first: turning thousands of digits into a number takes long.
    if len(text) > len(str(LARGEST)) + 1 or abs(int(text)) > LARGEST:
        raise NotCanonicalError("holds a number beyond 2**53")
    return int(text)


def _refuse_float(_text: str) -> NoReturn:
    raise NotCanonicalError("holds a number that is not whole")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_refuse_float, parse_constant=_refuse_float, parse_int=_integer
)
