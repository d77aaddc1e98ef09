"""Checkpoints: signed tree heads in the C2SP formats signed-note and tlog-checkpoint."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519 = b"\x01"  # the signature type byte of plain Ed25519 notes
DASH = "\N{EM DASH}"
MOST_SIGNATURES = 32

_FORM = re.compile(
    r"([^\x00-\x1f]+)\n(0|[1-9][0-9]{0,17})\n([^\x00-\x1f]+)\n(?:successor ([^\x00-\x1f]+)\n)?\n((?:[^\x00-\x1f]+\n)+)"
)

Sign = Callable[[bytes], bytes]


class NoteError(ValueError):
    """A note is not in its one right form, or not signed by the wanted key."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line of a note: who, by which key, and the signature itself."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree head: so many entries of the ledger `origin` have this root. `note` is what is published.

    `successor` is the verifier key to which the ledger hands over by this checkpoint, None in all others.
    """

    origin: str
    size: int
    root: bytes
    note: bytes
    signatures: tuple[Signature, ...]
    successor: str | None = None


def key_id(name: str, public: bytes) -> bytes:
    """Return the four bytes that tell keys of one name apart (signed-note, Signatures)."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def verifier_key(origin: str, public: bytes) -> str:
    """Return the verifier key: one line of text that is all an auditor has to know of the ledger."""
    return f"{origin}+{key_id(origin, public).hex()}+{_base64(ED25519 + public)}"


def public_of(key: str) -> bytes:
    """Return the public key in a verifier key; raise `NoteError` for what is none."""
    return _verifier(key)[2]


def signed(origin: str, size: int, root: bytes, public: bytes, sign: Sign) -> Checkpoint:
    """Return the checkpoint of the ledger `origin` at `size`, signed with `sign`."""
    return _signed(origin, f"{origin}\n{size}\n{_base64(root)}\n", [(public, sign)])


def handover(origin: str, size: int, root: bytes, signers: Sequence[tuple[bytes, Sign]]) -> Checkpoint:
    """Return the checkpoint by which the first of two `signers` (public key and signature) hands over to the second.

    Both sign: the old key to name the new one, the new one to show that somebody holds it.
    """
    successor = verifier_key(origin, signers[-1][0])
    return _signed(origin, f"{origin}\n{size}\n{_base64(root)}\nsuccessor {successor}\n", signers)


def parse(note: bytes) -> Checkpoint:
    """Return what `note` says, its signatures not yet checked; raise `NoteError` for any other form."""
    try:
        text = note.decode()
    except UnicodeDecodeError:
        raise NoteError("a note is UTF-8") from None
    found = _FORM.fullmatch(text)
    if found is None:
        raise NoteError("a checkpoint has three lines (origin, size, root), a blank one and its signatures")
    origin, size, root, successor, lines = found.groups()
    if successor is not None and _verifier(successor)[0] != origin:
        raise NoteError("a successor is a key of the same ledger")
    if not _is_name(origin):
        raise NoteError("an origin has no spaces and no plus")
    signatures = tuple(_signature(line) for line in lines[:-1].split("\n"))
    if len(signatures) > MOST_SIGNATURES:
        raise NoteError("too many signatures")
    return Checkpoint(origin, int(size), _unbase64(root, 32), note, signatures, successor)


def verify(note: bytes, key: str) -> Checkpoint:
    """Return the checkpoint that `note` is when the holder of the verifier key `key` signed it; raise `NoteError`.

    Lines of unknown signers are skipped; a line of the wanted key that does not verify refuses the note.
    """
    name, wanted, public = _verifier(key)
    checkpoint = parse(note)
    if checkpoint.origin != name:
        raise NoteError("the checkpoint is of another ledger")
    mine = [line.signature for line in checkpoint.signatures if (line.name, line.key_id) == (name, wanted)]
    if not mine:
        raise NoteError("the checkpoint is not signed by this key")
    _check_all(public, mine, note[: note.rindex(b"\n\n") + 1])
    return checkpoint


def _signed(origin: str, text: str, signers: Sequence[tuple[bytes, Sign]]) -> Checkpoint:
    lines = [f"{DASH} {origin} {_base64(key_id(origin, public) + sign(text.encode()))}\n" for public, sign in signers]
    return parse(f"{text}\n{''.join(lines)}".encode())


def _check_all(public: bytes, signatures: Sequence[bytes], text: bytes) -> None:
    key = Ed25519PublicKey.from_public_bytes(public)
    for signature in signatures:
        try:
            key.verify(signature, text)
        except InvalidSignature:
            raise NoteError("the signature does not fit the checkpoint") from None


def _verifier(key: str) -> tuple[str, bytes, bytes]:
    name, _, rest = key.partition("+")
    digits, _, encoded = rest.partition("+")
    material = _unbase64(encoded, 33)
    public = material[1:]
    if not _is_name(name) or material[:1] != ED25519 or digits != key_id(name, public).hex():
        raise NoteError("not a verifier key of type Ed25519")
    return name, key_id(name, public), public


def _signature(line: str) -> Signature:
    match line.split(" "):
        case [dash, name, encoded] if dash == DASH and _is_name(name):
            data = _unbase64(encoded)
            return Signature(name, data[:4], data[4:])
    raise NoteError("a signature line has a dash, a name and the signature")


def _is_name(text: str) -> bool:
    return bool(text) and "+" not in text and not any(sign.isspace() for sign in text)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unbase64(text: str, length: int | None = None) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        raise NoteError("not base64") from None
    if _base64(data) != text or length not in (None, len(data)):
        raise NoteError("not the base64 that stands here")
    return data
