"""The citizen's story in Chromium: open an account, fill in, answer a service, see who read, take it back; script on and off."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.press import PATIENCE, press
from tests.journeys.parties import CALLBACK, AuthlibParty
from tests.town import PASSWORD

PHONE = {"width": 360, "height": 740}
LEFT = "net::ERR_ABORTED"  # the page was left before its icon came, which a busy machine does and no citizen sees


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def page(request, chromium):
    context = chromium.new_context(java_script_enabled=request.param, viewport=PHONE, locale="id-ID")
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    failures: list[str] = []
    opened.on(
        "console",
        lambda message: (
            failures.append(message.text) if message.type == "error" and "422" not in message.text else None
        ),
    )
    opened.on("requestfailed", lambda request: None if request.failure == LEFT else failures.append(request.url))
    yield opened
    context.close()
    assert not failures, failures


def fits(page: Page) -> None:
    """Nothing may need sideways scrolling on a small phone."""
    box = page.locator("main").bounding_box()
    assert box and box["width"] <= PHONE["width"], page.url


def test_the_citizens_story(live, page) -> None:
    party = AuthlibParty.registered(live.issuer, client_name="Kartu uji")
    page.goto(live.issuer + "/")
    fits(page)
    page.goto(live.issuer + "/sign-up")
    expect(page.get_by_role("link", name="Pemberitahuan privasi").first).to_be_visible()
    page.fill("[name=identifier]", "warga-canary-mailbox@contoh.id")
    page.fill("[name=password]", PASSWORD)
    press(page.locator("form:has([name=password]) button").last)
    fits(page)
    page.goto(live.issuer + "/profile/identity")
    page.fill("[name=nik]", "357401570895900")
    page.fill("[name=full_name]", "SITI AMINAH")
    page.fill("[name=birth_date]", "17-08-1995")
    press(page.locator("form:has([name=nik]) button").last)
    expect(page.locator("main")).to_contain_text("NIK harus 16 angka. Anda baru mengetik 15.")
    assert page.input_value("[name=full_name]") == "SITI AMINAH", "nothing typed is lost"
    page.fill("[name=nik]", "3574015708959001")
    press(page.locator("form:has([name=nik]) button").last)
    page.goto(live.issuer + "/profile")
    expect(page.locator("main")).to_contain_text("SITI AMINAH")
    fits(page)

    page.goto(party.begin("openid profile birth offline_access"))
    expect(page.locator("main")).to_contain_text("Kartu uji")
    expect(page.locator("main")).to_contain_text("SITI AMINAH")
    fits(page)
    page.check("[name=fields][value=full_name]")
    page.check("[name=pick-birth_date][value=birth_date]")
    page.check("[name=pick-birth_date][value='']")
    press(page.locator("[name=decision][value=allow]"))
    assert page.url.startswith(CALLBACK), page.url
    tokens = party.finish(page.url)
    told = party.userinfo(tokens["access_token"]).json()
    assert told == {"sub": party.id_token["sub"], "name": "SITI AMINAH", "updated_at": told["updated_at"]}

    page.goto(live.issuer + "/access-log")
    expect(page.locator("main")).to_contain_text("Kartu uji")
    expect(page.locator("main")).to_contain_text("Nama lengkap")
    fits(page)
    page.goto(live.issuer + "/consents")
    press(page.locator("a[href*=withdraw], form[action*=withdraw] button").first)
    press(page.locator("main form button").last)
    assert party.userinfo(tokens["access_token"]).status_code == 401
    party.close()
    kinds = [body["type"] for body in live.check_ledger()]
    assert kinds[-3:] == ["release", "consent.withdrawn", "deletion.requested"]
