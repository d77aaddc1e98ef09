"""Press a button and see the next page through."""

from playwright.sync_api import Locator


def press(button: Locator) -> None:
    """Press and wait until the page that follows, redirects and all, has come: the next step must not cut it off."""
    with button.page.expect_navigation():
        button.click()
