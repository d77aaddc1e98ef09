"""Signing in: who may be meant, whose password it is (outside the transaction), and the sign-in that is kept."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from accounts import guesses, names, store
from accounts.apps.deeds import second_factor
from accounts.credentials import passwords
from accounts.credentials import store as credentials
from accounts.ended import store as ended
from accounts.guesses import Attempt, Guess
from accounts.halves import Half, half_of
from accounts.identifiers import Identifier
from accounts.living import store as living
from accounts.notices.kinds import Kind
from accounts.notices.telling import tell
from accounts.sign_ins import BY_PASSWORD, Way
from core.ids import digest, new_id, new_secret
from keys.ring import KeyRing

SIGN_IN, RECOVERY, PRESENT = "sign-in", "recovery", "present"


@dataclass(frozen=True, slots=True)
class Known:
    """An attempt that is counted, and the accounts (citizen, hash) whose password may be tried."""

    guess: Guess
    candidates: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def after(self, found: tuple[str, str]) -> list[str]:
        """Return the accounts that were not tried because `found` came before them."""
        return [citizen for citizen, _ in self.candidates[self.candidates.index(found) + 1 :]]


def begin(
    session: Session, keys: KeyRing, attempt: Attempt, identifier: Identifier | None, browser: bytes, now: datetime
) -> Known:
    """Count an attempt and return who may be meant; nobody when there were too many failures just now."""
    found = names.candidates(session, keys, identifier, browser)
    meant = [citizen for citizen, _ in found]
    # Asked for every name, whether it is anybody's or not: an answer takes as many statements for all.
    at_home = living.known_here(session, browser, meant)
    guess = guesses.begin(session, attempt, meant, now, attempt.at(browser), at_home)
    return Known(guess, tuple(one for one in found if one[0] in guess.accounts))


def whose(keys: KeyRing, candidates: tuple[tuple[str, str], ...], password: str) -> tuple[str, str] | None:
    """Return (citizen, hash) of the first account whose password this is; about 20 ms each, outside any transaction."""
    for citizen, kept in candidates:
        if passwords.matches(keys, kept, password):
            return citizen, kept
    if not candidates:
        passwords.matches(keys, None, password)
    return None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sign-in lives: the browser's digest, a coarse device, the secret it had before (which ends), and a network."""

    browser: bytes
    device: str
    former: bytes | None = None
    network: str = ""


def keep_success(
    session: Session, found: tuple[str, str], known: Known, place: Place, now: datetime, *, stronger: bool = False
) -> str | Half | None:
    """Keep a sign-in and return its new secret, or half a one where a code is wanted; None when the password was changed meanwhile.

    A code is wanted of whoever has an app, and of anybody whose errand needs a `stronger` way: printed codes are everybody's.

    The password's row is locked: a change that comes later waits, and ends this sign-in with the others.
    """
    citizen, kept = found
    wants_code = _still_there(session, citizen, digest(kept))
    if wants_code is None:
        return None
    guesses.won(session, known.guess, citizen, now, known.after(found))
    return half_of(citizen, kept) if wants_code or stronger else keep_sign_in(session, citizen, BY_PASSWORD, place, now)


def complete(session: Session, keys: KeyRing, half: Half, code: str, place: Place, now: datetime) -> str | None:
    """Keep a sign-in by password and code and return its new secret; None for a wrong code or a password that is another one now."""
    if _still_there(session, half.citizen, half.proved) is None:
        return None
    way = second_factor(session, keys, half.citizen, code, now)
    return None if way is None else keep_sign_in(session, half.citizen, way, place, now)


def _still_there(session: Session, citizen: str, proved: bytes) -> bool | None:
    """Return whether a code is wanted of a citizen whose password is still the one that was proved; None when it is not."""
    if store.citizen_by_id(session, citizen, lock=True) is None:
        return None
    held = credentials.locked_password(session, citizen)
    return held[1] if held is not None and digest(held[0]) == proved else None


def keep_sign_in(session: Session, citizen: str, way: Way, place: Place, now: datetime) -> str:
    """Keep a sign-in in place of the one that the browser had before, under a new secret, and return that.

    The citizen is told of a browser that they never signed in by.
    """
    if place.former is not None:
        ended.end_by_digest(session, place.former, now, renewed_by=(citizen, place.browser))
    if not living.was_here(session, citizen, place.browser):
        tell(session, citizen, Kind.NEW_BROWSER, now, place.device)
    secret = new_secret()
    living.add_sign_in(session, sign_in_row(citizen, secret, way, place, now))
    return secret


def sign_in_row(citizen: str, secret: str, way: Way, place: Place, now: datetime) -> dict[str, Any]:
    """Return a sign-in as it is kept."""
    return {
        "id": new_id(), "digest": digest(secret), "citizen_id": citizen, "browser": place.browser, "auth_time": now,
        "acr": way.acr, "amr": list(way.amr), "device": place.device, "network": place.network,
        "created_at": now, "seen_at": now,
    }  # fmt: skip
