"""Attempts at a secret: each is counted before it is made, and taken back or forgiven when it was no failure.

Name and network are what the visitor knows anyway, so their wait is told. An account is counted too, by whatever name it is reached,
but silently: one that has to wait is simply not tried, and the answer is the one for a wrong secret. So nobody learns
which names exist, or which two belong to one account. A name that nobody has is counted as an account of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from accounts.throttle import store
from accounts.throttle.counters import Counter, Taken, of_account
from core.ids import digest


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at one kind of deed: by a typed name, where there is one, and from one network."""

    deed: str
    free: int
    source: Counter | None
    name: Counter | None = None

    @property
    def told(self) -> tuple[Counter, ...]:
        """Return the counters whose wait the visitor may know."""
        return tuple(one for one in (self.name, self.source) if one is not None)

    def at(self, browser: bytes) -> "Attempt":
        """Return the same attempt as one from a browser by which the account was entered before.

        It has counters of its own: what strangers guess at an account, or from the same network, never keeps its owner out at home.
        """
        deed = f"{self.deed} at {browser.hex()}"
        name = None if self.name is None else Counter(digest(f"{deed}|{self.name.key.hex()}"), self.free)
        return Attempt(deed, self.free, None, name)


@dataclass(frozen=True, slots=True)
class Guess:
    """An attempt that is counted, and the accounts that it may be tried at; or the time to wait."""

    wait: timedelta | None = None
    name: Taken | None = None
    source: Taken | None = None
    accounts: Mapping[str, Taken] = field(default_factory=dict)
    is_sole: bool = True


def begin(
    session: Session, attempt: Attempt, accounts: Iterable[str], now: datetime, home: Attempt | None = None, at_home: Iterable[str] = ()
) -> Guess:  # fmt: skip
    """Count an attempt at `accounts`; nothing is counted when name or network have to wait.

    Those `at_home` in this browser are counted as `home`, which then also says whose wait is told.
    """
    meant, known = tuple(dict.fromkeys(accounts)), frozenset(at_home)
    away, attempt = attempt, attempt if home is None or not known else home
    nobody = () if attempt.name is None else (attempt.name.key.hex(),)
    counters = {one: of_account((attempt if one in known else away).deed, one, attempt.free) for one in meant or nobody}
    held = store.standing(session, [*attempt.told, *counters.values()], now)
    if waits := [held[one.key][1] for one in attempt.told if held[one.key][1] > now]:
        return Guess(wait=max(waits) - now)
    tried = {one: counter for one, counter in counters.items() if held[counter.key][1] <= now}
    taken = store.count(session, [*attempt.told, *tried.values()], held, now)
    by_counter = {one.counter: one for one in taken}
    return Guess(
        name=by_counter[attempt.name] if attempt.name is not None else None,
        source=by_counter[attempt.source] if attempt.source is not None else None,
        accounts={one: by_counter[counter] for one, counter in tried.items() if one in meant},
        is_sole=len(meant) == 1,
    )


def won(session: Session, guess: Guess, account: str, now: datetime, untried: Iterable[str] = ()) -> None:
    """Forgive `account`, whose secret it was, and take back what was counted at others that the secret was not tried at.

    The name is forgiven only where it means this account alone: else somebody who has an account under a name of their
    neighbour's could wipe out, by signing in to their own, what they guessed at the other.
    """
    forgiven = [guess.accounts[account]] if account in guess.accounts else []
    undone = [guess.accounts[one] for one in untried]
    if guess.source is not None:
        undone.append(guess.source)
    if guess.name is not None:
        (forgiven if guess.is_sole else undone).append(guess.name)
    for taken in sorted([*forgiven, *undone], key=lambda one: one.counter.key):
        if taken in forgiven:
            store.forgive(session, taken.counter.key)
        else:
            store.undo(session, taken, now)
