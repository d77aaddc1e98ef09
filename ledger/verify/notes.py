"""Signed notes and verifier keys (C2SP signed-note, tlog-checkpoint), read strictly."""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ledger.verify.report import UnreadableError

_NOTE = re.compile(
    r"([^\x00-\x1f]+)\n(0|[1-9][0-9]{0,17})\n([^\x00-\x1f]+)\n(?:successor ([^\x00-\x1f]+)\n)?\n((?:\u2014 [^\x00-\x1f]+\n)+)"
)
_LINE = re.compile(r"\u2014 ([^\s+]+) ([A-Za-z0-9+/]+=*)")


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A key that is trusted to sign for one origin."""

    text: str
    origin: str
    key_id: bytes
    public: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A checkpoint as it was read; `signatures` are (name, key id, signature).

    `successor` is the key to which the ledger's key hands over by this checkpoint, None in all others.
    """

    origin: str
    size: int
    root: bytes
    text: bytes
    signatures: tuple[tuple[str, bytes, bytes], ...]
    successor: VerifierKey | None = None


class SignatureWrongError(Exception):
    """A given key is named as the signer, but did not sign this text."""


def read_key(text: str) -> VerifierKey:
    """Return the verifier key that `text` is; raise `UnreadableError`."""
    text = text.strip()
    no_key = UnreadableError(f"{text!r} is not a verifier key (origin+hash+key); print it with: sekali ledger key")
    if not text.isprintable():  # half of a character, as a shell may hand it on, cannot be hashed
        raise no_key
    origin, _, rest = text.partition("+")
    digits, _, encoded = rest.partition("+")
    material = unbase64(encoded, f"the key {text!r}")
    key_id = hashlib.sha256(origin.encode() + b"\n" + material).digest()[:4]
    if len(material) != 33 or material[0] != 1 or digits != key_id.hex() or not origin:  # noqa: PLR2004
        raise no_key
    return VerifierKey(text, origin, key_id, material[1:])


def read_note(data: bytes, what: str = "the checkpoint") -> Note:
    """Return the note that `data` is; raise `UnreadableError` for any other form."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise UnreadableError(f"{what} is not UTF-8.") from None
    found = _NOTE.fullmatch(text)
    if found is None:
        raise UnreadableError(f"{what} is not a signed note of origin, size, root and signatures.")
    root = unbase64(found[3], f"the root in {what}")
    if len(root) != hashlib.sha256().digest_size:
        raise UnreadableError(f"the root in {what} is not a SHA-256 hash.")
    signatures = tuple(_signature(line, what) for line in found[5][:-1].split("\n"))
    signed = text[: -len(found[5]) - 1].encode()
    successor = None if found[4] is None else read_key(found[4])
    if successor is not None and (successor.origin, successor.text) != (found[1], found[4]):
        raise UnreadableError(f"{what} names a successor of another ledger.")
    return Note(found[1], int(found[2]), root, signed, signatures, successor)


def is_signed_by(note: Note, key: VerifierKey) -> bool:
    """Tell whether `key` signed `note`; raise `SignatureWrongError` when a line names it that it did not write."""
    return anchor(note, [key]) is not None


def anchor(note: Note, keys: Sequence[VerifierKey]) -> VerifierKey | None:
    """Return the first of `keys` that signed `note`, None when none did; raise `SignatureWrongError`."""
    anchored = None
    for name, key_id, signature in note.signatures:
        for key in keys:
            if (name, key_id) == (key.origin, key.key_id) and note.origin == key.origin:
                _check(key, signature, note.text)
                anchored = anchored or key
    return anchored


def _check(key: VerifierKey, signature: bytes, text: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text)
    except InvalidSignature:
        raise SignatureWrongError from None


def _signature(line: str, what: str) -> tuple[str, bytes, bytes]:
    found = _LINE.fullmatch(line)
    if found is None:
        raise UnreadableError(f"a signature line of {what} is malformed.")
    data = unbase64(found[2], f"a signature of {what}")
    return found[1], data[:4], data[4:]


def unbase64(text: str, what: str) -> bytes:
    """Return the bytes of base64 `text` in its one spelling; raise `UnreadableError`, which names `what`."""
    try:
        data = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        raise UnreadableError(f"{what} is not base64.") from None
    if base64.b64encode(data).decode() != text:
        raise UnreadableError(f"{what} is not in the one spelling of base64.")
    return data
