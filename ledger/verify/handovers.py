"""The chain of the ledger's keys: each names the next one in its last checkpoint, which both have signed.

From the first key on that somebody trusts, everything follows; a key that handed over signs nothing any more.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ledger.verify.notes import Note, SignatureWrongError, VerifierKey, anchor, is_signed_by
from ledger.verify.report import Finding, Report


@dataclass(frozen=True, slots=True)
class Chain:
    """The checkpoints of one ledger by which one key handed over to the next, as a file tells them, in its order."""

    notes: tuple[Note, ...] = ()

    @property
    def successors(self) -> tuple[VerifierKey, ...]:
        """Return the keys that were handed over to, oldest first."""
        return tuple(note.successor for note in self.notes if note.successor is not None)

    def signers(self, size: int, given: Iterable[VerifierKey]) -> list[VerifierKey]:
        """Return the keys that may sign a checkpoint of `size` entries, where `given` are those that are trusted."""
        at = [note.successor for note in self.notes if note.size == size and note.successor is not None]
        before = [note.successor for note in self.notes if note.size < size and note.successor is not None]
        if before:
            return [before[-1], *at]
        return [*(key for key in given if key not in self.successors), *at]

    def trusted(self, given: Sequence[VerifierKey]) -> VerifierKey | None:
        """Return the first of `given` that belongs to this chain: the one that began it, or one that it names."""
        if not self.notes:
            return None
        return next((key for key in given if key in self.successors or _has_signed(self.notes[0], key)), None)


def chain_of(carried: Iterable[Note], newest: Note) -> Chain:
    """Return the chain of a file that carries these handovers under its checkpoint `newest`, itself perhaps one."""
    return Chain((*carried, newest) if newest.successor else tuple(carried))


def judge(chain: Chain, newest: Note, given: Sequence[VerifierKey], report: Report) -> None:
    """Put into `report` what is wrong with the links of `chain`, up to the checkpoint `newest`."""
    for text in (*_complaints(chain, newest), *_out_of_turn(chain), *_forged(chain, given)):
        report.add(Finding("handover", text))
    report.handovers = [(note.size, note.successor.text) for note in chain.notes if note.successor is not None]


def is_after_handover(note: Note, chain: Chain, given: Sequence[VerifierKey]) -> bool:
    """Tell whether `note` was signed by a key of the ledger after that key had handed over."""
    may = chain.signers(note.size, given)
    known = [key for key in (*given, *chain.successors) if key not in may]
    return any(_has_signed(note, key) for key in known) and not any(_has_signed(note, key) for key in may)


def _complaints(chain: Chain, newest: Note) -> Iterator[str]:
    for note in chain.notes:
        if note.successor is None or note.origin != newest.origin:
            yield f"what stands as a handover at {note.size} entries names no key of this ledger."
        elif not _has_signed(note, note.successor):
            yield f"the handover at {note.size} entries was not signed by the key that it names."
    if len(set(chain.successors)) != len(chain.successors):
        yield "two handovers name one key."
    if chain.notes and chain.notes[-1].size > newest.size:
        yield f"the handover at {chain.notes[-1].size} entries is about more entries than there are."


def _out_of_turn(chain: Chain) -> Iterator[str]:
    for before, note in pairwise(chain.notes):
        if before.size >= note.size:
            yield f"the handover at {note.size} entries does not come after the one before it."
        if before.successor is not None and not _has_signed(note, before.successor):
            yield f"the handover at {note.size} entries was not signed by the key whose turn it was: one is missing or forged."


def _forged(chain: Chain, given: Sequence[VerifierKey]) -> Iterator[str]:
    for note in chain.notes:
        try:
            anchor(note, (*given, *chain.successors))
        except SignatureWrongError:
            yield f"a signature under the handover at {note.size} entries was not made by the key that it names."


def _has_signed(note: Note, key: VerifierKey) -> bool:
    try:
        return is_signed_by(note, key)
    except SignatureWrongError:
        return False
