"""A day of guessing at the door, by a clock that is turned: fewer than 100 guesses get through, and honest people come in.

Passwords are not hashed here: what counts is how often one would have been tried.
"""

import os
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from accounts import guesses, identifiers, sign_in, sign_up
from accounts.guesses import Attempt
from accounts.names import throttle_index
from accounts.sign_in import Place
from accounts.throttle import counters
from accounts.throttle.counters import of_name, of_source

DAY = timedelta(hours=24)
# `make test-long` knocks every 15 seconds; a sample knocks as often at first, and then every few minutes.
STEP = int(os.environ.get("SEKALI_TEST_SPRAY_SECONDS", "900"))
HOME, STRANGE = b"h" * 32, b"s" * 32


@dataclass
class Door:
    """The sign-in of the house without its pages; it counts at whom a password would have been tried."""

    town: object
    tried: dict[str, int] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)

    def open_account(self, mail: str) -> str:
        name = identifiers.parse(mail)
        with self.town.keeping() as session:
            opened = sign_up.open_account(session, self.town.keys, name, f"hash of {mail}", "id", self.town.clock())
        self.people[mail] = opened.citizen.id
        return opened.citizen.number

    def knock(self, typed: str, network: str, browser: bytes = STRANGE, *, owner: str = "") -> bool:
        """Try a password; whether it was tried at `owner`'s account, whose right one it is then."""
        keys, now = self.town.keys, self.town.clock()
        attempt = Attempt(
            "sign-in", 5, of_source("sign-in", network, 50), of_name("sign-in", throttle_index(keys, typed), 5)
        )
        with self.town.keeping() as session:
            known = sign_in.begin(session, keys, attempt, identifiers.parse(typed), browser, now)
        for citizen, _ in known.candidates:
            self.tried[citizen] = self.tried.get(citizen, 0) + 1
        mine = next((one for one in known.candidates if one[0] == self.people.get(owner)), None)
        if mine is None:
            return False
        with self.town.keeping() as session:
            return sign_in.keep_success(session, mine, known, Place(browser, "other/other"), now) is not None


@pytest.fixture
def door(town):
    return Door(town)


def moments(town, span=DAY):
    """The moments of a day (or another span) at which an attacker knocks: often at first, while the waits are short."""
    begun = town.clock()
    while town.clock() - begun < span:
        yield (town.clock() - begun) // timedelta(seconds=1)
        town.clock.advance(seconds=15 if town.clock() - begun < timedelta(minutes=20) else STEP)


def network(number: int) -> str:
    return f"{10 + number // 65536 % 200}.{number // 256 % 256}.{number % 256}.7"


def test_a_day_of_guessing_at_one_account_by_all_its_names_from_everywhere(town, door):
    number = door.open_account("siti@contoh.id")
    assert door.knock("siti@contoh.id", "203.0.113.9", HOME, owner="siti@contoh.id"), "her own browser, once before"
    door.tried.clear()
    honest = knocks = 0
    for second in moments(town):
        for name in (number, "siti@contoh.id"):
            door.knock(name, network(2 * second + (name == number)))
            knocks += 1
        if second % 21_600 < STEP:
            honest += door.knock("siti@contoh.id", "203.0.113.9", HOME, owner="siti@contoh.id")
    guessed = door.tried[door.people["siti@contoh.id"]] - honest
    assert knocks > 300 and 50 < guessed <= 100, f"{guessed} of {knocks} guesses got through"
    assert honest >= 4, "at home she came in whenever she came"


@pytest.mark.parametrize(("is_counted", "most"), [(True, 12), (False, 24)])
def test_without_the_counter_of_the_account_every_name_of_it_would_be_one_more(
    town, door, monkeypatch, is_counted, most
):
    """The control: an hour with the counters of accounts, and one without them."""
    number, counted = door.open_account("siti@contoh.id"), counters.of_account
    if not is_counted:
        monkeypatch.setattr(guesses, "of_account", lambda deed, one, _free: counted(deed, one, 10**6))
    for second in moments(town, timedelta(minutes=40)):
        for name in (number, "siti@contoh.id"):
            door.knock(name, network(2 * second + (name == number)))
    assert door.tried[door.people["siti@contoh.id"]] == most


def test_one_password_sprayed_over_many_accounts_locks_nobody_out(town, door):
    people = [f"warga{one}@contoh.id" for one in range(20)]
    for mail in people:
        door.open_account(mail)
    for hour in range(4):
        for at, mail in enumerate(people):
            door.knock(mail, network(hour * 100 + at))
        town.clock.advance(hours=6)
    assert max(door.tried.values()) == 4, "fewer than are free"
    assert all(door.knock(mail, "203.0.113.9", owner=mail) for mail in people), (
        "each by the first try, from a new browser"
    )


def test_one_network_gets_so_many_an_hour_whoever_it_names_and_its_known_browsers_go_on(town, door):
    door.open_account("siti@contoh.id")
    assert door.knock("siti@contoh.id", "203.0.113.9", HOME, owner="siti@contoh.id")
    for one in range(20):
        door.open_account(f"warga{one}@contoh.id")
    door.tried.clear()
    for one in range(100):
        door.knock(f"warga{one % 20}@contoh.id", "203.0.113.200")
    assert sum(door.tried.values()) == 50, "all of the network together"
    assert door.knock("siti@contoh.id", "203.0.113.9", HOME, owner="siti@contoh.id")
    assert not door.knock("siti@contoh.id", "203.0.113.9", STRANGE, owner="siti@contoh.id")


def test_at_home_one_guesses_no_more_than_anywhere(town, door):
    door.open_account("siti@contoh.id")
    assert door.knock("siti@contoh.id", "203.0.113.9", HOME, owner="siti@contoh.id")
    door.tried.clear()
    for _ in range(20):
        door.knock("siti@contoh.id", "203.0.113.9", HOME)
    assert sum(door.tried.values()) == 5
