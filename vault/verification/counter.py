"""At the counter: an officer sees the values that stand on the paper in front of them, and says which are equal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from accounts import identifiers, names
from accounts.identifiers import NUMBER
from accounts.store import citizen_by_id
from keys.citizen_keys import open_key
from keys.ring import KeyRing
from ledger.entries import Draft, EntryType
from ledger.writer import append
from vault import catalogue, checks, safe
from vault.checks import Confirmed, NotConfirmed, Sight
from vault.fields.field import Field
from vault.values import Value
from vault.verification import store
from vault.verification.results import Check, disputes

# Papers off which values can be read, by the key under which a picture of one is kept.
PAPERS: Mapping[str, Field] = {key: one for key, one in catalogue.DOCUMENTS.items() if one.supports}


@dataclass(frozen=True, slots=True)
class Seen:
    """What an officer sees of a citizen: the values on one paper, and what sources disagree about."""

    citizen: str
    document: str
    values: Mapping[str, Value] = field(repr=False)
    disputes: Mapping[str, tuple[Check, ...]]


def citizen_of(session: Session, keys: KeyRing, number: str) -> str | None:
    """Return the citizen with this account number, or None."""
    identifier = identifiers.parse(number)
    if identifier is None or identifier.kind != NUMBER:
        return None
    found = names.candidates(session, keys, identifier)
    return found[0][0] if found else None


def look(session: Session, keys: KeyRing, staff: str, citizen: str, document: str, now: datetime) -> Seen | None:
    """Return what stands on one paper of a citizen, with an entry that the citizen finds; None when the account is not in use.

    No other value is shown: an officer has no business with what is not on the paper.
    """
    owner = citizen_by_id(session, citizen, ("active",), lock=True)
    if owner is None:
        return None
    values = safe.read(session, keys, citizen, PAPERS[document].supports)
    versions = {name: one.version for name, one in values.items()}
    found = disputes(store.all_of(session, citizen), versions)
    draft = Draft(
        EntryType.STAFF_LOOKUP, now, owner.tag, "staff", fields=tuple(values), staff=staff, citizen=citizen,
        sealed={"citizen": citizen, "seen": {"document": document}},
    )  # fmt: skip
    append(session, keys, open_key(session, keys, citizen), draft)
    return Seen(citizen, document, values, found)


def decide(
    session: Session, keys: KeyRing, staff: str, citizen: str, equal: Mapping[str, int], sight: Sight, differing: Mapping[str, int], now: datetime
) -> Confirmed | NotConfirmed:  # fmt: skip
    """Keep what an officer said: `equal` and `differing` fields with the versions that were on their screen."""
    shown = {**equal, **differing}
    if not shown or not set(shown) <= set(PAPERS[sight.document].supports):
        return NotConfirmed("nothing_said")
    if not sight.place:
        return NotConfirmed("place_missing")
    present = safe.read(session, keys, citizen, tuple(shown))
    changed = tuple(name for name, version in shown.items() if name in present and present[name].version != version)
    if changed:
        return NotConfirmed("changed_meanwhile", changed)
    told = Sight(sight.document, sight.place, sight.valid_until, tuple(differing))
    return checks.confirm(session, keys, staff, citizen, tuple(equal), now, told)
