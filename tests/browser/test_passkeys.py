"""Passkeys in a real Chromium with a virtual authenticator (WebAuthn domain of the DevTools protocol): made, offered, used; and without JavaScript."""

from tests.browser.press import press
from tests.journeys.parties import CALLBACK, AuthlibParty
from tests.town import PASSWORD


def authenticator(page, *, is_verified: bool = True):
    """A device that answers by itself, with its owner's finger on it or not."""
    told = page.context.new_cdp_session(page)
    told.send("WebAuthn.enable")
    made = told.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": is_verified,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return told, made["authenticatorId"]


def sign_up(page, issuer: str) -> None:
    page.goto(issuer + "/sign-up")
    page.fill("[name=password]", PASSWORD)
    press(page.locator("form:has([name=password]) button").last)


def test_a_passkey_is_made_and_brings_its_owner_to_the_service(live, chromium) -> None:
    page = chromium.new_context(viewport={"width": 360, "height": 740}, locale="id-ID").new_page()
    device, known = authenticator(page)
    sign_up(page, live.issuer)
    page.goto(live.issuer + "/account/passkeys")
    page.fill("form[data-passkey] [name=name]", "HP saya")
    press(page.locator("form[data-passkey] button"))
    assert page.locator("h2", has_text="HP saya").count() == 1
    # The same device is not asked for a second one.
    page.click("form[data-passkey] button")
    page.wait_for_function("document.querySelector('form[data-passkey] [role=status]').textContent")
    assert "sudah punya kunci sandi" in page.locator("form[data-passkey] [role=status]").inner_text()
    (kept,) = device.send("WebAuthn.getCredentials", {"authenticatorId": known})["credentials"]
    assert kept["isResidentCredential"] and kept["rpId"] == "localhost"

    page.context.clear_cookies()
    party = AuthlibParty.registered(live.issuer)
    # The browser offers it by itself on the sign-in page (conditional mediation), and here its owner takes it at once.
    page.goto(party.begin("openid"))
    page.wait_for_selector("[name=decision][value=allow]")
    press(page.locator("[name=decision][value=allow]"))
    assert page.url.startswith(CALLBACK)
    party.close()

    page.context.clear_cookies()
    device.send("WebAuthn.setUserVerified", {"authenticatorId": known, "isUserVerified": False})
    page.goto(live.issuer + "/sign-in")
    page.click("form[data-passkey] button")
    page.wait_for_function("document.querySelector('form[data-passkey] [role=status]').textContent")
    assert page.url.endswith("/sign-in")
    device.send("WebAuthn.setUserVerified", {"authenticatorId": known, "isUserVerified": True})
    press(page.locator("form[data-passkey] button"))
    assert page.url.endswith("/profile")
    page.context.close()


def test_without_javascript_the_password_is_there_and_nothing_is_promised(live, chromium) -> None:
    page = chromium.new_context(java_script_enabled=False).new_page()
    sign_up(page, live.issuer)
    page.goto(live.issuer + "/account/passkeys")
    assert page.locator("[data-without-passkey]").is_visible()
    assert not page.locator("form[data-passkey]").is_visible()
    page.goto(live.issuer + "/sign-in")
    assert page.locator("[name=password]").is_visible() and not page.locator("form[data-passkey]").is_visible()
    page.context.close()
