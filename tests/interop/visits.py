"""What happens at a service that Apache guards: it is registered, a citizen goes in, and its page tells what it knows."""

import re
from typing import Any

import requests

from tests.interop.apache import Apache
from tests.interop.walking import SECONDS, WebBrowser

NOTHING = "(none)"  # how Apache writes a variable that is not there


def registered(issuer: str, apache: Apache, **metadata: Any) -> dict[str, Any]:
    """Register the service; return its client."""
    given = {
        "client_name": "Layanan uji",
        "redirect_uris": [apache.redirect_uri],
        "post_logout_redirect_uris": [apache.address + "/"],
        "grant_types": ["authorization_code", "refresh_token"],
        "scope": "openid profile offline_access",
    }
    answer = requests.post(issuer + "/register", json=given | metadata, timeout=SECONDS)
    assert answer.status_code == 201, answer.text
    return answer.json()


def entered(browser: WebBrowser, apache: Apache) -> dict[str, str]:
    """Go in, by the consent page where there is one; return what the service's page knows of the citizen."""
    browser.get(apache.inside)
    if browser.here.url.startswith(browser.issuer + "/consent"):
        browser.consent(["full_name"])
    if browser.here.url.startswith(browser.issuer):
        browser.press(apache.redirect_uri)  # the form that a script would send by itself
    assert (browser.here.status, browser.here.url) == (200, apache.inside), (browser.passed, browser.here.text)
    return dict(re.findall(r'<p id="(\w+)">(.*)</p>', browser.here.html))
