"""Races: of many that redeem one thing at the same moment, never two keep what they got; and no read outruns a withdrawal.

The short counts run in `make test`; `make test-long` runs 50 rounds of 8. Each race has a control in which the
claim is patched out of the code: it must produce two winners, or else the race would prove nothing.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from consent import release
from oidc import store
from oidc.families import store as families
from tests.journeys.parties import CALLBACK, AuthlibParty
from tests.journeys.racing import ROUNDS, at_once, claim_code_without_condition, claim_refresh_without_condition
from tests.journeys.story import SITI, answer, open_account

pytestmark = pytest.mark.race
READERS = 4


@pytest.fixture
def visitor(live):
    """A returning citizen and their service: every visit gives a fresh code."""
    party = AuthlibParty.registered(live.issuer)
    browser = open_account(live, identity=SITI)
    browser.get(party.begin("openid profile offline_access"))
    party.finish(answer(browser, fields=["full_name"]))
    yield party, browser
    party.close()


def fresh_code(party, browser) -> str:
    browser.get(party.begin("openid profile offline_access"))
    return parse_qs(urlsplit(browser.left_to).query)["code"][0]


def winners(live, party, browser, kind: str) -> tuple[int, int]:
    """One round: how many runners got tokens, and how many of those tokens are alive afterwards."""
    basic = (party.session.client_id, party.session.client_secret)
    data = {
        "grant_type": "authorization_code",
        "code": fresh_code(party, browser),
        "redirect_uri": CALLBACK,
        "code_verifier": party.verifier,
    }
    if kind == "refresh":
        tokens = requests.post(live.issuer + "/token", data=data, auth=basic, timeout=30).json()
        data = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    answers = at_once(lambda: requests.post(live.issuer + "/token", data=data, auth=basic, timeout=30))
    assert {told.status_code for told in answers} <= {200, 400}, [
        told.text for told in answers if told.status_code not in {200, 400}
    ]
    got = [told.json()["access_token"] for told in answers if told.status_code == 200]
    alive = [token for token in got if party.userinfo(token).status_code == 200]
    return len(got), len(alive)


@pytest.mark.parametrize("kind", ["code", "refresh"])
def test_never_two_live_winners(live, on_both, visitor, kind) -> None:
    for _ in range(ROUNDS):
        got, alive = winners(live, *visitor, kind)
        assert got == 1
        assert alive <= 1
    live.check_ledger()


@pytest.mark.parametrize("kind", ["code", "refresh"])
def test_control_without_the_claim_there_are_many_winners(live, on_both, visitor, kind, monkeypatch) -> None:
    """The same race with the claim's condition patched out: if it passed, the race above would prove nothing."""
    monkeypatch.setattr(store, "claim_code", claim_code_without_condition)
    monkeypatch.setattr(store, "claim_refresh", claim_refresh_without_condition)
    got, alive = winners(live, *visitor, kind)
    assert got > 1
    assert alive > 1


def late_reads(live, visitor, rounds: int) -> int:
    """Readers read while the citizen withdraws: how many that began after the withdrawal was answered still got a name."""
    party, browser = visitor
    late: list[bool] = []
    for _ in range(rounds):
        browser.get(party.begin("openid profile offline_access"))
        target = browser.left_to or answer(browser, fields=["full_name"])
        token = party.finish(target)["access_token"]
        withdrawn = threading.Event()

        def read(token: str = token, withdrawn: threading.Event = withdrawn) -> bool:
            while True:
                started_after = withdrawn.is_set()
                told = party.userinfo(token)
                if started_after:
                    return told.status_code == 200 and "name" in told.json()

        with ThreadPoolExecutor(READERS) as pool:
            readers = [pool.submit(read) for _ in range(READERS)]
            browser.get("/consents")
            browser.get(browser.here.link("withdraw"))
            browser.confirm("withdraw")
            withdrawn.set()
            late += [reader.result() for reader in readers]
    assert len(late) == READERS * rounds
    return sum(late)


def test_no_read_outruns_a_withdrawal(live, on_both, visitor) -> None:
    """What begins after the answer gets nothing, and no release is numbered behind the withdrawal that ended it."""
    assert late_reads(live, visitor, max(2, ROUNDS // 4)) == 0
    ended: set[str] = set()
    for body in live.check_ledger():
        if body["type"] == "consent.withdrawn":
            ended.add(body["tag"])
        assert not (body["type"] == "release" and body["tag"] in ended)


def _remembering(call: Callable[..., Any]) -> Callable[..., Any]:
    known: dict[Any, Any] = {}

    def remembered(session: Any, key: Any, *rest: Any) -> Any:
        if key not in known:
            known[key] = call(session, key, *rest)
        return known[key]

    return remembered


def test_control_a_remembered_consent_outruns_it(live, on_both, visitor, monkeypatch) -> None:
    """The same readers at a door that remembers token and permit: if they got nothing, the test above would prove nothing."""
    monkeypatch.setattr(families, "token", _remembering(families.token))
    monkeypatch.setattr(release, "_permit", _remembering(release._permit))
    assert late_reads(live, visitor, 2) > 0
    with pytest.raises(AssertionError, match="withdrawn"):
        live.check_ledger()
