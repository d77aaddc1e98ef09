"""Every page of the route map, in both languages, at a phone's width: axe-core finds nothing, and nothing scrolls sideways."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.press import press
from tests.journeys.parties import AuthlibParty
from tests.town import PASSWORD

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MACHINE_ANSWERS = ("application/json", "text/plain", "application/zip", "application/pdf")


def pages_of(live, *kinds: str) -> list[str]:
    """The addresses of all pages without arguments that let `kinds` in."""
    found = []
    for rule in live.app.url_map.iter_rules():
        passes = getattr(live.app.view_functions[rule.endpoint], "passes", "")
        if "GET" in rule.methods and not rule.arguments and passes.startswith(kinds) and "download" not in rule.rule:
            found.append(rule.rule)
    return sorted(found)


def judge(page, address: str) -> list[str]:
    """What is wrong with the page at `address`."""
    answer = page.goto(address)
    if answer is None or answer.headers.get("content-type", "").startswith(MACHINE_ANSWERS):
        return []
    complaints = []
    if answer.status >= 500:
        complaints.append(f"{address}: {answer.status}")
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    for violation in results.response["violations"]:
        where = violation["nodes"][0]["target"]
        complaints.append(f"{address}: {violation['id']} at {where}: {violation['help']}")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        complaints.append(f"{address}: {wide} px wider than the phone")
    return complaints


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_for_everyone(live, chromium, language, scheme) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    context.add_cookies([{"name": "sekali-language", "value": language, "url": live.issuer}])
    page = context.new_page()
    complaints = [c for path in pages_of(live, "open") for c in judge(page, live.issuer + path)]
    page.goto(live.issuer + "/sign-up")
    page.fill("[name=identifier]", "warga-canary-mailbox@contoh.id")
    page.fill("[name=password]", PASSWORD)
    press(page.locator("form:has([name=password]) button").last)
    party = AuthlibParty.registered(live.issuer)
    complaints += judge(page, party.begin("openid profile email phone address birth"))
    press(page.locator("[name=decision][value=allow]"))
    for path in pages_of(live, "citizen"):
        complaints += judge(page, live.issuer + path)
        assert page.locator("html").get_attribute("lang") == language, path
    for group in ("identity", "contact", "address_ktp", "family", "employment", "business"):
        complaints += judge(page, f"{live.issuer}/profile/{group}")
    party.close()
    context.close()
    assert not complaints, "\n".join(sorted(set(complaints)))
