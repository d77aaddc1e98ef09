"""npm oauth4webapi as an e-service: confidential in the profile fapi2, and public with tokens bound to its key."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from oidc.resources import store
from oidc.resources.resource import JWT, Resource
from tests.interop.test_fapi2_clients import SCOPE, STRICT
from tests.journeys.parties import CALLBACK, NodeParty, PartyError
from tests.journeys.story import SITI, answer, open_account
from tests.oidc.servers import API, ARCHIVE, verify

OPEN = {
    "client_name": "Layanan uji",
    "redirect_uris": [CALLBACK],
    "grant_types": ["authorization_code", "refresh_token"],
    "scope": SCOPE,
    "token_endpoint_auth_method": "none",
    "dpop_bound_access_tokens": True,
}


class Oauth4webapi(NodeParty):
    program = "oauth4webapi.mjs"

    def enter(self, provider, metadata, algorithm, discovery="oidc"):
        """Register, go the whole way with a new citizen, and return the tokens."""
        self.ask("register", issuer=provider.issuer, metadata=metadata, algorithm=algorithm, discovery=discovery)
        browser = open_account(provider.town, identity=SITI)
        browser.get(self.begin(SCOPE))
        return self.finish(answer(browser, fields=["full_name"]))


@pytest.fixture
def party(provider):
    made = Oauth4webapi(provider.issuer)
    yield made
    made.close()


@pytest.mark.parametrize(("algorithm", "discovery"), [("ES256", "oidc"), ("PS256", "oauth2"), ("Ed25519", "oidc")])
def test_a_confidential_client(provider, party, algorithm, discovery) -> None:
    tokens = party.enter(provider, STRICT, algorithm, discovery)
    assert tokens["token_type"] == "dpop"
    sub = party.id_token["sub"]
    known = party.ask("userinfo", access_token=tokens["access_token"], sub=sub)
    assert known["name"] == SITI["full_name"]
    for _ in range(2):
        renewed = party.ask("refresh", refresh_token=tokens["refresh_token"])
        assert renewed.get("refresh_token", tokens["refresh_token"]) == tokens["refresh_token"], "not rotated"
    facts = party.ask("introspect", token=renewed["access_token"])
    assert facts["active"] and facts["token_type"] == "DPoP" and facts["cnf"]["jkt"]
    party.ask("revoke", token=tokens["refresh_token"])
    assert party.ask("introspect", token=renewed["access_token"]) == {"active": False}
    with pytest.raises(PartyError, match="invalid_token"):
        party.ask("userinfo", access_token=renewed["access_token"], sub=sub)


def test_a_refresh_token_of_a_confidential_client_outlives_its_key(provider, party) -> None:
    tokens = party.enter(provider, STRICT, "ES256")
    party.ask("other_key", algorithm="PS256")
    renewed = party.ask("refresh", refresh_token=tokens["refresh_token"])
    assert party.ask("userinfo", access_token=renewed["access_token"], sub=party.id_token["sub"])["name"]
    with pytest.raises(PartyError, match="invalid_token"):
        party.ask("userinfo", access_token=tokens["access_token"], sub=party.id_token["sub"])


def test_a_public_client_keeps_its_key_and_changes_its_refresh_token(provider, party) -> None:
    tokens = party.enter(provider, OPEN, "ES256")
    first = tokens["refresh_token"]
    renewed = party.ask("refresh", refresh_token=first)
    assert renewed["refresh_token"] != first, "rotated"
    assert party.ask("userinfo", access_token=renewed["access_token"], sub=party.id_token["sub"])["name"]
    party.ask("other_key", algorithm="ES256")
    with pytest.raises(PartyError, match="invalid_"):
        party.ask("refresh", refresh_token=renewed["refresh_token"])


def test_a_client_gets_a_token_of_its_own(provider, party) -> None:
    own = STRICT | {"grant_types": ["client_credentials"], "redirect_uris": None}
    client = party.ask("register", issuer=provider.issuer, metadata=own, algorithm="ES256", discovery="oauth2")
    tokens = party.ask("own_token")
    assert tokens["token_type"] == "dpop"
    assert "refresh_token" not in tokens and "id_token" not in tokens
    facts = party.ask("introspect", token=tokens["access_token"])
    assert facts["active"] and facts["client_id"] == client["client_id"] and facts["cnf"]["jkt"]
    with pytest.raises(PartyError, match="insufficient_scope"):
        party.ask("userinfo", access_token=tokens["access_token"], sub=client["client_id"])


def test_a_resource_server_reads_a_bound_token_by_itself(provider, party) -> None:
    """RFC 9728 leads from our door to us; RFC 9068 and 9449 are read by the library that a resource server would use."""
    archive = Resource(ARCHIVE, "Arsip", ("arsip.baca",), JWT, "ES256", timedelta(minutes=5))
    with provider.town.keeping() as session:
        store.add(session, archive, provider.town.clock())
    found = party.ask("find", resource=provider.issuer + "/userinfo")
    assert found["told"]["authorization_servers"] == [provider.issuer]
    assert found["protected_resources"] == [provider.issuer, ARCHIVE]
    metadata = STRICT | {"scope": f"{SCOPE} arsip.baca"}
    told = party.ask("register", issuer=provider.issuer, metadata=metadata, algorithm="ES256", discovery="oidc")
    verify(provider.town, SimpleNamespace(id=told["client_id"]))
    browser = open_account(provider.town, identity=SITI)
    browser.get(party.begin(f"{SCOPE} arsip.baca", resource=ARCHIVE))
    token = party.finish(answer(browser, fields=["full_name"]))["access_token"]
    claims = party.ask("accept", access_token=token, resource=ARCHIVE, audience=ARCHIVE)
    assert (claims["iss"], claims["client_id"], claims["scope"]) == (provider.issuer, told["client_id"], "arsip.baca")
    assert claims["sub"] == party.id_token["sub"] and claims["cnf"].keys() == {"jkt"}
    with pytest.raises(PartyError, match="aud"):
        party.ask("accept", access_token=token, resource=API, audience=API)
    party.ask("other_key", algorithm="ES256")
    with pytest.raises(PartyError, match="confirmation mismatch"):
        party.ask("accept", access_token=token, resource=ARCHIVE, audience=ARCHIVE)
