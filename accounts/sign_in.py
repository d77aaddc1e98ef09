"""Signing in: who may be meant, whose password it is (outside the transaction), and the sign-in that is kept."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from accounts import names, store
from accounts.credentials import passwords
from accounts.credentials import store as credentials
from accounts.identifiers import Identifier
from accounts.sign_ins import PASSWORD_ACR, PASSWORD_AMR
from accounts.throttle import keys as counted
from accounts.throttle import store as throttle
from core.ids import digest, new_id, new_secret
from keys.ring import KeyRing

SIGN_IN, RECOVERY, CANCELLING = "sign-in", "recovery", "cancelling"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt by one name from one source; both are counted."""

    name: bytes
    source: bytes

    @property
    def keys(self) -> tuple[bytes, bytes]:
        """Return what the attempt is counted by."""
        return (self.name, self.source)


@dataclass(frozen=True, slots=True)
class Known:
    """The accounts that a name may mean, or the time to wait."""

    candidates: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    wait: timedelta | None = None


def attempt(keys: KeyRing, deed: str, typed: str, address: str) -> Attempt:
    """Return how an attempt is counted."""
    name = counted.of_name(deed, names.throttle_index(keys, typed))
    return Attempt(name, counted.of_source(deed, address))


def look_up(session: Session, keys: KeyRing, identifier: Identifier | None, tried: Attempt, now: datetime) -> Known:
    """Return who may be meant, unless there were too many failures just now."""
    if wait := throttle.wait(session, tried.keys, now):
        return Known(wait=wait)
    return Known(tuple(names.candidates(session, keys, identifier)))


def whose(keys: KeyRing, candidates: tuple[tuple[str, str], ...], password: str) -> tuple[str, str] | None:
    """Return (citizen, hash) of the first account whose password this is; about 20 ms each, outside any transaction."""
    if len(password) > passwords.LONGEST:
        return None
    for citizen, kept in candidates:
        if passwords.matches(keys, kept, password):
            return citizen, kept
    if not candidates:
        passwords.matches(keys, None, password)
    return None


def keep_failure(session: Session, tried: Attempt, per_name: int, per_source: int, now: datetime) -> None:
    """Count a failed attempt."""
    throttle.failed(session, tried.name, per_name, now)
    throttle.failed(session, tried.source, per_source, now)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sign-in lives: the browser's digest, a coarse device, and the secret it had before (which ends)."""

    browser: bytes
    device: str
    former: bytes | None = None


def keep_success(
    session: Session, found: tuple[str, str], tried: Attempt | None, place: Place, now: datetime
) -> str | None:
    """Keep a sign-in and return its new secret; None when the password was changed meanwhile."""
    citizen, kept = found
    if credentials.password_of(session, citizen) != kept or store.citizen_by_id(session, citizen, lock=True) is None:
        return None
    if place.former is not None:
        store.end_by_digest(session, place.former, now)
    if tried is not None:
        throttle.forgive(session, tried.name)
    secret = new_secret()
    store.add_sign_in(session, sign_in_row(citizen, secret, place, now))
    return secret


def sign_in_row(citizen: str, secret: str, place: Place, now: datetime) -> dict[str, Any]:
    """Return a sign-in by password as it is kept."""
    return {
        "id": new_id(), "digest": digest(secret), "citizen_id": citizen, "browser": place.browser, "auth_time": now,
        "acr": PASSWORD_ACR, "amr": list(PASSWORD_AMR), "device": place.device, "created_at": now, "seen_at": now,
    }  # fmt: skip
