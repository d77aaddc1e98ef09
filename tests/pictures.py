"""`make pictures`: the screenshots of the README, taken from the running demo with its own people."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyotp
from playwright.sync_api import Browser, Page, sync_playwright

from demo.people import AUDITOR, PASSWORD, SITI
from tests.browser.conftest import FLAGS
from tests.browser.press import press

HOUSE = Path(__file__).resolve().parent.parent
PICTURES = HOUSE / "docs" / "pictures"
PROVIDER = "http://localhost:8000"
LIBRARY = "http://127.0.0.3:8002"


@contextmanager
def demo(folder: Path) -> Iterator[None]:
    """Run `sekali demo` on data of its own while the block runs."""
    environment = os.environ | {
        "SEKALI_DATABASE_URL": f"sqlite:///{folder}/data/sekali.sqlite",
        "SEKALI_KEYS_FILE": str(folder / "keys" / "ring.json"),
    }
    command = [Path(sys.executable).parent / "sekali", "demo"]
    process = subprocess.Popen(command, cwd=HOUSE, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    for line in process.stdout:
        if line.startswith("Sekali is ready:"):
            break
    else:
        sys.exit("The demo did not start.")
    try:
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def shoot(page: Page, name: str) -> None:
    """Keep the page as it stands."""
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def sign_in(page: Page) -> None:
    """Fill Siti's name and password in wherever the sign-in form stands."""
    page.fill("[name=identifier]", SITI.identifier)
    page.fill("[name=password]", PASSWORD)
    press(page.locator("form:has([name=password]) button").last)


def take(browser: Browser) -> None:
    """Walk the story and take the pictures."""
    page = browser.new_context(viewport={"width": 440, "height": 900}, device_scale_factor=2, locale="id-ID").new_page()
    page.goto(LIBRARY)
    press(page.locator("main form button, main a[href*='sign-in'], main a[href*='masuk']").first)
    sign_in(page)
    shoot(page, "consent")
    press(page.locator("[name=decision][value=tick_all]"))
    press(page.locator("[name=decision][value=allow]"))
    page.goto(PROVIDER + "/access-log")
    shoot(page, "access-log")
    page.context.close()
    take_desk(browser)


def take_desk(browser: Browser) -> None:
    """Sign in as the auditor, look for what a service read, and open the newest of it with its proof."""
    desk = browser.new_context(
        viewport={"width": 1100, "height": 900}, device_scale_factor=2, locale="id-ID"
    ).new_page()
    desk.goto(PROVIDER + "/desk/sign-in")
    desk.fill("[name=identifier]", AUDITOR.identifier)
    desk.fill("[name=password]", AUDITOR.password)
    press(desk.locator("form:has([name=password]) button").last)
    desk.fill("[name=code]", pyotp.TOTP(AUDITOR.totp).now())
    press(desk.locator("form:has([name=code]) button").last)
    desk.select_option("[name=service]", "perpustakaan-kota")
    press(desk.locator("button[name=look]"))
    shoot(desk, "auditor")
    press(desk.locator("#results a.numbers").first)
    desk.locator("details").first.evaluate("one => { one.open = true }")
    shoot(desk, "proof")


def main() -> None:
    """Start the demo and take the pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = os.environ.get("SEKALI_CHROMIUM") or shutil.which("chromium")
    if path is None:
        sys.exit("No Chromium on this machine: run `make setup-browser` first.")
    with (
        tempfile.TemporaryDirectory(prefix="sekali-pictures-") as name,
        demo(Path(name)),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        take(browser)
        browser.close()


if __name__ == "__main__":
    main()
