"""A document leaves by the same door as every value: permit, safe, entry; its bytes are streamed once all of that is kept."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from consent.grants import Refusal
from consent.release import CHANGED, Permitted, release
from keys.ring import KeyRing
from vault import catalogue
from vault.documents import opening
from vault.documents.uploads import Sessions

NO_DOCUMENT = "not_a_document"


@dataclass(frozen=True, slots=True)
class Leaving:
    """A document on its way out: media type, size in bytes, what yields its bytes, given a way to read, and its entry."""

    kind: str
    size: int
    pieces: Callable[[Sessions], Iterator[bytes]]
    entry: int


def release_document(
    session: Session, keys: KeyRing, permitted: Permitted, citizen: str, field: str, now: datetime
) -> Leaving | Refusal | str:
    """Return the document of `citizen` that the grant gives away, with the entry of this read; or why there is none.

    A reason is one of `release`'s for single fields, or `not_a_document`; for the latter nothing is entered.
    """
    if field not in catalogue.DOCUMENTS:
        return NO_DOCUMENT
    # Looked up first: the entry is the last that is written.
    found = opening.document(session, keys, citizen, field)
    released = release(session, keys, permitted, (field,), now)
    if isinstance(released, Refusal):
        return released
    value = released.values.get(field)
    if value is None:
        return released.refused.get(field, "refused")
    if found is None or found.value.version != value.version:
        return CHANGED
    return Leaving(found.kind, found.size, lambda sessions: opening.pieces(sessions, found), released.entry)
