"""Resource servers for tests: registered with a client as which they introspect."""

import json
import warnings
from datetime import timedelta

from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import KeySet
from sqlalchemy import select, update

from consent.store import ServiceRow
from oidc.resources import store
from oidc.resources.resource import Resource
from oidc.tables import ClientRow
from tests.oidc.test_endpoints import Party
from tests.oidc.worlds import NOW
from tests.town import ISSUER

ALGORITHMS = ["ES256", "RS256", "EdDSA"]
API, ARCHIVE = "https://api.layanan.go.id/antrean", "https://arsip.layanan.go.id/"
MACHINE = {"grant_types": ["client_credentials"], "redirect_uris": None}


class Server(Party):
    """A resource server, with the client as which it introspects."""

    def __init__(self, town, identifier=API, form="opaque", scopes=("antrean.baca", "antrean.tulis"), **changes):
        super().__init__(town, **MACHINE)
        self.identifier = identifier
        given = {"name": "Antrean", "algorithm": "ES256", "lifetime": timedelta(minutes=5), "reader": self.id} | changes
        with town.keeping() as session:
            store.add(session, Resource(identifier=identifier, scopes=scopes, form=form, **given), NOW)

    def introspect(self, token):
        return introspected(self, token)

    def read(self, token):
        """Return header and claims of a JWT as a resource server does by itself, with our published keys (RFC 9068, section 4)."""
        keys = KeySet.import_key_set(self.http.get("/jwks", base_url=ISSUER).json)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SecurityWarning)  # RFC 9864 gives EdDSA another name
            opened = jwt.decode(token, keys, algorithms=ALGORITHMS)
        return opened.header, json.loads(json.dumps(opened.claims))


def introspected(party, token):
    form = {"token": token}
    return party.http.post("/introspect", data=form, auth=(party.id, party.secret), base_url=ISSUER).json


def verify(town, party):
    with town.keeping() as session:
        service = select(ClientRow.service_id).where(ClientRow.id == party.id).scalar_subquery()
        session.execute(update(ServiceRow).where(ServiceRow.id == service).values(verified=True))
