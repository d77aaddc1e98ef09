"""Histories in short: one line per entry, from which bodies are made with the right numbers."""

import base64
import hashlib
from collections import Counter
from typing import Any

from tests.ledger.rogue import canonical

START = 1_795_000_000
SERVICE = "library"
PURPOSE = "library-card@1"

ABOUT_A_SERVICE = {"service.changed", "service.disabled"}
DELETIONS = {"deletion.requested", "deletion.done", "deletion.held"}
USUAL = {
    "release": "service",
    "deletion.done": "service",
    "deletion.held": "service",
    "erase": "system",
    "service.changed": "system",
    "staff.act": "system",
}

Step = dict[str, Any]


def step(kind: str, tag: str = "g", **changes: Any) -> Step:
    """One entry. `at` is seconds after START; `number` and `count` are right unless told otherwise."""
    return {"type": kind, "tag": tag} | changes


def given(tag: str = "g", fields: str = "birth_date nik", **changes: Any) -> Step:
    return step("consent.given", tag, **({"fields": fields} | changes))


def shown(tag: str = "g", fields: str = "birth_date nik", **changes: Any) -> Step:
    return step("notice.shown", tag, **({"fields": fields} | changes))


def changed(tag: str = "g", fields: str = "birth_date", **changes: Any) -> Step:
    return step("consent.changed", tag, **({"fields": fields} | changes))


def release(tag: str = "g", fields: str = "nik", **changes: Any) -> Step:
    return step("release", tag, **({"fields": fields} | changes))


def withdrawn(tag: str = "g", **changes: Any) -> Step:
    return step("consent.withdrawn", tag, **changes)


def bodies(*steps: Step) -> list[bytes]:
    """The canonical bodies of a history."""
    numbers: Counter[str] = Counter()
    return [_body(index, given_step, numbers) for index, given_step in enumerate(steps)]


def _body(index: int, wanted: Step, numbers: Counter[str]) -> bytes:
    kind, tag = wanted["type"], wanted["tag"]
    number = wanted.get("number", numbers[tag] + 1)
    numbers[tag] = number
    is_answer = kind in {"consent.given", "consent.changed", "notice.shown"}
    is_about = is_answer or kind in {"consent.refused", "consent.withdrawn", "release"} or kind in DELETIONS
    body = {
        "v": 1,
        "type": kind,
        "time": START + wanted.get("at", index),
        "tag": b64url(hashlib.sha256(tag.encode()).digest()[:16]),
        "number": number,
        "actor": wanted.get("actor", USUAL.get(kind, "citizen")),
        "staff": wanted.get("staff"),
        "service": wanted.get("service", SERVICE if is_about or kind in ABOUT_A_SERVICE else None),
        "purpose": wanted.get("purpose", PURPOSE if is_about else None),
        "fields": sorted(wanted.get("fields", "nik" if kind == "profile.changed" else "").split()),
        "terms": _terms(wanted) if is_answer or kind == "hold.placed" else None,
        "count": wanted.get("count", number - 1 if kind == "erase" else None),
        "commitment": b64url(hashlib.sha256(f"{index}".encode()).digest()),
    }
    return canonical(body | wanted.get("raw", {}))


def _terms(wanted: Step) -> dict[str, Any]:
    ends = wanted.get("ends")
    return {"once": wanted.get("once", False), "ends": None if ends is None else START + ends}


def b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
