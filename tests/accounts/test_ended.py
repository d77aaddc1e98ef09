"""However a sign-in ends, one row says so to whoever hangs on it; and proving anew who one is ends no visit."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from accounts.ended.store import ENDED, end_overdue, visit
from accounts.sign_ins import Limits
from accounts.tables import SignInRow
from core.outbox import OutboxRow
from tests.accounts.people import NEW_PASSWORD, forget, is_in, open_account, sign_in
from tests.town import PASSWORD

NAME = "warga@contoh.id"
LIMITS = Limits(timedelta(minutes=30), timedelta(hours=12))


def told(town) -> list[str]:
    """The sign-ins whose end was told, each as often as it was."""
    with town.reading() as session:
        rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == ENDED)).all()
    assert all(set(row.payload) == {"sign_in"} for row in rows), "an id and nothing else"
    return sorted(row.payload["sign_in"] for row in rows)


def kept(town, *, ended: bool | None = None) -> list[str]:
    """The sign-ins there are, oldest first."""
    wanted = select(SignInRow.id).order_by(SignInRow.created_at, SignInRow.id)
    if ended is not None:
        wanted = wanted.where(SignInRow.ended_at.is_not(None) if ended else SignInRow.ended_at.is_(None))
    with town.reading() as session:
        return list(session.scalars(wanted))


def press(browser, page: str) -> None:
    """Press the button of the page's own form."""
    here = browser.get(page)
    form = next(form for form in here.forms if "language" not in form.action)
    browser.post(here.target(form), form.data())


WAYS = {
    "sign-out page": (lambda _town, siti: press(siti.browser, "/sign-out"), 1),
    "other devices": (lambda _town, siti: press(siti.browser, "/account"), 1),
    "closing": (lambda _town, siti: press(siti.browser, "/account/close"), 2),
    "recovery": (lambda town, siti: forget(town, NAME, siti.codes[0]), 2),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_end_is_told_once(town, on_both, way) -> None:
    siti = open_account(town)
    other = sign_in(town, NAME)
    do, number = WAYS[way]
    do(town, siti)
    assert len(told(town)) == number
    assert told(town) == sorted(kept(town, ended=True))
    if is_in(other):
        press(other, "/sign-out")
    assert len(told(town)) == len(set(told(town)))


def test_a_new_password_ends_the_others(town) -> None:
    siti = open_account(town)
    sign_in(town, NAME)
    siti.browser.get("/account/password")
    siti.browser.submit("present", {"present": PASSWORD, "password": NEW_PASSWORD})
    assert is_in(siti.browser)
    assert told(town) == kept(town, ended=True)
    assert len(told(town)) == 1


def test_proving_anew_goes_on_with_the_visit(town, on_both) -> None:
    siti = open_account(town)
    sign_in(town, NAME)  # another browser's sign-in is no part of it
    for _ in range(2):
        town.clock.advance(minutes=3)
        sign_in(town, NAME, browser=siti.browser)
    assert told(town) == []
    town.clock.advance(minutes=3)
    (last,) = set(kept(town, ended=False)[1:])
    press(siti.browser, "/sign-out")
    assert told(town) == [last]
    with town.reading() as session:
        assert set(visit(session, last)) == set(kept(town, ended=True))
        assert len(visit(session, last)) == 3


def test_another_person_at_the_same_browser_ends_it(town, on_both) -> None:
    siti = open_account(town)
    (first,) = kept(town)
    open_account(town, "lain@contoh.id")
    town.clock.advance(minutes=3)
    sign_in(town, "lain@contoh.id", browser=siti.browser)
    assert told(town) == [first]


def test_a_cookie_that_came_along_to_another_browser_goes_on_with_nothing(town) -> None:
    siti = open_account(town)
    (first,) = kept(town)
    other = town.browser()
    other.get("/sign-in")
    other.client.set_cookie("sekali", siti.browser.client.get_cookie("sekali", domain="localhost").value)
    town.clock.advance(minutes=3)
    sign_in(town, NAME, browser=other)
    assert told(town) == [first]


def test_opening_another_account_ends_it(town) -> None:
    siti = open_account(town)
    (first,) = kept(town)
    siti.browser.get("/sign-up")
    siti.browser.submit("password", {"identifier": "lain@contoh.id", "password": PASSWORD})
    assert told(town) == [first]


def test_who_was_signed_in_for_long_enough_is_signed_out(town, on_both) -> None:
    open_account(town)
    (first,) = kept(town)
    town.clock.advance(hours=11)
    sign_in(town, NAME)
    for hours, ended in ((0, 0), (1, 1), (0, 0)):
        town.clock.advance(hours=hours)
        with town.keeping() as session:
            assert end_overdue(session, town.clock(), LIMITS) == ended
    assert told(town) == [first]
