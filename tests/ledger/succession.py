"""A ledger whose key was rotated, taken apart and put together again as somebody would who wants to deceive."""

import json
from dataclasses import dataclass, replace
from datetime import timedelta

from keys.fresh import announced, promoted
from keys.material import Purpose
from keys.ring import KeyRing
from ledger import checkpoints, publishing
from ledger.checkpoints import Checkpoint, verifier_key
from tests.ledger.conftest import NOW, ORIGIN, Book
from tests.ledger.rogue import canonical


def announce(ring: KeyRing) -> KeyRing:
    """The ring as every server has read it when the rotation begins."""
    return KeyRing(announced(ring._keys.values(), Purpose.LEDGER, NOW))


def promote(ring: KeyRing) -> KeyRing:
    return KeyRing(promoted(ring._keys.values(), Purpose.LEDGER, NOW + timedelta(minutes=1)))


def hand_over(book: Book) -> Checkpoint:
    """A rotation without its commands."""
    book.keys = announce(book.keys)
    while book.publish():
        pass
    with book.keeping() as session:
        made = publishing.hand_over(session, book.keys, ORIGIN, NOW)
    book.keys = promote(book.keys)
    return made


def keys_of(book: Book) -> list[str]:
    """All verifier keys of the ledger, oldest first."""
    return [verifier_key(ORIGIN, public) for public, _, _ in book.keys.ledger_publics]


def signed_by(book: Book, version: int, size: int, root: bytes) -> bytes:
    """A checkpoint by one of the ledger's keys, whether it is that one's turn or not."""
    public = {number: public for public, number, _ in book.keys.ledger_publics}[version]
    return checkpoints.signed(ORIGIN, size, root, public, lambda text: book.keys.sign_checkpoint(text, public)).note


@dataclass(frozen=True)
class Parts:
    """An export in pieces; `notes` are the handovers and, last, the checkpoint."""

    bodies: tuple[bytes, ...]
    notes: tuple[bytes, ...]
    hashes: bytes

    def written(self, sizes: list[int] | None = None) -> bytes:
        told = [checkpoints.parse(note).size for note in self.notes]
        chain = told[:-1] if sizes is None else sizes
        header = {"format": "sekali-ledger-1", "origin": ORIGIN, "size": told[-1]}
        header |= {"handovers": chain} if chain else {}
        lines = b"".join(body + b"\n" for body in self.bodies)
        return canonical(header) + b"\n" + lines + b"\n" + b"".join(one + b"\n" for one in self.notes) + self.hashes

    def with_notes(self, *notes: bytes) -> "Parts":
        return replace(self, notes=notes)


def parts(export: bytes) -> Parts:
    header, rest = export.split(b"\n", 1)
    told = json.loads(header)
    blocks = rest.split(b"\n\n")
    wanted = 1 + len(told.get("handovers", []))
    notes = [b"\n\n".join(blocks[1 + 2 * number : 3 + 2 * number]) + b"\n" for number in range(wanted)]
    return Parts(tuple(blocks[0].split(b"\n")), tuple(notes), b"\n\n".join(blocks[1 + 2 * wanted :]))
