"""Clients of certificates as they come to be known: a key set at their own address, and the operator's file."""

import json

from click.testing import CliRunner

from oidc.cli import clients
from oidc.outbound import Door
from tests.conftest import build_town, leave
from tests.oidc.certifying import SUBJECT, Identity
from tests.oidc.test_mtls import OWN, Shower, of_its_own  # noqa: F401 - the second is a fixture
from tests.oidc.test_signed_requests import shelf  # noqa: F401 - a fixture


def test_certificates_are_rotated_by_what_lies_at_the_address(town, shelf, monkeypatch):  # noqa: F811 - the fixture
    things, base = shelf
    monkeypatch.setattr("oidc.endpoints.incoming.door", lambda: Door((base.removeprefix("http://"),)))
    monkeypatch.setattr("oidc.clients.fetched_keys.RETRY_SECONDS", 0.0)
    things["/jwks"] = json.dumps(OWN.jwks).encode()
    party = Shower(town, OWN, token_endpoint_auth_method="self_signed_tls_client_auth", jwks_uri=base + "/jwks")
    assert party.redeem("x").json["error"] == "invalid_grant"
    party.identity = renewed = Identity()
    assert party.redeem("x").json["error"] == "invalid_client"
    things["/jwks"] = json.dumps({"keys": OWN.jwks["keys"] + renewed.jwks["keys"]}).encode()
    for identity in (renewed, OWN):
        party.identity = identity
        assert party.redeem("x").json["error"] == "invalid_grant"
    things["/jwks"] = json.dumps(renewed.jwks).encode()
    monkeypatch.setattr("oidc.clients.fetched_keys.KEEP_SECONDS", 0.0)
    assert party.redeem("x").json["error"] == "invalid_client", "the old one was taken away"


STRICT = {
    "redirect_uris": ["https://rp.example.id/cb"],
    "client_name": "Uji",
    "token_endpoint_auth_method": "tls_client_auth",
    "tls_client_auth_subject_dn": SUBJECT,
    "require_pushed_authorization_requests": True,
    "tls_client_certificate_bound_access_tokens": True,
}


def test_an_operator_adds_one_from_a_file(town, tmp_path):
    (tmp_path / "client.json").write_text(json.dumps(STRICT))
    with town.app.app_context():
        told = CliRunner().invoke(clients, ("add", "--from", str(tmp_path / "client.json"))).output
        assert STRICT.items() <= json.loads(told).items()
        assert "fapi2  tls_client_auth" in CliRunner().invoke(clients, ("list",)).output


def test_nobody_is_added_where_certificates_are_not_asked_for(database_url, ring, capfd, tmp_path):
    plain = build_town(database_url, ring)
    (tmp_path / "client.json").write_text(json.dumps(STRICT))
    with plain.app.app_context():
        told = CliRunner().invoke(clients, ("add", "--from", str(tmp_path / "client.json"))).output
    assert "token_endpoint_auth_method must be one of private_key_jwt." in told
    leave(plain, capfd)
