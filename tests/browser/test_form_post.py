"""The way back by a posted form: at once with JavaScript, by one button without."""

from urllib.parse import parse_qs

import pytest

from tests.browser.press import PATIENCE, press
from tests.journeys.parties import CALLBACK, AuthlibParty
from tests.town import PASSWORD


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_an_answer_is_posted_to_the_service(live, chromium, script) -> None:
    context = chromium.new_context(java_script_enabled=script, viewport={"width": 360, "height": 740}, locale="id-ID")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    party = AuthlibParty.registered(live.issuer)
    page.goto(live.issuer + "/sign-up")
    page.fill("[name=identifier]", "warga-canary-mailbox@contoh.id")
    page.fill("[name=password]", PASSWORD)
    press(page.locator("form:has([name=password]) button").last)
    page.goto(party.begin("openid") + "&response_mode=form_post")
    press(page.locator("[name=decision][value=allow]"))
    if script:
        page.wait_for_url(CALLBACK)
    else:
        assert page.locator("#form-post").count() == 1
        press(page.locator("#form-post button"))
    assert parse_qs(page.locator("#sent").inner_text()).keys() == {"code", "state", "iss"}
    party.close()
    context.close()
