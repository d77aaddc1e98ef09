"""What citizens do with passkeys: offer to make one, keep it, rename it, remove it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from accounts import secrets
from accounts.credentials import changes
from accounts.notices.kinds import Kind
from accounts.passkeys import ceremonies, challenges, store
from accounts.passkeys.ceremonies import Refused, Site
from accounts.passkeys.challenges import Occasion
from accounts.passkeys.store import Passkey
from keys.ring import KeyRing

MOST, LONGEST_NAME = 20, 60
REGISTER, SIGN_IN = "register", "sign-in"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who registers, in which sign-in and browser."""

    citizen: str
    sign_in: str
    browser: bytes = field(repr=False)

    @property
    def occasion(self) -> Occasion:
        """Return what a challenge of theirs is for."""
        return Occasion(REGISTER, self.browser, f"{self.citizen}/{self.sign_in}")


def offer(
    keys: KeyRing, owner: Owner, known: Sequence[tuple[bytes, bytes]], where: Site, number: str, now: datetime
) -> dict[str, Any]:
    """Return the options by which a device makes a passkey; one that has one already is not asked twice.

    The user handle (section 5.4.3) is a keyed digest of the account's id: it tells a device nothing about the person.
    """
    challenge = challenges.new_challenge(keys, owner.occasion, now)
    return ceremonies.creation(where, challenge, _handle(keys, owner), number, [credential for credential, _ in known])


def keep(session: Session, keys: KeyRing, owner: Owner, text: str, name: str, where: Site, now: datetime) -> None:
    """Keep the passkey that a device made; raise `Refused` when the answer proves none, or there are too many."""
    answer = ceremonies.read(text)
    if not challenges.is_ours(keys, answer.challenge, owner.occasion, now):
        raise Refused("not our challenge")
    made = ceremonies.registered(answer, where)
    store.lock_owner(session, owner.citizen)
    if not store.spend(session, answer.challenge, now):
        raise Refused("answered before")
    if store.count(session, owner.citizen) >= MOST:
        raise Refused("too many")
    if not store.add(session, owner.citizen, made, _handle(keys, owner), _sealed(keys, owner.citizen, name), now):
        raise Refused("known already")
    changes.remember(session, keys, owner.citizen, Kind.PASSKEY_ADDED, now)


def names(session: Session, keys: KeyRing, citizen: str) -> Sequence[tuple[Passkey, str]]:
    """Return the passkeys of a citizen with their names, opened; oldest first."""
    found = store.of_citizen(session, citizen)
    return [(one, secrets.open_name(keys, citizen, one.name)) for one in found]


def rename(session: Session, keys: KeyRing, citizen: str, passkey: str, name: str) -> bool:
    """Give a passkey another name; False when the citizen has no such one."""
    return store.rename(session, citizen, passkey, _sealed(keys, citizen, name))


def remove(session: Session, keys: KeyRing, citizen: str, passkey: str, now: datetime) -> bool:
    """Remove a passkey; False when the citizen has no such one. The password stays, so it is never the last way in."""
    if not store.remove(session, citizen, passkey):
        return False
    changes.remember(session, keys, citizen, Kind.PASSKEY_REMOVED, now)
    return True


def _sealed(keys: KeyRing, citizen: str, name: str) -> bytes:
    """Return a name as it is kept: on one line, of at most 60 signs; `Passkey` when none was given."""
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())
    return secrets.seal_name(keys, citizen, plain[:LONGEST_NAME].strip() or "Passkey")


def _handle(keys: KeyRing, owner: Owner) -> bytes:
    return keys.secret_digest(f"passkey/handle/{owner.citizen}")
