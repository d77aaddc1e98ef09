"""What the hot path costs: SQL statements counted at the cursor, and durable commits. The table in docs/statements.md says the same."""

import re
from pathlib import Path

import requests

from tests.journeys.parties import AuthlibParty
from tests.journeys.story import SITI, answer, open_account
from tests.statements import billed

BUDGET = {"/authorize": 3, "/token": 4, "/userinfo": 7}


def _measured(live) -> dict[str, tuple[int, int, list[str]]]:
    party = AuthlibParty.registered(live.issuer)
    browser = open_account(live, identity=SITI)
    browser.get(party.begin("openid profile"))
    party.userinfo(party.finish(answer(browser, fields=["full_name"]))["access_token"])
    bills = {}
    with billed(live.app) as bill:
        browser.get(party.begin("openid profile"))
    bills["/authorize"] = bill
    assert browser.left_to, "a returning citizen sees no page"
    with billed(live.app) as bill:
        tokens = party.session.fetch_token(
            party.meta["token_endpoint"], authorization_response=browser.left_to, code_verifier=party.verifier
        )
    bills["/token"] = bill
    with billed(live.app) as bill:
        told = requests.get(
            live.issuer + "/userinfo", headers={"Authorization": f"Bearer {tokens['access_token']}"}, timeout=10
        )
    bills["/userinfo"] = bill
    assert told.json()["name"] == "SITI AMINAH"
    party.close()
    return {path: (len(bill.statements), bill.commits, bill.statements) for path, bill in bills.items()}


def test_the_hot_path_keeps_its_budget(live, on_both, database_url) -> None:
    together = database_url.startswith("postgresql")  # an entry with its opening
    for path, (statements, commits, seen) in _measured(live).items():
        assert statements <= BUDGET[path] - (path == "/userinfo" and together), "\n".join(seen)
        assert commits == 1, (path, commits, seen)


def test_the_page_says_what_is_measured(live) -> None:
    page = (Path(__file__).parents[2] / "docs" / "statements.md").read_text()
    told = {path: int(count) for path, count in re.findall(r"\| `(/\w+)` \| (\d+) \|", page)}
    assert told == {path: count for path, (count, _, _) in _measured(live).items()}
