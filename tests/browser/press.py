"""Press a button and see the next page through."""

from playwright.sync_api import Locator

PATIENCE = 120_000  # milliseconds until a page that does not come is an error, however slow the machine


def press(button: Locator) -> None:
    """Press and wait until the page that follows, redirects and all, has come: the next step must not cut it off."""
    with button.page.expect_navigation():
        button.click()
