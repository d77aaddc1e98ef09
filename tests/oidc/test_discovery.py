"""The discovery document: by another author's judgement valid, and true."""

import pytest
from authlib.oidc.discovery import OpenIDProviderMetadata

from oidc.clients.profiles import offered
from oidc.discovery import document
from tests.town import ISSUER

MADE = document(
    "https://sekali.example",
    offered(("standard", "core")),
    ["profile"],
    ["name"],
    ["kartu"],
    open_registration=True,
)


def test_authlib_finds_it_valid():
    OpenIDProviderMetadata(MADE).validate()


def test_it_promises_nothing_weak():
    assert MADE["code_challenge_methods_supported"] == ["S256"]
    assert "none" not in str(MADE["id_token_signing_alg_values_supported"])
    assert "none" not in MADE["introspection_endpoint_auth_methods_supported"]
    assert "none" not in MADE["request_object_signing_alg_values_supported"]
    assert MADE["require_request_uri_registration"] is True
    assert MADE["backchannel_logout_supported"] is MADE["backchannel_logout_session_supported"] is True
    assert MADE["authorization_response_iss_parameter_supported"] is True
    assert MADE["scopes_supported"] == ["openid", "profile", "offline_access", "purpose:kartu"]
    assert all(value not in (None, "", []) for value in MADE.values())


@pytest.mark.parametrize("kind", ["userinfo", "id_token", "authorization", "introspection"])
def test_it_tells_how_each_answer_can_be_signed_and_encrypted(kind):
    assert MADE[f"{kind}_signing_alg_values_supported"] == ["ES256", "RS256"]
    algs = MADE[f"{kind}_encryption_alg_values_supported"]
    assert {"RSA-OAEP-256", "ECDH-ES"} <= set(algs)
    assert not {"RSA1_5", "dir", "A128KW"} & set(algs)
    assert "A128CBC-HS256" in MADE[f"{kind}_encryption_enc_values_supported"]


def test_registration_is_told_only_where_it_is_open():
    closed = document("https://sekali.example", offered(("standard",)), [], [], [], open_registration=False)
    assert "registration_endpoint" not in closed


ADDRESS = "https://mtls.sekali.example"


def told_with(*methods, profiles=("standard",)):
    return document("https://sekali.example", offered(profiles), [], [], [], open_registration=False,
                    mtls_address=ADDRESS if methods else "", tls_methods=methods)  # fmt: skip


def test_certificates_are_told_only_where_they_are_asked_for():
    plain = told_with()
    assert not {"mtls_endpoint_aliases", "tls_client_certificate_bound_access_tokens"} & plain.keys()
    assert "tls_client_auth" not in str(plain)
    told = told_with("self_signed_tls_client_auth")
    for endpoint in ("token", "introspection", "revocation"):
        methods = told[f"{endpoint}_endpoint_auth_methods_supported"]
        assert "self_signed_tls_client_auth" in methods
        assert "tls_client_auth" not in methods
    assert told["tls_client_certificate_bound_access_tokens"] is True
    aliases = told["mtls_endpoint_aliases"]
    assert aliases == {name: told[name].replace("https://sekali.example", ADDRESS) for name in aliases}
    assert aliases.keys() == {
        "token_endpoint",
        "revocation_endpoint",
        "introspection_endpoint",
        "pushed_authorization_request_endpoint",
        "device_authorization_endpoint",
        "userinfo_endpoint",
    }
    assert (
        "device_authorization_endpoint"
        not in told_with("tls_client_auth", profiles=("fapi2",))["mtls_endpoint_aliases"]
    )


@pytest.mark.parametrize("path", ["", "/userinfo", "/api/release/sign-in"])
def test_each_door_names_the_document_that_names_it(town, path):
    http = town.app.test_client()
    told = http.get("/.well-known/oauth-protected-resource" + path, base_url=ISSUER)
    assert told.status_code == 200 and told.headers["Access-Control-Allow-Origin"] == "*"
    assert told.json["resource"] == ISSUER + path
    assert told.json["authorization_servers"] == [ISSUER]
    assert all(value not in (None, "", []) for value in told.json.values())
    if path:
        challenge = http.get(path, base_url=ISSUER).headers["WWW-Authenticate"]
        assert f'resource_metadata="{ISSUER}/.well-known/oauth-protected-resource{path}"' in challenge


@pytest.mark.parametrize("path", ["/token", "/profile", "/userinfo/", "/api/release/"])
def test_other_addresses_have_no_such_document(town, path):
    assert (
        town.app.test_client().get("/.well-known/oauth-protected-resource" + path, base_url=ISSUER).status_code == 404
    )


def test_only_a_protected_door_names_its_document(town):
    told = town.app.test_client().get("/register/nobody", base_url=ISSUER)
    assert told.status_code == 401 and "resource_metadata" not in told.headers["WWW-Authenticate"]
