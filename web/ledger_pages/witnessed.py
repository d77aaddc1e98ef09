"""What the ledger's witnesses have seen, for its public page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from core.settings import Settings
from ledger.verify.cosignatures import Policy
from ledger.witnessing import asking, store
from ledger.witnessing.rules import policy_of, read_witnesses


@dataclass(frozen=True, slots=True)
class LastSeen:
    """One witness: its name and key, and size and time of the newest checkpoint that it cosigned (None: of none)."""

    name: str
    key: str
    size: int | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Witnessed:
    """All witnesses, how many must have cosigned, how many entries are anchored (None: none), and the alarms."""

    witnesses: Sequence[LastSeen]
    quorum: int
    anchored: int | None
    alarms: Sequence[store.Raised]


def policy(settings: Settings) -> Policy:
    """Return whom this deployment calls its witnesses, and how many of them anchor a checkpoint."""
    return policy_of(read_witnesses(settings.witnesses), settings.witness_quorum)


def witnessed(session: Session, settings: Settings) -> Witnessed:
    """Return what the witnesses have seen so far."""
    chosen = policy(settings)
    rows = []
    for witness in chosen.witnesses:
        size, at = store.last_of(session, witness.name) or (None, None)
        rows.append(LastSeen(witness.name, witness.text, size, at))
    found = asking.anchored(session, chosen)
    return Witnessed(rows, chosen.quorum, None if found is None else found.size, store.alarms(session))
