"""Openings: the sealed part of an entry, opened by those who hold its key, and checked against its commitment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Any

from core import canonical
from keys.ring import KeyRing
from keys.sealing import CitizenKey, SealBroken, unseal
from ledger.entries import SALT_BYTES, Entry, commit
from ledger.writer import FIELD, SCHEMA, VALUE_VERSION, desk_context


class OpeningError(ValueError):
    """The sealed part is gone, belongs to somebody else, or is not what the entry commits to."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Salt and payload of an entry: with them a holder proves for ever what the entry says about them."""

    data: bytes = field(repr=False)
    payload: Mapping[str, Any] = field(repr=False)

    @property
    def salt(self) -> bytes:
        """Return the random bytes that hide the payload from guessing."""
        return self.data[:SALT_BYTES]


def open_for_citizen(entry: Entry, citizen_key: CitizenKey) -> Opening:
    """Return the opening of an entry that was sealed for the holder of `citizen_key`; raise `OpeningError`."""
    if entry.sealed is None or entry.sealed_for != "citizen":
        raise OpeningError("not sealed for a citizen")
    try:
        opened = unseal(
            citizen_key,
            citizen=citizen_key.citizen,
            field=FIELD,
            schema=SCHEMA,
            value_version=VALUE_VERSION,
            blob=entry.sealed,
        )
    except SealBroken:
        raise OpeningError("sealed for somebody else, or damaged") from None
    return _checked(entry, opened)


def open_for_desk(entry: Entry, keys: KeyRing) -> Opening:
    """Return the opening of an entry without a citizen; raise `OpeningError`."""
    if entry.sealed is None or entry.sealed_for != "desk":
        raise OpeningError("not sealed for a desk")
    try:
        opened = keys.open_desk(entry.sealed, desk_context(entry.tag))
    except SealBroken:
        raise OpeningError("damaged") from None
    return _checked(entry, opened)


def _checked(entry: Entry, opened: bytes) -> Opening:
    if not compare_digest(commit(opened), entry.commitment):
        raise OpeningError("not what the entry commits to")
    return Opening(opened, canonical.decode(opened[SALT_BYTES:]))
