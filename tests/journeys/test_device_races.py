"""Races of devices: of many polls at the same moment one gets tokens, and of two answers one counts."""

import pytest
import requests
from sqlalchemy import update

from oidc.clients.profiles import DEVICE
from oidc.device import store
from oidc.tables import DeviceRow
from tests.journeys.story import SITI, open_account
from tests.journeys.test_races import ROUNDS, at_once

pytestmark = pytest.mark.race


class Device:
    """A public client that waits for its person."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        metadata = {"grant_types": [DEVICE], "token_endpoint_auth_method": "none", "client_name": "Televisi"}
        self.id = requests.post(issuer + "/register", json=metadata, timeout=30).json()["client_id"]

    def begin(self) -> str:
        """Begin, and return the code on the screen."""
        return self._begun()["user_code"]

    def begin_at(self) -> str:
        """Begin, and return the address in the picture on the screen."""
        return self._begun()["verification_uri_complete"]

    def _begun(self) -> dict[str, str]:
        form = {"client_id": self.id, "scope": "openid profile"}
        told = requests.post(self.issuer + "/device_authorization", data=form, timeout=30).json()
        self.code = told["device_code"]
        return told

    def poll(self) -> requests.Response:
        form = {"grant_type": DEVICE, "device_code": self.code, "client_id": self.id}
        return requests.post(self.issuer + "/token", data=form, timeout=30)

    def userinfo(self, token: str) -> requests.Response:
        head = {"Authorization": f"Bearer {token}"}
        return requests.get(self.issuer + "/userinfo", headers=head, timeout=30)


@pytest.fixture
def device(live):
    return Device(live.issuer)


@pytest.fixture
def browser(live):
    return open_account(live, identity=SITI)


def winners(device, browser) -> tuple[int, int]:
    """One round: how many polls got tokens, and how many of those tokens are alive afterwards."""
    browser.get("/device")
    browser.submit("user_code", {"user_code": device.begin()})
    browser.submit("decision", {}, ("decision", "allow"))
    if "/consent/" in browser.here.url:
        browser.submit("decision", {"fields": ["full_name"]}, ("decision", "allow"))
    assert browser.here.url.endswith("/device/connected"), browser.here.text
    answers = at_once(device.poll)
    assert {told.status_code for told in answers} <= {200, 400}, [told.text for told in answers]
    got = [told.json()["access_token"] for told in answers if told.status_code == 200]
    return len(got), sum(device.userinfo(token).status_code == 200 for token in got)


def test_of_many_polls_one_gets_tokens(live, on_both, device, browser) -> None:
    for _ in range(ROUNDS):
        got, alive = winners(device, browser)
        assert got == 1
        assert alive <= 1
    live.check_ledger()


def _claim_without_condition(session, device_code, client_id, now):
    claiming = update(DeviceRow).where(DeviceRow.digest == device_code, DeviceRow.client_id == client_id)
    return session.execute(claiming.values(used_at=now).returning(DeviceRow.family)).scalar_one_or_none()


def test_control_without_the_claim_many_get_tokens(live, on_both, device, browser, monkeypatch) -> None:
    """The same race with the claim's condition patched out: if it passed, the race above would prove nothing."""
    monkeypatch.setattr(store, "claim", _claim_without_condition)
    got, alive = winners(device, browser)
    assert got > 1
    assert alive > 1
