"""The form of a body: exactly its thirteen keys, each with a value of its kind, and what its type needs."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from ledger.verify.canonical import NotCanonicalError, read, unbase64url

VERSION = 1
TAG_BYTES, COMMITMENT_BYTES = 16, 32
ACTORS = frozenset({"citizen", "service", "staff", "system"})

_PURPOSE = re.compile(r"[^@]+@[1-9][0-9]*")

_ANSWER = (frozenset({"service", "purpose", "terms"}), frozenset({"fields", "count"}))
_RELEASE = (frozenset({"service", "purpose"}), frozenset({"fields", "count"}))
_ABOUT_PURPOSE = (frozenset({"service", "purpose"}), frozenset({"fields"}))
_BARE: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
_STAFF = (frozenset[str](), frozenset({"service", "purpose", "fields", "count"}))

TYPES: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "account.opened": _BARE,
    "account.frozen": _BARE,
    "account.unfrozen": _BARE,
    "account.closing": _BARE,
    "account.closing_cancelled": _BARE,
    "erase": (frozenset({"count"}), frozenset()),
    "consent.given": _ANSWER,
    "consent.refused": _ABOUT_PURPOSE,
    "consent.changed": _ANSWER,
    "consent.withdrawn": _ABOUT_PURPOSE,
    "notice.shown": _ANSWER,
    "release": _RELEASE,
    "profile.changed": (frozenset({"fields"}), frozenset()),
    "staff.act": _STAFF,
    "staff.lookup": _STAFF,
    "service.changed": (frozenset({"service"}), frozenset({"purpose", "fields"})),
    "service.disabled": (frozenset({"service"}), frozenset()),
    "purpose.paused": _ABOUT_PURPOSE,
    "purpose.resumed": _ABOUT_PURPOSE,
    "credentials.changed": _BARE,
    "ledger.handed_over": _BARE,
    "deletion.requested": _ABOUT_PURPOSE,
    "deletion.done": _ABOUT_PURPOSE,
    "deletion.held": _ABOUT_PURPOSE,
    "grant.frozen": _ABOUT_PURPOSE,
    "grant.thawed": _ABOUT_PURPOSE,
    "hold.placed": (frozenset({"terms"}), frozenset({"fields"})),
    "hold.lifted": (frozenset(), frozenset({"fields"})),
}
"""What each type needs, and what it may say besides."""


class MalformedError(ValueError):
    """A line is not a body of this ledger; the message says why."""


def body_of(line: bytes) -> dict[str, Any]:
    """Return the body that `line` is; raise `MalformedError`."""
    try:
        body = read(line)
    except NotCanonicalError as error:
        raise MalformedError(str(error)) from None
    if not isinstance(body, dict) or body.keys() != _KINDS.keys():
        raise MalformedError("does not have exactly the keys of an entry")
    for key, is_kind in _KINDS.items():
        if not is_kind(body[key]):
            raise MalformedError(f"has a {key!r} that cannot stand there")
    for complaint in _complaints(body):
        raise MalformedError(complaint)
    return body


def _complaints(body: dict[str, Any]) -> Iterator[str]:
    needs, may = TYPES[body["type"]]
    said = {key for key in ("service", "purpose", "fields", "terms", "count") if body[key] not in (None, [])}
    if missing := needs - said:
        yield f"is a {body['type']} without {', '.join(sorted(missing))}"
    if foreign := said - needs - may:
        yield f"is a {body['type']} with {', '.join(sorted(foreign))}"
    if (body["actor"] == "staff") != (body["staff"] is not None):
        yield "names a member of staff without being theirs, or is theirs without naming them"


def _is_whole(value: Any, least: int) -> bool:
    return type(value) is int and value >= least


def _is_bytes(length: int) -> Callable[[Any], bool]:
    def fits(value: Any) -> bool:
        try:
            unbase64url(value, length)
        except NotCanonicalError:
            return False
        return True

    return fits


def _is_text(value: Any) -> bool:
    return value is None or (isinstance(value, str) and value != "")


def _is_purpose(value: Any) -> bool:
    return value is None or (isinstance(value, str) and _PURPOSE.fullmatch(value) is not None)


def _is_fields(value: Any) -> bool:
    if not isinstance(value, list) or not all(isinstance(name, str) and name for name in value):
        return False
    return all(left < right for left, right in pairwise(value))


def _is_terms(value: Any) -> bool:
    if value is None:
        return True
    if not isinstance(value, dict) or value.keys() != {"once", "ends"}:
        return False
    return isinstance(value["once"], bool) and (value["ends"] is None or _is_whole(value["ends"], 0))


_KINDS: Mapping[str, Callable[[Any], bool]] = {
    "v": lambda value: type(value) is int and value == VERSION,
    "type": lambda value: isinstance(value, str) and value in TYPES,
    "time": lambda value: _is_whole(value, 0),
    "tag": _is_bytes(TAG_BYTES),
    "number": lambda value: _is_whole(value, 1),
    "actor": lambda value: isinstance(value, str) and value in ACTORS,
    "staff": _is_text,
    "service": _is_text,
    "purpose": _is_purpose,
    "fields": _is_fields,
    "terms": _is_terms,
    "count": lambda value: value is None or _is_whole(value, 0),
    "commitment": _is_bytes(COMMITMENT_BYTES),
}
