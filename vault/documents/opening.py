"""Opening a document: its bytes, piece by piece, for its citizen, and for the one door by which a service gets them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from keys.citizen_keys import open_key
from keys.ring import KeyRing
from keys.sealing import CitizenKey, SealBroken
from vault import safe as values
from vault.documents import safe, store
from vault.documents.uploads import Sessions
from vault.values import Value


@dataclass(frozen=True, slots=True)
class Document:
    """One version of a document: what is told of it, and the key that opens its pieces."""

    citizen: str
    value: Value
    key: CitizenKey = field(repr=False)

    @property
    def kind(self) -> str:
        """Return its media type."""
        return str(self.value.data["kind"])

    @property
    def size(self) -> int:
        """Return its size in bytes."""
        return int(self.value.data["size"])


def document(session: Any, keys: KeyRing, citizen: str, field: str) -> Document | None:
    """Return the present version of a document, or None when there is none."""
    value = values.read(session, keys, citizen, [field]).get(field)
    return None if value is None else Document(citizen, value, open_key(session, keys, citizen))


def pieces(sessions: Sessions, found: Document) -> Iterator[bytes]:
    """Yield a document's bytes, each piece read for itself; raise `SealBroken` when one is missing or exchanged."""
    name, version, told = found.value.field, found.value.version, 0
    place, number = safe.place_of_document(name, version), 0
    while told < found.size:
        with sessions() as session:
            blob = store.document_piece(session, found.citizen, name, version, number)
        if blob is None:
            raise SealBroken("a document's piece is missing")
        (piece,) = safe.opened(found.key, place, [(number, blob)])
        told, number = told + len(piece), number + 1
        yield piece
