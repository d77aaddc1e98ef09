"""Opening an account: a number, a password, recovery codes and a key; who the person is comes later, in the vault."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from accounts import names, store
from accounts.citizens import ACTIVE, Citizen
from accounts.credentials import recovery_codes
from accounts.credentials import store as credentials
from accounts.ended import store as ended
from accounts.identifiers import Identifier, new_number
from accounts.living import store as living
from accounts.sign_in import Place, sign_in_row
from accounts.sign_ins import BY_PASSWORD, Limits
from accounts.sign_up_form import Form
from core.ids import digest, new_id
from keys import citizen_keys
from keys.ring import KeyRing
from ledger.entries import Draft, EntryType
from ledger.writer import append, new_tag


class FormUsed(Exception):  # noqa: N818
    """An account was opened with this form already; whatever this sending began is undone."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a new account shall have: a name to sign in by, or none; the password's hash; the language."""

    identifier: Identifier | None
    password_hash: str = field(repr=False)
    language: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A new account; the codes are shown this once."""

    citizen: Citizen
    recovery_codes: tuple[str, ...] = field(repr=False)


def open_account(
    session: Session, keys: KeyRing, identifier: Identifier | None, password_hash: str, language: str, now: datetime
) -> Opened:
    """Open an account; an e-mail address or phone that others use too is no obstacle (docs/adr/0008)."""
    opened = Opened(_new_citizen(session, language, now), recovery_codes.new_codes())
    _furnish(session, keys, opened, Wanted(identifier, password_hash, language), now)
    return opened


def open_once(session: Session, keys: KeyRing, form: Form, wanted: Wanted, place: Place, now: datetime) -> Opened:
    """Open an account with `form` and sign its owner in; raise `FormUsed` when the form has opened one already.

    The sign-in's digest is unique: of two sendings at the same moment the database lets one through, and the other waits for it.
    """
    opened = Opened(_new_citizen(session, wanted.language, now), form.codes(keys))
    if not living.add_first_sign_in(
        session, sign_in_row(opened.citizen.id, form.secret(keys), BY_PASSWORD, place, now)
    ):
        raise FormUsed
    if place.former is not None:
        ended.end_by_digest(session, place.former, now)
    _furnish(session, keys, opened, wanted, now)
    return opened


def opened_before(
    session: Session, keys: KeyRing, form: Form, identifier: Identifier | None, place: Place, limits: Limits, now: datetime
) -> Opened | None:  # fmt: skip
    """Return what `form` opened, for who sends it again and has the password; None once anything of it was changed or used.

    The sign-in of that form must be alive: whoever signed out at a shared browser is not signed in by the next person's back button.
    """
    begun = living.live_sign_in(session, digest(form.secret(keys)), place.browser, now, limits)
    citizen = store.citizen_by_id(session, begun.citizen) if begun is not None else None
    if citizen is None:
        return None
    codes = form.codes(keys)
    is_same_name = list(names.addresses(session, keys, citizen.id)) == ([identifier] if identifier else [])
    if not is_same_name or credentials.unused_codes(session, citizen.id) != set(_digests(keys, codes)):
        return None
    return Opened(citizen, codes)


def keep_codes(session: Session, keys: KeyRing, citizen: str, codes: tuple[str, ...]) -> None:
    """Keep the digests of new recovery codes; older ones stop working."""
    credentials.replace_codes(session, citizen, _digests(keys, codes))


def _new_citizen(session: Session, language: str, now: datetime) -> Citizen:
    """Write a new citizen; a number that is taken already is drawn again."""
    while True:
        citizen = Citizen(new_id(), ACTIVE, new_tag(), new_number(), language, now)
        if store.add_citizen(session, citizen):
            return citizen


def _furnish(session: Session, keys: KeyRing, opened: Opened, wanted: Wanted, now: datetime) -> None:
    citizen = opened.citizen
    key = citizen_keys.create(session, keys, citizen.id, now)
    credentials.add_password(session, citizen.id, wanted.password_hash, now)
    keep_codes(session, keys, citizen.id, opened.recovery_codes)
    if wanted.identifier is not None:
        names.keep(session, keys, citizen.id, wanted.identifier, now)
    draft = Draft(
        EntryType.ACCOUNT_OPENED, now, citizen.tag, "citizen", citizen=citizen.id, sealed={"citizen": citizen.id}
    )
    append(session, keys, key, draft)


def _digests(keys: KeyRing, codes: tuple[str, ...]) -> list[bytes]:
    return [keys.secret_digest(recovery_codes.canonical(code)) for code in codes]
