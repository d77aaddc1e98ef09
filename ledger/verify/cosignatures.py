"""Cosignatures of witnesses (C2SP tlog-cosignature, Ed25519) and how many of them a checkpoint needs."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ledger.verify.notes import Note, SignatureWrongError, unbase64
from ledger.verify.report import UnreadableError

COSIGNATURE = b"\x04"
TIME_BYTES, SIGNATURE_BYTES = 8, 64
LATEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class WitnessKey:
    """A witness that is trusted, by its name and key."""

    text: str
    name: str
    key_id: bytes
    public: bytes


@dataclass(frozen=True, slots=True)
class Policy:
    """Whom one trusts to have seen a checkpoint, and how many of them must have."""

    witnesses: tuple[WitnessKey, ...] = ()
    quorum: int = 0


def read_policy(keys: Sequence[str], quorum: int | None) -> Policy:
    """Return the policy that these verifier keys make; without `quorum` it is more than half. Raises `UnreadableError`."""
    witnesses = tuple(read_witness_key(key) for key in keys)
    if len({witness.public for witness in witnesses}) != len(witnesses):
        raise UnreadableError("one witness is given twice.")
    wanted = len(witnesses) // 2 + 1 if quorum is None else quorum
    if not witnesses:
        wanted = quorum or 0
    if not 0 <= wanted <= len(witnesses):
        raise UnreadableError(f"{wanted} of {len(witnesses)} witnesses cannot be had.")
    return Policy(witnesses, wanted)


def read_witness_key(text: str) -> WitnessKey:
    """Return the key of a witness (name+hash+key, type 0x04); raise `UnreadableError`."""
    text = text.strip()
    name, _, rest = text.partition("+")
    digits, _, encoded = rest.partition("+")
    material = unbase64(encoded, f"the key {text!r}")
    if not text.isprintable():  # half of a character, as a shell may hand it on, cannot be hashed
        raise UnreadableError(f"{text!r} is not the key of a witness (name+hash+key, type 4).")
    if len(material) != 33 or material[:1] != COSIGNATURE or not name or digits != key_id(name, material[1:]).hex():  # noqa: PLR2004
        raise UnreadableError(f"{text!r} is not the key of a witness (name+hash+key, type 4).")
    return WitnessKey(text, name, key_id(name, material[1:]), material[1:])


def key_id(name: str, public: bytes) -> bytes:
    """Return the four bytes that tell the keys of one name apart."""
    return hashlib.sha256(name.encode() + b"\n" + COSIGNATURE + public).digest()[:4]


def message(time: int, text: bytes) -> bytes:
    """Return what a witness signs at `time` (seconds since 1970) over the text of a checkpoint."""
    return b"cosignature/v1\ntime %d\n" % time + text


def cosigners(note: Note, witnesses: Sequence[WitnessKey]) -> Mapping[str, int]:
    """Return which of `witnesses` have cosigned `note`, by name, and when (seconds since 1970).

    Lines of others are skipped; raises `SignatureWrongError` when a line names one of them that did not sign this.
    """
    found = {}
    for name, number, data in note.signatures:
        for witness in witnesses:
            if (name, number) == (witness.name, witness.key_id):
                found[name] = _time(witness, data, note.text)
    return found


def _time(witness: WitnessKey, data: bytes, text: bytes) -> int:
    time = int.from_bytes(data[:TIME_BYTES])
    if len(data) != TIME_BYTES + SIGNATURE_BYTES or time > LATEST:
        raise SignatureWrongError
    try:
        Ed25519PublicKey.from_public_bytes(witness.public).verify(data[TIME_BYTES:], message(time, text))
    except InvalidSignature:
        raise SignatureWrongError from None
    return time
