"""The text of a ring file: JSON with every key's purpose, version, state, dates and material."""

import base64
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from keys.material import Purpose, RingKey, State

FORMAT = "sekali-ring-1"


def text_of(keys: Iterable[RingKey]) -> str:
    """Return the text of a ring file."""
    return json.dumps({"format": FORMAT, "keys": [_to_json(key) for key in keys]}, indent=1) + "\n"


def keys_of(text: str) -> tuple[RingKey, ...]:
    """Return the keys of a ring file; raise `ValueError`, `KeyError` or `TypeError` when it is not one."""
    ring = json.loads(text)
    if ring["format"] != FORMAT:
        raise ValueError("another format")
    return tuple(_from_json(key) for key in ring["keys"])


def _to_json(key: RingKey) -> dict[str, Any]:
    told: dict[str, Any] = {
        "purpose": key.purpose.value,
        "version": key.version,
        "state": key.state.value,
        "created_at": key.created_at.isoformat(),
        "material": _text(key.material),
    }
    if key.kid:
        told["kid"] = key.kid
    if key.retired_at is not None:
        told["retired_at"] = key.retired_at.isoformat()
    if key.handle:
        told["handle"] = key.handle
    if key.salt:
        told |= {"salt": _text(key.salt), "memory_kib": key.memory_kib, "passes": key.passes}
    return told


def _from_json(told: dict[str, Any]) -> RingKey:
    retired_at = told.get("retired_at")
    return RingKey(
        purpose=Purpose(told["purpose"]),
        version=_whole(told["version"]),
        state=State(told["state"]),
        created_at=_moment(told["created_at"]),
        material=_bytes(told["material"]),
        kid=str(told.get("kid", "")),
        retired_at=None if retired_at is None else _moment(retired_at),
        salt=_bytes(told.get("salt", "")),
        memory_kib=_whole(told.get("memory_kib", 0)),
        passes=_whole(told.get("passes", 0)),
        handle=str(told.get("handle", "")),
    )


def _whole(value: object) -> int:
    if type(value) is not int:
        raise TypeError("not a whole number")
    return value


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
