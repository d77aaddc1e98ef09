"""A Django site with django-allauth, as many a city has one: its people sign in by Sekali."""

import json
import os
import subprocess
import sys
import time

import pytest
import requests

from tests.interop.walking import SECONDS
from tests.journeys.story import SITI, open_account
from tests.live import free_port

DOOR = "/accounts/oidc/sekali/login/"


class Site:
    """The site in a process of its own."""

    def __init__(self, provider, folder) -> None:
        port = free_port()
        self.address, self.log = f"http://127.0.0.1:{port}", folder / "log"
        wanted = {"client_name": "Situs kota", "redirect_uris": [self.address + DOOR + "callback/"]}
        client = requests.post(provider.issuer + "/register", json=wanted, timeout=SECONDS).json()
        told = {
            "SITE_DATABASE": str(folder / "site.sqlite"),
            "SITE_ISSUER": provider.issuer,
            "SITE_CLIENT_ID": client["client_id"],
            "SITE_CLIENT_SECRET": client["client_secret"],
        }
        with self.log.open("w") as log:
            command = [sys.executable, "-m", "tests.interop.django_site", str(port)]
            self.process = subprocess.Popen(command, env=os.environ | told, stdout=log, stderr=log)

    def wait(self) -> None:
        end = time.monotonic() + SECONDS
        while True:
            assert self.process.poll() is None and time.monotonic() < end, self.log.read_text()
            try:
                requests.get(self.address, timeout=SECONDS)
            except requests.ConnectionError:
                time.sleep(0.1)
            else:
                return

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(SECONDS)


@pytest.fixture
def site(provider, tmp_path):
    made = Site(provider, tmp_path)
    try:
        made.wait()
        yield made
    finally:
        made.close()


def knock(browser, site):
    """Go to the site's door and press its button; the provider takes over."""
    browser.get(site.address + DOOR)
    return browser.press(DOOR)


def seen(browser, site) -> dict:
    assert browser.here.url == site.address + "/", (browser.passed, browser.here.text, site.log.read_text())
    return json.loads(browser.here.html)


def test_a_citizen_refuses_then_agrees_and_is_the_same_person_at_each_visit(provider, site) -> None:
    browser = open_account(provider, identity=SITI)
    knock(browser, site)
    browser.consent([], "deny")
    assert browser.here.url == site.address + "/accounts/3rdparty/login/cancelled/", browser.passed
    knock(browser, site)
    browser.consent(["full_name"])
    (account,) = seen(browser, site)["accounts"]
    assert account["told"]["userinfo"]["name"] == SITI["full_name"]
    assert account["told"]["id_token"]["sub"] == account["uid"]
    browser.forget(site.address)
    knock(browser, site)
    again = seen(browser, site)
    assert (again["accounts"][0]["uid"], again["people"]) == (account["uid"], 1)
    assert not any("/consent" in url for url in browser.passed)
