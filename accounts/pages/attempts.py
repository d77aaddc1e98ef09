"""How the pages count attempts, and how a person who is signed in proves their password once more."""

import time
from dataclasses import dataclass, field
from datetime import timedelta

from flask import request

from accounts import guesses, identifiers, names, sign_in
from accounts.browser import browser_digest
from accounts.credentials import store as credentials
from accounts.guesses import Attempt
from accounts.identifiers import NIK, Identifier
from accounts.lookups import counting
from accounts.lookups.counting import Lookup
from accounts.lookups.limits import Asker, is_hall
from accounts.sign_in import Known
from accounts.throttle.counters import of_account, of_name, of_source
from core.db import keeping
from core.runtime import request_time, settings
from keys.runtime import ring


def by_name(deed: str, typed: str) -> Attempt:
    """Return an attempt by a typed name, however it was spelled."""
    own, index = settings(), names.throttle_index(ring(), typed)
    source = of_source(deed, request.remote_addr or "", own.sign_in_source_failures)
    return Attempt(deed, own.sign_in_failures, source, of_name(deed, index, own.sign_in_failures))


def by_account(deed: str, account: str) -> Attempt:
    """Return an attempt by who has shown already whose account it is: they are told when it has to wait."""
    own = settings()
    source = of_source(deed, request.remote_addr or "", own.sign_in_source_failures)
    return Attempt(deed, own.sign_in_failures, source, of_account(f"{deed}, told", account, own.sign_in_failures))


def look_up(identifier: Identifier | None, account: str = "") -> Lookup:
    """Count a look-up in the index of NIKs, and hold it up while all together are too many; other names are no look-up."""
    if identifier is None or identifier.kind != NIK:
        return Lookup()
    address = request.remote_addr or ""
    asker = Asker(address, account, is_hall(address, settings().hall_networks))
    with keeping() as session:
        lookup = counting.begin(session, asker, request_time())
    if lookup.slow:
        time.sleep(lookup.slow.total_seconds())  # outside of any transaction
    return lookup


@dataclass(frozen=True, slots=True)
class Begun:
    """An attempt by a name that may go on: who may be meant, and the look-up that told it."""

    known: Known
    lookup: Lookup


def begin(deed: str, typed: str) -> Begun | timedelta:
    """Begin an attempt by a typed name, or return how long it has to wait: first its look-up is counted, then itself."""
    name = identifiers.parse(typed)
    lookup = look_up(name)
    if lookup.wait:
        return lookup.wait
    with keeping() as session:
        known = sign_in.begin(session, ring(), by_name(deed, typed), name, browser_digest(), request_time())
    return known.guess.wait or Begun(known, lookup)


def sign_ups() -> Attempt:
    """Return an attempt to open an account, of which a network has so many an hour."""
    free = settings().sign_ups_per_hour
    return Attempt("sign-up", free, of_source("sign-up", request.remote_addr or "", free))


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether a password was the one behind `kept`, or how long the next attempt has to wait."""

    is_right: bool
    kept: str = field(default="", repr=False)
    wait: timedelta | None = None


def prove(citizen: str, password: str) -> Proof:
    """Try the password of `citizen`; strangers at the sign-in page cannot use up these attempts."""
    with keeping() as session:
        guess = guesses.begin(session, by_account(sign_in.PRESENT, citizen), [citizen], request_time())
        kept = credentials.password_of(session, citizen) or ""
    if guess.wait:
        return Proof(is_right=False, wait=guess.wait)
    is_right = sign_in.whose(ring(), ((citizen, kept),), password) is not None
    if is_right:
        with keeping() as session:
            guesses.won(session, guess, citizen, request_time())
    return Proof(is_right, kept)
