"""Entries: what the ledger remembers of a deed, and the bytes that stand for it for ever."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, TypedDict

from core import canonical
from core.clock import from_epoch, to_epoch

VERSION = 1
TAG_BYTES = 16
SALT_BYTES = 32
OPENING_DOMAIN = b"sekali-ledger-1/opening\n"

Actor = Literal["citizen", "service", "staff", "system"]
ACTORS = frozenset({"citizen", "service", "staff", "system"})


class EntryType(StrEnum):
    """The kinds of deed. A name that was written once keeps its meaning for ever; new ones are added at the end."""

    ACCOUNT_OPENED = "account.opened"
    ACCOUNT_FROZEN = "account.frozen"
    ACCOUNT_UNFROZEN = "account.unfrozen"
    ACCOUNT_CLOSING = "account.closing"
    ACCOUNT_CLOSING_CANCELLED = "account.closing_cancelled"
    ERASE = "erase"
    CONSENT_GIVEN = "consent.given"
    CONSENT_REFUSED = "consent.refused"
    CONSENT_CHANGED = "consent.changed"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    NOTICE_SHOWN = "notice.shown"
    RELEASE = "release"
    PROFILE_CHANGED = "profile.changed"
    STAFF_ACT = "staff.act"
    STAFF_LOOKUP = "staff.lookup"
    SERVICE_CHANGED = "service.changed"
    SERVICE_DISABLED = "service.disabled"
    PURPOSE_PAUSED = "purpose.paused"
    PURPOSE_RESUMED = "purpose.resumed"
    CREDENTIALS_CHANGED = "credentials.changed"
    LEDGER_HANDED_OVER = "ledger.handed_over"
    DELETION_REQUESTED = "deletion.requested"
    DELETION_DONE = "deletion.done"
    DELETION_HELD = "deletion.held"
    GRANT_FROZEN = "grant.frozen"
    GRANT_THAWED = "grant.thawed"
    HOLD_PLACED = "hold.placed"
    HOLD_LIFTED = "hold.lifted"


class Terms(TypedDict):
    """How long an answer holds: for one release, or until `ends` (seconds since 1970; None is open-ended)."""

    once: bool
    ends: int | None


class DraftError(ValueError):
    """A draft lacks what its type needs, or says what its type never says."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a type needs, and what it may say besides, out of service, purpose, fields, terms and count."""

    needs: frozenset[str]
    may: frozenset[str] = frozenset()


_ANSWER = Shape(frozenset({"service", "purpose", "terms"}), frozenset({"fields", "count"}))
_RELEASE = Shape(frozenset({"service", "purpose"}), frozenset({"fields", "count"}))
_ABOUT_PURPOSE = Shape(frozenset({"service", "purpose"}), frozenset({"fields"}))
_BARE = Shape(frozenset())
_STAFF = Shape(frozenset(), frozenset({"service", "purpose", "fields", "count"}))

SHAPES: Mapping[EntryType, Shape] = {
    EntryType.ACCOUNT_OPENED: _BARE,
    EntryType.ACCOUNT_FROZEN: _BARE,
    EntryType.ACCOUNT_UNFROZEN: _BARE,
    EntryType.ACCOUNT_CLOSING: _BARE,
    EntryType.ACCOUNT_CLOSING_CANCELLED: _BARE,
    EntryType.ERASE: Shape(frozenset({"count"})),
    EntryType.CONSENT_GIVEN: _ANSWER,
    EntryType.CONSENT_REFUSED: _ABOUT_PURPOSE,
    EntryType.CONSENT_CHANGED: _ANSWER,
    EntryType.CONSENT_WITHDRAWN: _ABOUT_PURPOSE,
    EntryType.NOTICE_SHOWN: _ANSWER,
    EntryType.RELEASE: _RELEASE,
    EntryType.PROFILE_CHANGED: Shape(frozenset({"fields"})),
    EntryType.STAFF_ACT: _STAFF,
    EntryType.STAFF_LOOKUP: _STAFF,
    EntryType.SERVICE_CHANGED: Shape(frozenset({"service"}), frozenset({"purpose", "fields"})),
    EntryType.SERVICE_DISABLED: Shape(frozenset({"service"})),
    EntryType.PURPOSE_PAUSED: _ABOUT_PURPOSE,
    EntryType.PURPOSE_RESUMED: _ABOUT_PURPOSE,
    EntryType.CREDENTIALS_CHANGED: _BARE,
    EntryType.LEDGER_HANDED_OVER: _BARE,
    EntryType.DELETION_REQUESTED: _ABOUT_PURPOSE,
    EntryType.DELETION_DONE: _ABOUT_PURPOSE,
    EntryType.DELETION_HELD: _ABOUT_PURPOSE,
    EntryType.GRANT_FROZEN: _ABOUT_PURPOSE,
    EntryType.GRANT_THAWED: _ABOUT_PURPOSE,
    EntryType.HOLD_PLACED: Shape(frozenset({"terms"}), frozenset({"fields"})),
    EntryType.HOLD_LIFTED: Shape(frozenset(), frozenset({"fields"})),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A deed on its way into the ledger: names of fields, never values; who it was goes into `sealed`.

    `purpose` is written `key@version`. `citizen` and `sealed` (value versions, manifest, evidence hash …)
    are kept under seal only. The count of an `erase` is the number of entries its tag had before it; the
    writer fills it in.
    """

    type: EntryType
    time: datetime
    tag: bytes
    actor: Actor
    fields: tuple[str, ...] = ()
    service: str | None = None
    purpose: str | None = None
    staff: str | None = None
    terms: Terms | None = None
    count: int | None = None
    citizen: str | None = field(default=None, repr=False)
    sealed: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it stands in the ledger: its place, its body's facts, and the sealed part as it is kept."""

    index: int
    type: EntryType
    time: datetime
    tag: bytes
    number: int
    actor: str
    staff: str | None
    service: str | None
    purpose: str | None
    fields: tuple[str, ...]
    terms: Terms | None
    count: int | None
    commitment: bytes
    body: bytes = field(repr=False)
    leaf_hash: bytes = field(repr=False)
    sealed: bytes | None = field(default=None, repr=False)
    sealed_for: str | None = None


def check(draft: Draft) -> None:
    """Raise `DraftError` when `draft` does not have the shape of its type."""
    said = {
        name for name in ("service", "purpose", "fields", "terms", "count") if getattr(draft, name) not in (None, ())
    }
    shape = SHAPES[draft.type]
    if draft.type is EntryType.ERASE:
        said.add("count")
    if missing := shape.needs - said:
        raise DraftError(f"{draft.type} needs {', '.join(sorted(missing))}")
    if foreign := said - shape.needs - shape.may:
        raise DraftError(f"{draft.type} says nothing of {', '.join(sorted(foreign))}")
    if len(draft.tag) != TAG_BYTES:
        raise DraftError(f"a tag has {TAG_BYTES} bytes")
    if draft.actor not in ACTORS or (draft.actor == "staff") != bool(draft.staff):
        raise DraftError("the actor is citizen, service, system, or staff with the member's id")
    if draft.purpose is not None and not _is_versioned(draft.purpose):
        raise DraftError("a purpose is written key@version")


def body(draft: Draft, number: int, commitment: bytes) -> bytes:
    """Return the body of `draft` as the entry `number` of its tag: the bytes that become a leaf."""
    return canonical.encode(
        {
            "v": VERSION,
            "type": draft.type.value,
            "time": to_epoch(draft.time),
            "tag": canonical.b64(draft.tag),
            "number": number,
            "actor": draft.actor,
            "staff": draft.staff,
            "service": draft.service,
            "purpose": draft.purpose,
            "fields": sorted(set(draft.fields)),
            "terms": None if draft.terms is None else {"once": draft.terms["once"], "ends": draft.terms["ends"]},
            "count": number - 1 if draft.type is EntryType.ERASE else draft.count,
            "commitment": canonical.b64(commitment),
        }
    )


def read(index: int, data: bytes, leaf_hash: bytes, sealed: bytes | None, sealed_for: str | None) -> Entry:
    """Return the entry whose body is `data`; raise `NotCanonicalError` for bytes that are not canonical."""
    facts = canonical.decode(data)
    return Entry(
        index=index,
        type=EntryType(facts["type"]),
        time=from_epoch(facts["time"]),
        tag=canonical.unb64(facts["tag"]),
        number=facts["number"],
        actor=facts["actor"],
        staff=facts["staff"],
        service=facts["service"],
        purpose=facts["purpose"],
        fields=tuple(facts["fields"]),
        terms=facts["terms"],
        count=facts["count"],
        commitment=canonical.unb64(facts["commitment"]),
        body=data,
        leaf_hash=leaf_hash,
        sealed=sealed,
        sealed_for=sealed_for,
    )


def opening(salt: bytes, draft: Draft) -> bytes:
    """Return salt and canonical payload: what is sealed, and what a holder needs to prove the entry is theirs."""
    payload = dict(draft.sealed)
    if draft.citizen is not None:
        payload["citizen"] = draft.citizen
    return salt + canonical.encode(payload)


def commit(opened: bytes) -> bytes:
    """Return the commitment to an opening; 32 random bytes of salt hide its payload from guessing."""
    return hashlib.sha256(OPENING_DOMAIN + opened).digest()


def _is_versioned(purpose: str) -> bool:
    key, at, version = purpose.rpartition("@")
    return bool(at and key) and "@" not in key and version.isascii() and version.isdigit() and version[0] != "0"
