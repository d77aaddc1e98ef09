"""A party with a registered purpose, and requests that say in detail what they want of it."""

import json
from urllib.parse import parse_qs, urlencode, urlsplit

from sqlalchemy import select

from consent.registry import changes
from consent.store import ServiceRow
from oidc.tables import ClientRow
from tests.consent.worlds import purpose, wanted
from tests.journeys.story import answer
from tests.oidc.test_endpoints import Party
from tests.town import ISSUER

FIELDS = (wanted("full_name"), wanted("gender", False), wanted("birth_date", False))
SITI = {"nik": "3574015708959001", "full_name": "SITI AMINAH", "birth_date": "17-08-1995", "gender": "P"}
LASTS = {"grant_types": ["authorization_code", "refresh_token"]}


class Office(Party):
    """A party whose service has the purpose `library-card`."""

    def __init__(self, town, of=None, **metadata):
        super().__init__(town, **(LASTS | metadata))
        self.add(of or purpose(fields=FIELDS))

    def add(self, of):
        with self.town.keeping() as session:
            key = session.execute(
                select(ServiceRow.key)
                .join(ClientRow, ClientRow.service_id == ServiceRow.id)
                .where(ClientRow.id == self.id)
            ).scalar_one()
            changes.add_purpose(session, self.town.keys, key, of, self.town.clock(), staff="operator")

    def ask(self, browser, scope="openid", more=None, **members):
        """Open a request with details; return the page, or what came of it."""
        return browser.get(self.url(scope=scope, authorization_details=details(**members), **(more or {})))

    def push(self, **members):
        form = self.query(client_id=None, scope="openid", authorization_details=details(**members))
        return self.http.post("/par", data=form, auth=(self.id, self.secret), base_url=ISSUER)

    def by_handle(self, told):
        return "/authorize?" + urlencode({"client_id": self.id, "request_uri": told.json["request_uri"]})

    def granted(self, browser, ticked=("full_name",), **asked):
        """Ask, let the citizen agree, and return the tokens."""
        self.ask(browser, **asked)
        return self.tokens(browser.left_to or answer(browser, fields=list(ticked)))

    def read(self, token, of="library-card"):
        head = {"Authorization": f"Bearer {token}"}
        return self.http.get(f"/api/release/{of}", headers=head, base_url=ISSUER)

    def refresh(self, token, **more):
        return self.token(grant_type="refresh_token", refresh_token=token, **more)

    def introspected(self, token):
        return self.http.post("/introspect", data={"token": token}, auth=(self.id, self.secret), base_url=ISSUER).json


def details(**members):
    given = {"type": "vault_release", "purpose": "library-card"} | members
    return json.dumps([{name: value for name, value in given.items() if value is not None}])


def told_back(browser):
    return {name: values[0] for name, values in parse_qs(urlsplit(browser.left_to or "").query).items()}
