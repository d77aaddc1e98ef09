"""History: every version of a value with those who received it, and who still holds one that is no longer true."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from consent import derivation
from consent.answers import store
from consent.purposes import Service
from keys.citizen_keys import KeyDestroyed, open_key
from keys.ring import KeyRing
from keys.sealing import CitizenKey
from ledger import openings, search
from ledger.entries import Entry, EntryType
from ledger.openings import OpeningError
from vault import safe
from vault.store import Stored
from vault.values import Value
from vault.verification import store as verification
from vault.verification.results import Check


@dataclass(frozen=True, slots=True)
class Receiver:
    """One read by a service of one version of a field: the value itself, or `answers` that were worked out from it."""

    service: Service
    time: datetime
    entry: int
    version: int
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a field with its value (None when it was cleared), and who received it, newest first."""

    stored: Stored
    value: Value | None = field(repr=False)
    receivers: tuple[Receiver, ...]
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """All versions, newest first, and for each service that holds another value than the present one its last read."""

    versions: tuple[Version, ...]
    behind: tuple[Receiver, ...]


def history(session: Session, keys: KeyRing, citizen: str, name: str) -> History:
    """Return the history of one field of a citizen; empty when its key is gone."""
    try:
        key, former = open_key(session, keys, citizen), safe.former(session, keys, citizen, name)
    except KeyDestroyed:
        return History((), ())
    received = list(_received(session, key, citizen, name))
    checks = [one for one in verification.all_of(session, citizen) if one.field == name]
    versions = (
        Version(
            one, value, tuple(read for read in received if read.version == one.version),
            tuple(said for said in checks if said.version == one.version),
        )
        for value, one in former
    )  # fmt: skip
    return History(tuple(versions), _behind(former, received))


def _behind(former: Sequence[tuple[Value | None, Stored]], received: Iterable[Receiver]) -> tuple[Receiver, ...]:
    data = {stored.version: None if value is None else value.data for value, stored in former}
    present = data[max(data)] if data else None
    newest: dict[str, Receiver] = {}
    for one in received:
        newest.setdefault(one.service.id, one)
    # Data that was only checked anew is a new version of the same.
    return tuple(one for one in newest.values() if data.get(one.version, present) != present)


def _received(session: Session, key: CitizenKey, citizen: str, name: str) -> Iterator[Receiver]:
    """Yield the reads that a field was behind, newest first; only these entries are opened."""
    services = {found.key: found for _, _, found in store.all_of(session, citizen)}
    for entry in _releases(session, citizen):
        answers = tuple(one for one in entry.fields if name in derivation.stored_fields([one]))
        if not answers or entry.service not in services:
            continue
        version = _versions(entry, key).get(name)
        if version is not None:
            told = () if name in answers else answers
            yield Receiver(services[entry.service], entry.time, entry.index, version, told)


def _versions(entry: Entry, key: CitizenKey) -> Mapping[str, int]:
    try:
        payload = openings.open_for_citizen(entry, key).payload
    except OpeningError:
        return {}
    return dict(payload.get("versions", {}))


def _releases(session: Session, citizen: str) -> Iterator[Entry]:
    tags, before = store.tags_of(session, citizen), None
    while tags:
        found = search.find(
            session, tag=tags, type=EntryType.RELEASE, after=before, newest_first=True, limit=search.MOST
        )
        yield from found
        if len(found) < search.MOST:
            return
        before = found[-1].index
