"""Received: for each stored field, which services read it, as a value or as an answer, how often and when last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from consent import access_log
from consent.access_log import Access
from consent.derivation import stored_fields


@dataclass(frozen=True, slots=True)
class Reading:
    """All reads of one field by one service; `as_value` is false where it only ever got an answer worked out from it."""

    service: str
    times: int
    last: datetime
    as_value: bool


def readings(session: Session, citizen: str) -> Mapping[str, list[Reading]]:
    """Return who received what of this citizen, by stored field; services in the order of their last read, newest first."""
    found: dict[str, dict[str, Reading]] = {}
    before: int | None = None
    while True:
        stretch = access_log.page(session, citizen, None, before)
        for access in stretch.accesses:
            _note(found, access)
        if stretch.older is None:
            return {name: list(by_service.values()) for name, by_service in found.items()}
        before = stretch.older


def _note(found: dict[str, dict[str, Reading]], access: Access) -> None:
    for name in {name for key in access.fields for name in stored_fields((key,))}:
        known = found.setdefault(name, {})
        said = known.get(access.service.key)
        as_value = name in access.fields or (said is not None and said.as_value)
        last = access.time if said is None else said.last
        times = 1 if said is None else said.times + 1
        known[access.service.key] = Reading(access.service.legal_name, times, last, as_value)
