"""How many NIKs may be looked up: whoever could ask as often as they like would learn whose numbers are known here."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from accounts.throttle.counters import network_of
from core.clock import to_epoch
from core.ids import digest

MINUTE, HOUR = 60, 3600
PER_SOURCE = 5  # a minute
PER_ACCOUNT = 10  # an hour
IN_HALLS = 12  # times as many: many citizens come from one address there
PER_SECOND = 20  # all together; what is more waits
LONGEST_SLOWING = timedelta(seconds=2)
ALARM_FACTOR = 3
LEAST_FOR_ALARM = 30  # a minute; below, three times next to nothing is next to nothing
BASELINE_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Asker:
    """Who looks a NIK up: an address, an account if somebody is signed in, and whether it is a registered hall's."""

    address: str
    account: str = ""
    is_hall: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """So many look-ups may be counted under `key`, a digest that names nobody, until it ends."""

    key: bytes
    most: int
    ends: datetime


def windows(asker: Asker, now: datetime) -> tuple[Window, ...]:
    """Return the windows in which a look-up of `asker` counts at `now`."""
    times = IN_HALLS if asker.is_hall else 1
    found = [_window(f"source|{network_of(asker.address) or 'unknown'}", PER_SOURCE * times, MINUTE, now)]
    if asker.account:
        found.append(_window(f"account|{asker.account}", PER_ACCOUNT * times, HOUR, now))
    return tuple(found)


def everybody(now: datetime) -> Window:
    """Return the window of all look-ups of this second."""
    return _window("everybody", PER_SECOND, 1, now)


def minute_of(now: datetime) -> int:
    """Return the number of the minute since 1970."""
    return to_epoch(now) // MINUTE


def slowing(count: int) -> timedelta:
    """Return how long the `count`-th look-up of one second waits; it is never refused."""
    return min(timedelta(seconds=max(count - PER_SECOND, 0) / PER_SECOND), LONGEST_SLOWING)


def is_unusual(this_minute: int, usual: float) -> bool:
    """Tell whether so many look-ups in one minute are an alarm, where there usually are `usual`."""
    return this_minute >= max(LEAST_FOR_ALARM, ALARM_FACTOR * usual)


def is_hall(address: str, halls: Iterable[str]) -> bool:
    """Tell whether an address lies in one of the registered networks of service halls."""
    try:
        own = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(own in ipaddress.ip_network(hall, strict=False) for hall in halls)


def _window(name: str, most: int, seconds: int, now: datetime) -> Window:
    number = to_epoch(now) // seconds
    ends = datetime.fromtimestamp((number + 1) * seconds, UTC)
    return Window(digest(f"nik|{name}|{seconds}|{number}"), most, ends)
