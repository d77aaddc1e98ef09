"""What a witness answers: only a continuation of what it cosigned before is cosigned (C2SP tlog-witness)."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger import merkle
from ledger.verify import notes
from ledger.verify.handovers import Chain, is_after_handover
from ledger.witness.requests import AddCheckpoint

SIZE_TYPE = "text/x.tlog.size"
SPLIT_VIEW, NO_CONTINUATION, ROLLED_BACK = "split view", "no continuation", "rolled back"
OLD_KEY = "old key"


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest checkpoint of a ledger that was cosigned here; size 0 before the first."""

    size: int = 0
    root: bytes = merkle.EMPTY_ROOT
    note: bytes = b""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a checkpoint is not cosigned. `alarm` names what it is evidence of, when it is."""

    status: int
    body: str
    content_type: str = "text/plain; charset=utf-8"
    alarm: str | None = None


def why_unknown(
    asked: AddCheckpoint, trusted: Sequence[notes.VerifierKey], seen: Sequence[notes.Note]
) -> Refusal | None:
    """Return the refusal of a checkpoint of an unknown ledger (404) or without a trusted signature (403), or None.

    `seen` are the handovers of this ledger that were cosigned here: they take trust from one key and give it to the next.
    """
    if all(key.origin != asked.note.origin for key in trusted):
        return Refusal(404, "This witness does not know the ledger.\n")
    chain = Chain(tuple(seen))
    if _has_signed(asked.note, chain.signers(asked.note.size, trusted)):
        successor = asked.note.successor
        if successor is None or _has_signed(asked.note, [successor]):
            return None
        return Refusal(403, "The key that is handed over to has not signed this checkpoint.\n")
    alarm = OLD_KEY if is_after_handover(asked.note, chain, trusted) else None
    return Refusal(403, "No trusted key of the ledger has signed this checkpoint.\n", alarm=alarm)


def _has_signed(note: notes.Note, keys: Sequence[notes.VerifierKey]) -> bool:
    try:
        return notes.anchor(note, keys) is not None
    except notes.SignatureWrongError:
        return False


def why_refused(asked: AddCheckpoint, latest: Latest, seen: bytes | None) -> Refusal | None:
    """Return why a signed checkpoint is not cosigned when `latest` was the last one (409, 422), or None.

    `seen` is the root that was cosigned before at the size that is asked for. Two roots of one size, both signed by
    the ledger, are proof of two ledgers, whatever else was asked; a smaller size that was never cosigned shows that
    the ledger went back, or that somebody sent one of its older checkpoints.
    """
    size, root = asked.note.size, asked.note.root
    is_split = seen is not None and seen != root
    alarm = SPLIT_VIEW if is_split else ROLLED_BACK if seen is None and size < latest.size else None
    if asked.old != latest.size or is_split:
        return Refusal(409, f"{latest.size}\n", SIZE_TYPE, alarm)
    if merkle.proves_consistency(latest.size, size, latest.root, root, asked.path):
        return None
    return Refusal(422, "The proof does not show a continuation.\n", alarm=NO_CONTINUATION)
