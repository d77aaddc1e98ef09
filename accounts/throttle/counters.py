"""What attempts are counted by: the name that was typed, the network they come from, and each account that may be meant."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.ids import digest

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONGEST_WAIT = timedelta(minutes=15)
# Whoever goes on for half a day waits longer: so a day holds fewer than 100 guesses at one account (docs/sign-in.md).
STUBBORN, STUBBORN_WAIT = 60, timedelta(minutes=30)
FIRST_WAIT = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Counter:
    """`free` attempts, then waits; forgotten when there was none for a whole `window`. `key` is a digest: it names nobody."""

    key: bytes
    free: int
    window: timedelta = DAY


@dataclass(frozen=True, slots=True)
class Taken:
    """An attempt that a counter holds already: `until` the next one has to wait."""

    counter: Counter
    until: datetime


def of_name(deed: str, index: bytes, free: int) -> Counter:
    """Return the counter of one typed name for one kind of deed, whether anybody has that name or not."""
    return Counter(digest(f"{deed}|name|{index.hex()}"), free)


def of_account(deed: str, account: str, free: int) -> Counter:
    """Return the counter of one account for one kind of deed, by whatever name it was reached."""
    return Counter(digest(f"{deed}|account|{account}"), free)


def of_source(deed: str, address: str, free: int) -> Counter:
    """Return the counter of a source network; what is no address counts as one source."""
    return Counter(digest(f"{deed}|source|{network_of(address) or 'unknown'}"), free, HOUR)


def network_of(address: str) -> str:
    """Return the network of an address: /24 of IPv4, /64 of IPv6; nothing for what is no address."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 64), strict=False))  # noqa: PLR2004


def delay(count: int, free: int) -> timedelta:
    """Return how long to wait after the `count`-th attempt: from the `free`-th on each doubles the wait, up to a quarter of an hour."""
    if count >= max(STUBBORN, 2 * free):
        return STUBBORN_WAIT
    return min(FIRST_WAIT * 2 ** min(count - free, 10), LONGEST_WAIT) if count >= free else timedelta()
