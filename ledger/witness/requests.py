"""What a ledger asks of a witness: the body of `add-checkpoint` (C2SP tlog-witness)."""

import base64
import binascii
import re
from dataclasses import dataclass

from ledger.verify.notes import Note, read_note
from ledger.verify.report import UnreadableError

MOST_HASHES = 63
MOST_BYTES = 1 << 16

_BODY = re.compile(rb"old (0|[1-9][0-9]{0,17})\n((?:[A-Za-z0-9+/]{43}=\n)*)\n(.*)", re.DOTALL)


class RequestError(ValueError):
    """The body is not one of `add-checkpoint`; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """A checkpoint, and the proof that the tree of `old` entries is its beginning."""

    old: int
    path: tuple[bytes, ...]
    note: Note
    data: bytes


def read_request(body: bytes) -> AddCheckpoint:
    """Return what `body` asks; raise `RequestError`."""
    found = _BODY.fullmatch(body)
    if found is None:
        raise RequestError("The body is an old size, hashes, an empty line and a checkpoint.")
    try:
        path = tuple(_hash(line) for line in found[2].split())
        note = read_note(found[3])
    except (UnreadableError, binascii.Error) as error:
        raise RequestError(f"The body cannot be read: {error}") from None
    old = int(found[1])
    if len(path) > MOST_HASHES or old > note.size:
        raise RequestError("There are too many hashes, or the old size is larger than the checkpoint's.")
    return AddCheckpoint(old, path, note, found[3])


def write_request(old: int, path: tuple[bytes, ...], note: bytes) -> bytes:
    """Return the body that asks to cosign `note`."""
    hashes = b"".join(base64.b64encode(one) + b"\n" for one in path)
    return b"old %d\n" % old + hashes + b"\n" + note


def _hash(line: bytes) -> bytes:
    data = base64.b64decode(line, validate=True)
    if base64.b64encode(data) != line:
        raise binascii.Error("a hash has another spelling")
    return data
