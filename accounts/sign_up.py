"""Opening an account: a number, a password, recovery codes and a key; who the person is comes later, in the vault."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from accounts import names, store
from accounts.citizens import ACTIVE, Citizen
from accounts.credentials import recovery_codes
from accounts.credentials import store as credentials
from accounts.identifiers import Identifier, new_number
from core.ids import new_id
from keys import citizen_keys
from keys.ring import KeyRing
from ledger.entries import Draft, EntryType
from ledger.writer import append, new_tag


@dataclass(frozen=True, slots=True)
class Opened:
    """A new account; the codes are shown this once."""

    citizen: Citizen
    recovery_codes: tuple[str, ...] = field(repr=False)


def open_account(
    session: Session, keys: KeyRing, identifier: Identifier | None, password_hash: str, language: str, now: datetime
) -> Opened:
    """Open an account; an e-mail address or phone that others use too is no obstacle (docs/adr/0008)."""
    citizen = Citizen(new_id(), ACTIVE, new_tag(), new_number(), language, now)
    codes = recovery_codes.new_codes()
    store.add_citizen(session, citizen)
    key = citizen_keys.create(session, keys, citizen.id, now)
    credentials.add_password(session, citizen.id, password_hash, now)
    keep_codes(session, keys, citizen.id, codes)
    if identifier is not None:
        names.keep(session, keys, citizen.id, identifier, now)
    draft = Draft(
        EntryType.ACCOUNT_OPENED, now, citizen.tag, "citizen", citizen=citizen.id, sealed={"citizen": citizen.id}
    )
    append(session, keys, key, draft)
    return Opened(citizen, codes)


def keep_codes(session: Session, keys: KeyRing, citizen: str, codes: tuple[str, ...]) -> None:
    """Keep the digests of new recovery codes; older ones stop working."""
    digests = [keys.secret_digest(recovery_codes.canonical(code)) for code in codes]
    credentials.replace_codes(session, citizen, digests)
