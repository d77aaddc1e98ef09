"""Whose turn it is to sign: the key that was handed over to last, and the first one before any handover."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from keys.material import State
from keys.ring import KeyRing
from ledger.checkpoints import public_of, verifier_key
from ledger.handovers import store


@dataclass(frozen=True, slots=True)
class Turn:
    """A verifier key, and from how many entries on it signs."""

    key: str
    since: int


def signer(session: Session, keys: KeyRing) -> bytes:
    """Return the public key whose turn it is; the ledger decides, not the ring, so every server agrees at every moment."""
    handover = store.last(session)
    return keys.ledger_publics[0][0] if handover is None else public_of(handover.successor)


def turns(session: Session, keys: KeyRing, origin: str) -> Sequence[Turn]:
    """Return all keys of this ledger in the order of their turns; the last one signs now."""
    found = store.all_of(session)
    if not found:
        return [Turn(verifier_key(origin, signer(session, keys)), 0)]
    return [Turn(found[0].key, 0), *(Turn(one.successor, one.size) for one in found)]


def announced(keys: KeyRing) -> bytes | None:
    """Return the public key that the ring holds ready for the next turn, or None."""
    return next((public for public, _, state in keys.ledger_publics if state is State.NEXT), None)


def has_handed_over(session: Session, keys: KeyRing, origin: str, version: int) -> bool:
    """Tell whether the ring's ledger key `version` has named its successor."""
    mine = {verifier_key(origin, public) for public, number, _ in keys.ledger_publics if number == version}
    return any(handover.key in mine for handover in store.all_of(session))
