"""Who our witnesses are, what an answer of theirs means, and when a checkpoint is anchored."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ledger.verify.cosignatures import Policy, WitnessKey, cosigners, read_witness_key
from ledger.verify.notes import SignatureWrongError, read_note
from ledger.verify.report import UnreadableError

_SIZE = re.compile(rb"(0|[1-9][0-9]{0,17})\n")
COSIGNED, CONFLICT, UNPROVEN = 200, 409, 422


class Alarm(StrEnum):
    """What a witness saw that must not be: a person has to look."""

    SPLIT_VIEW = "split_view"
    ROLLED_BACK = "rolled_back"
    NO_CONTINUATION = "no_continuation"


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness of ours: its key, and where it takes checkpoints."""

    key: WitnessKey
    url: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a witness was asked: to cosign the checkpoint `note` of `size`, `old` being what it is thought to know.

    `newest` is the size of our newest checkpoint; `note` is an older one when it is a handover.
    """

    old: int
    size: int
    newest: int
    note: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Cosigned:
    """It did; these are its signature lines."""

    lines: bytes


@dataclass(frozen=True, slots=True)
class Knows:
    """It knows another size than we thought; it is asked again from there."""

    size: int


@dataclass(frozen=True, slots=True)
class Useless:
    """Nothing can be done with the answer; why, for the operator's log."""

    reason: str


def read_witnesses(told: Iterable[str]) -> tuple[Witness, ...]:
    """Return the witnesses that settings tell, each `KEY ADDRESS`; raise `UnreadableError`."""
    found = []
    for line in told:
        key, _, url = line.partition(" ")
        found.append(Witness(read_witness_key(key), url.strip().rstrip("/")))
    return tuple(found)


def meaning(asked: Asked, witness: Witness, status: int, body: bytes) -> Cosigned | Knows | Alarm | Useless:
    """Return what the answer of `witness` means (C2SP tlog-witness)."""
    if status == COSIGNED:
        return _cosigned(asked, witness, body)
    if status == UNPROVEN:
        # Between two trees of one size there is nothing to prove: some witnesses say so with 422, not 409.
        return Alarm.SPLIT_VIEW if asked.old == asked.size else Alarm.NO_CONTINUATION
    size = _SIZE.fullmatch(body)
    if status != CONFLICT or (size is None and asked.old != asked.size):
        return Useless(f"status {status}")
    known = asked.old if size is None else int(size[1])
    if known > asked.newest:
        return Alarm.ROLLED_BACK
    # It knows the very size that we signed, and is not content: it knows another root of it.
    return Alarm.SPLIT_VIEW if known == asked.old else Knows(known)


def is_anchored(note: bytes, policy: Policy) -> bool:
    """Tell whether enough witnesses of the policy have cosigned `note`."""
    try:
        return len(cosigners(read_note(note), policy.witnesses)) >= policy.quorum
    except (UnreadableError, SignatureWrongError):
        return False


def policy_of(witnesses: Sequence[Witness], quorum: int) -> Policy:
    """Return the policy that settings tell."""
    return Policy(tuple(witness.key for witness in witnesses), quorum)


def _cosigned(asked: Asked, witness: Witness, body: bytes) -> Cosigned | Useless:
    try:
        note = read_note(asked.note + body)
        if witness.key.name not in cosigners(note, [witness.key]):
            return Useless("a cosignature of another key")
    except (UnreadableError, SignatureWrongError):
        return Useless("a cosignature that does not fit")
    mine = f"\N{EM DASH} {witness.key.name} ".encode()
    lines = [line for line in body.splitlines(keepends=True) if line.startswith(mine)]
    return Cosigned(b"".join(line for line in lines if _is_of(asked.note + line, witness)))


def _is_of(note: bytes, witness: Witness) -> bool:
    return witness.key.name in cosigners(read_note(note), [witness.key])
