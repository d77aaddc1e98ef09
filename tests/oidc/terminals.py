"""Devices of a hall and the people in front of them: a terminal that begins and asks, a browser that answers."""

from oidc.clients.profiles import DEVICE
from tests.oidc.test_endpoints import Party
from tests.town import ISSUER

METADATA = {"grant_types": [DEVICE, "refresh_token"], "redirect_uris": None, "client_name": "Terminal loket 3"}


class Terminal(Party):
    """A device that begins, waits, and asks again."""

    def __init__(self, town, **metadata):
        super().__init__(town, **(METADATA | metadata))

    def begin(self, scope="openid profile", **more):
        told = self.http.post("/device_authorization", data=self._named({"scope": scope} | more), base_url=ISSUER)
        if told.status_code == 200:
            self.device_code, self.user_code = told.json["device_code"], told.json["user_code"]
        return told

    def poll(self, headers=None, **more):
        form = {"grant_type": DEVICE, "device_code": self.device_code} | more
        return self.http.post("/token", data=self._named(form), headers=headers or {}, base_url=ISSUER)

    def _named(self, form):
        return form | {"client_id": self.id} | ({"client_secret": self.secret} if self.secret else {})


def write(browser, code):
    browser.get("/device")
    return browser.submit("user_code", {"user_code": code})


def press(browser, decision, fields=None):
    values = {"fields": fields} if fields is not None and browser.here.form("decision").has("fields") else {}
    return browser.submit("decision", values, ("decision", decision))


def connect(browser, terminal, fields=("full_name",)):
    """Type the code, say that it is mine, and agree."""
    write(browser, terminal.user_code)
    press(browser, "allow")
    assert press(browser, "allow", list(fields)).url.endswith("/device/connected")
