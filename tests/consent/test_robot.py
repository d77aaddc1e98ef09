"""A robot at the consent page: it refuses, unticks, goes back, opens tabs, lets it expire, changes language, data and its mind.

Whatever it does, what the service reads is exactly what the last page showed and the robot ticked there.
"""

import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from accounts.tables import CitizenRow
from consent import preview
from tests.consent.people import fill
from tests.journeys.story import open_account
from tests.oidc.test_endpoints import Party
from tests.town import Browser

ROBOTS = 40 * int(os.environ.get("SEKALI_TEST_DRAWS", "0")) or 4
STEPS = 40
CLAIMS = {"full_name": "name", "preferred_name": "nickname", "gender": "gender", "email": "email"}
PICKS = {"birth_date": "birthdate", "age_over_17": "age_over_17", "": None}
NAMES = ("SITI AMINAH", "SITI A.", "AMINAH SITI")
ALWAYS = {"sub", "updated_at", "email_verified"}


@dataclass
class Robot:
    """One citizen with several tabs of one browser, and a service that takes every code that it gets."""

    town: object
    draw: random.Random
    tabs: list[Browser] = field(default_factory=list)
    seen: list = field(default_factory=list)
    read: int = 0

    def __post_init__(self) -> None:
        self.party = Party(self.town)
        self.tabs = [open_account(self.town)]
        with self.town.reading() as session:
            self.citizen = session.scalar(select(CitizenRow.id))
        self.change(
            full_name=NAMES[0], preferred_name="Siti", gender="female", email="siti@contoh.id", birth_date="1995-08-17"
        )
        self.begin()

    def change(self, **values: str) -> None:
        with self.town.keeping() as session:
            fill(session, self.town.keys, self.citizen, self.town.clock(), values)

    @property
    def tab(self) -> Browser:
        return self.draw.choice(self.tabs)

    def begin(self) -> None:
        """Come from the service, in a new tab or an old one; it asks for consent in any case."""
        if len(self.tabs) < 3:
            self.tabs.append(Browser(self.tabs[0].client, self.tabs[0].issuer))
        tab = self.tabs[-1] if self.draw.random() < 0.3 else self.tab
        tab.get(self.party.url(scope="openid profile email birth", prompt="consent", nonce=f"n{self.draw.random()}"))
        self.took(tab, None)

    def ticks(self, page) -> dict:
        """What the robot ticks on `page`, whatever was ticked there before."""
        offered = [one.value for one in page.form("decision").controls if one.name == "fields"]
        picks = [one.value for one in page.form("decision").controls if one.name == "pick-birth_date"]
        ticked = {"fields": [name for name in offered if name in CLAIMS and self.draw.random() < 0.5]}
        return ticked | ({"pick-birth_date": self.draw.choice(picks)} if picks else {})

    def with_page(self, deed: Callable) -> None:
        tab = self.tab
        if tab.page is None or not any(form.has("decision") for form in tab.page.forms):
            return self.begin()
        self.seen.append(tab.page)
        return deed(tab, self.ticks(tab.page))

    def allow(self, tab: Browser, ticked: dict) -> None:
        page = tab.here
        tab.submit("decision", ticked, ("decision", "allow"))
        self.took(tab, (page, ticked))

    def deny(self, tab: Browser, ticked: dict) -> None:
        tab.submit("decision", ticked, ("decision", "deny"))
        self.took(tab, None)

    def tick_all(self, tab: Browser, ticked: dict) -> None:
        tab.submit("decision", ticked, ("decision", "tick_all"))
        self.took(tab, None)

    def language(self, tab: Browser, ticked: dict) -> None:
        before = ticked["fields"]
        tab.change_language(ticked)
        if any(form.has("decision") for form in tab.here.forms):
            kept = [one.value for one in tab.here.form("decision").controls if one.name == "fields" and one.checked]
            assert sorted(kept) == sorted(before), "what was ticked stays ticked in the other language"

    def go_back(self) -> None:
        """Show a page of before again, as a browser does from its memory."""
        if self.seen:
            self.tab.page = self.draw.choice(self.seen)

    def take_back(self) -> None:
        tab = self.tab
        tab.get("/consents")
        if links := [href for href, _ in tab.here.links if "/withdraw" in href]:
            tab.get(self.draw.choice(links))
            tab.confirm("withdraw")

    def wait(self) -> None:
        self.town.clock.advance(minutes=self.draw.choice([1, 9, 25]))

    def correct(self) -> None:
        self.change(full_name=self.draw.choice(NAMES))

    def step(self) -> None:
        often = [self.allow] * 5 + [self.deny, self.tick_all, self.language, self.language]
        others = [self.begin, self.go_back, self.go_back, self.take_back, self.wait, self.correct]
        if self.draw.random() < 0.65:
            self.with_page(self.draw.choice(often))
        else:
            self.draw.choice(others)()

    def took(self, tab: Browser, answered: tuple | None) -> None:
        """Follow to the service: a code comes of an answer alone, and brings what was ticked and shown, no more and no less."""
        if tab.left_to is None:
            assert tab.here.status < 500, tab.here.text
            return
        told = {name: values[0] for name, values in parse_qs(urlsplit(tab.left_to).query).items()}
        tab.page = None
        if "code" not in told:
            assert told["error"] in {"access_denied", "consent_required", "interaction_required"}, told
            return
        assert answered, "a code came although nobody agreed"
        page, ticked = answered
        token = self.party.token(
            grant_type="authorization_code",
            code=told["code"],
            redirect_uri="http://127.0.0.1:9999/cb",
            code_verifier="v" * 64,
        ).json["access_token"]
        claims = self.party.userinfo(token).json
        pick = PICKS[ticked.get("pick-birth_date", "")]
        expected = {CLAIMS[name] for name in ticked["fields"]} | ({pick} if pick else set())
        assert claims.keys() - ALWAYS == expected
        if "name" in claims:
            assert claims["name"] in page.text, "what was released is what the page showed"
        self.read += 1


@pytest.mark.parametrize("seed", range(ROBOTS))
def test_what_is_released_is_what_was_shown_and_ticked(town, seed) -> None:
    robot = Robot(town, random.Random(seed))
    for _ in range(STEPS):
        robot.step()
    assert robot.read > 0
    town.check_ledger()


def test_control_a_page_that_is_taken_whatever_it_showed_is_found(town, monkeypatch) -> None:
    monkeypatch.setattr(preview, "evidence_hash", lambda _: bytes(32))
    robot = Robot(town, random.Random(0))
    with pytest.raises(AssertionError, match="what the page showed"):
        for _ in range(20 * STEPS):
            robot.step()
