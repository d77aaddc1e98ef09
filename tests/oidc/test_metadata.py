"""Client metadata: defaults, what is echoed, and what cannot be registered."""

import pytest
from joserfc.jwk import ECKey

from oidc.clients.members import MEMBERS
from oidc.clients.metadata import accepted
from oidc.clients.profiles import PROFILES, TLS_METHODS, find_offered, profile_for
from oidc.clients.registration import checked
from oidc.clients.values import Rules
from oidc.errors import BodyError
from oidc.outbound import Door
from tests.oidc.certifying import Identity

KEY = ECKey.generate_key("P-256", parameters={"kid": "a"})
GOOD = {"redirect_uris": ["https://rp.example.id/cb"]}
RULES = Rules(PROFILES["standard"], http_on_loopback=False)
OLD = Rules(PROFILES["legacy"], http_on_loopback=False)
CORE = Rules(PROFILES["core"], http_on_loopback=True)


CERTIFICATE_NAMES = {
    "tls_client_auth_subject_dn": "CN=Layanan uji,O=Dinas,C=ID",
    "tls_client_auth_san_dns": "rp.example.id",
    "tls_client_auth_san_uri": "urn:rp:1",
    "tls_client_auth_san_ip": "192.0.2.7",
    "tls_client_auth_san_email": "rp@example.id",
}


def test_defaults():
    assert accepted(GOOD, RULES) == {
        "redirect_uris": ["https://rp.example.id/cb"],
        "application_type": "web",
        "response_types": ["code"],
        "grant_types": ["authorization_code"],
        "id_token_signed_response_alg": "ES256",
        "subject_type": "pairwise",
    }
    assert accepted(GOOD, CORE)["id_token_signed_response_alg"] == "RS256"


def test_every_known_member_is_echoed_and_unknown_ones_are_left_out():
    whole = {
        "redirect_uris": ["https://rp.example.id/cb?a=b"], "post_logout_redirect_uris": ["https://rp.example.id/out"], "application_type": "web",
        "response_types": ["code"], "grant_types": ["authorization_code", "refresh_token"], "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "PS256", "id_token_signed_response_alg": "RS256", "authorization_signed_response_alg": "ES256", "subject_type": "pairwise",
        "jwks": {"keys": [KEY.as_dict(private=False)]}, "default_max_age": 60, "require_auth_time": True, "default_acr_values": ["a"],
        "authorization_details_types": ["vault_release"],
        "contacts": ["a@rp.example.id"], "scope": "openid profile", "client_name": "Nama", "client_name#en": "Name", "client_uri": "https://rp.example.id/",
        "logo_uri": "https://rp.example.id/l.png", "policy_uri": "https://rp.example.id/p", "tos_uri": "https://rp.example.id/t", "initiate_login_uri": "https://rp.example.id/i",
        "software_id": "x", "software_version": "1", "require_pushed_authorization_requests": True, "require_signed_request_object": True, "dpop_bound_access_tokens": True,
        "tls_client_certificate_bound_access_tokens": False, **CERTIFICATE_NAMES,
        "request_object_signing_alg": "PS256", "request_uris": ["https://rp.example.id/r#hash"],
        "backchannel_logout_uri": "https://rp.example.id/logout?a=b", "backchannel_logout_session_required": True, "fields_changed_uri": "https://rp.example.id/changed", "consent_events_uri": "https://rp.example.id/ended",
        "userinfo_signed_response_alg": "RS256", "introspection_signed_response_alg": "RS256",
        "userinfo_encrypted_response_alg": "ECDH-ES", "userinfo_encrypted_response_enc": "A256GCM",
        "id_token_encrypted_response_alg": "ECDH-ES+A128KW", "id_token_encrypted_response_enc": "A128GCM",
        "authorization_encrypted_response_alg": "ECDH-ES+A256KW", "authorization_encrypted_response_enc": "A256CBC-HS512",
        "introspection_encrypted_response_alg": "ECDH-ES", "introspection_encrypted_response_enc": "A128CBC-HS256",
    }  # fmt: skip
    assert accepted(whole | {"unknown": {"a": 1}, "client_name#": "x"}, RULES) == whole
    untested = set(MEMBERS) - {name.partition("#")[0] for name in whole} - {"jwks_uri", "sector_identifier_uri"}
    assert not untested


@pytest.mark.parametrize(
    ("document", "error"),
    [
        (None, "invalid_client_metadata"),
        ([], "invalid_client_metadata"),
        ("x", "invalid_client_metadata"),
        ({}, "invalid_redirect_uri"),
        ({"redirect_uris": []}, "invalid_redirect_uri"),
        ({"redirect_uris": "https://rp.example.id/cb"}, "invalid_redirect_uri"),
        ({"redirect_uris": [None]}, "invalid_redirect_uri"),
        ({"redirect_uris": [{}]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["https://rp.example.id/cb"] * 2}, "invalid_redirect_uri"),
        ({"redirect_uris": ["https://rp.example.id/cb#"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["http://127.0.0.1/cb"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["javascript:alert(1)"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["https://rp.example.id/cb", "javascript:alert(1)"]}, "invalid_redirect_uri"),
        (GOOD | {"post_logout_redirect_uris": ["javascript:alert(1)"]}, "invalid_client_metadata"),
        (GOOD | {"post_logout_redirect_uris": "https://rp.example.id/"}, "invalid_client_metadata"),
        (GOOD | {"logo_uri": "data:image/png,x"}, "invalid_client_metadata"),
        (GOOD | {"policy_uri": "http://rp.example.id/"}, "invalid_client_metadata"),
        (GOOD | {"initiate_login_uri": "http://rp.example.id/"}, "invalid_client_metadata"),
        (GOOD | {"jwks_uri": "file:///etc/passwd"}, "invalid_client_metadata"),
        (GOOD | {"backchannel_logout_uri": "http://rp.example.id/logout"}, "invalid_client_metadata"),
        (GOOD | {"backchannel_logout_uri": "http://127.0.0.1/logout"}, "invalid_client_metadata"),
        (GOOD | {"backchannel_logout_uri": "https://rp.example.id/logout#part"}, "invalid_client_metadata"),
        (GOOD | {"backchannel_logout_uri": ["https://rp.example.id/logout"]}, "invalid_client_metadata"),
        (GOOD | {"backchannel_logout_session_required": "true"}, "invalid_client_metadata"),
        (GOOD | {"jwks_uri": "https://x/", "jwks": {"keys": [KEY.as_dict(private=False)]}}, "invalid_client_metadata"),
        (GOOD | {"jwks": {"keys": [KEY.as_dict(private=True)]}}, "invalid_client_metadata"),
        (GOOD | {"token_endpoint_auth_method": "private_key_jwt"}, "invalid_client_metadata"),
        (GOOD | {"token_endpoint_auth_method": "client_secret_jwt"}, "invalid_client_metadata"),
        (GOOD | {"token_endpoint_auth_method": ["none"]}, "invalid_client_metadata"),
        (GOOD | {"id_token_signed_response_alg": "none"}, "invalid_client_metadata"),
        (GOOD | {"id_token_signed_response_alg": "HS256"}, "invalid_client_metadata"),
        (GOOD | {"response_types": ["code", "token"]}, "invalid_client_metadata"),
        (GOOD | {"response_types": []}, "invalid_client_metadata"),
        (GOOD | {"grant_types": ["refresh_token"]}, "invalid_client_metadata"),
        (GOOD | {"grant_types": ["implicit"]}, "invalid_client_metadata"),
        (GOOD | {"subject_type": "public"}, "invalid_client_metadata"),
        (GOOD | {"default_max_age": True}, "invalid_client_metadata"),
        (GOOD | {"default_max_age": -1}, "invalid_client_metadata"),
        (GOOD | {"require_auth_time": "yes"}, "invalid_client_metadata"),
        (GOOD | {"client_name": "<script>"}, "invalid_client_metadata"),
        (GOOD | {"client_name": "a\nb"}, "invalid_client_metadata"),
        (GOOD | {"client_name": "x" * 401}, "invalid_client_metadata"),
        (GOOD | {"contacts": "a"}, "invalid_client_metadata"),
        (GOOD | {"contacts": ["x"] * 51}, "invalid_client_metadata"),
        (GOOD | {"dpop_bound_access_tokens": "yes"}, "invalid_client_metadata"),
        (GOOD | {"require_pushed_authorization_requests": "yes"}, "invalid_client_metadata"),
    ],
)
def test_what_cannot_be_registered(document, error):
    with pytest.raises(BodyError) as refused:
        accepted(document, RULES)
    assert refused.value.error == error
    assert refused.value.description.isascii()


FAPI = {
    "require_pushed_authorization_requests": True,
    "dpop_bound_access_tokens": True,
    "token_endpoint_auth_method": "private_key_jwt",
}

MTLS = {
    "require_pushed_authorization_requests": True,
    "tls_client_certificate_bound_access_tokens": True,
    "token_endpoint_auth_method": "tls_client_auth",
}


@pytest.mark.parametrize(
    ("names", "document", "profile"),
    [
        (("standard",), {}, "standard"),
        (("core", "standard"), {}, "core"),
        (("standard", "fapi2"), FAPI, "fapi2"),
        (("fapi2", "standard"), {}, "standard"),
        (("standard",), FAPI, "standard"),
        (("standard", "fapi2"), FAPI | {"dpop_bound_access_tokens": False}, "standard"),
        (("standard", "fapi2"), MTLS, "fapi2"),
        (("standard", "fapi2"), FAPI | MTLS, "fapi2"),
        (("standard", "fapi2"), MTLS | {"token_endpoint_auth_method": "self_signed_tls_client_auth"}, "fapi2"),
        (("standard", "fapi2"), MTLS | {"token_endpoint_auth_method": "client_secret_basic"}, "standard"),
        (("standard", "fapi2"), MTLS | {"token_endpoint_auth_method": ["tls_client_auth"]}, "standard"),
        (("core", "legacy"), {"response_types": ["code id_token"]}, "legacy"),
        (("core", "legacy"), {"response_types": ["code"]}, "core"),
        (("core",), {"response_types": ["id_token"]}, "core"),
        (("core", "legacy"), {"response_types": "id_token"}, "core"),
        ((), {}, None),
    ],
)
def test_which_profile_a_client_gets(names, document, profile):
    got = profile_for(names, document)
    assert (None if got is None else got.name) == profile
    assert find_offered(names, "none of them") is None


def test_old_response_types_bring_their_grants():
    rules = Rules(PROFILES["legacy"], http_on_loopback=False)
    told = accepted(GOOD | {"response_types": ["id_token", "id_token code"]}, rules)
    assert told["response_types"] == ["id_token", "code id_token"]
    assert told["grant_types"] == ["authorization_code", "implicit"]
    with pytest.raises(BodyError):
        accepted(GOOD | {"response_types": ["id_token"], "grant_types": ["authorization_code"]}, rules)
    with pytest.raises(BodyError):
        accepted(GOOD | {"response_types": ["id_token"]}, RULES)


def test_several_hosts_without_a_sector_document_have_no_sector():
    several = GOOD | {"redirect_uris": ["https://rp.example.id/cb", "https://other.example.id/cb"]}
    assert checked(several, RULES, Door())[1] == ""
    assert checked(GOOD, RULES, Door())[1] == "rp.example.id"


@pytest.mark.parametrize(
    ("listed", "fits"),
    [
        (["https://a.example.id/", "https://b.example.id/", "https://c/"], True),
        (["https://a.example.id/"], False),
        ({"a": 1}, False),
        ([7], False),
        ("x", False),
    ],
)
def test_a_sector_document_lists_every_redirect_address(monkeypatch, listed, fits):
    document = {
        "redirect_uris": ["https://a.example.id/", "https://b.example.id/"],
        "sector_identifier_uri": "https://sector.example.id/x",
    }
    monkeypatch.setattr(Door, "fetch_json", lambda _self, _url: listed)
    if fits:
        assert checked(document, RULES, Door())[1] == "sector.example.id"
    else:
        with pytest.raises(BodyError):
            checked(document, RULES, Door())


WITH_CERTIFICATES = Rules(PROFILES["standard"], http_on_loopback=False, tls_methods=TLS_METHODS)
OF_AUTHORITY = GOOD | {"token_endpoint_auth_method": "tls_client_auth"}
OF_ITSELF = GOOD | {"token_endpoint_auth_method": "self_signed_tls_client_auth"}
BOUND = {"tls_client_certificate_bound_access_tokens": True}


@pytest.mark.parametrize(
    ("document", "rules", "is_good"),
    [
        (OF_AUTHORITY | {"tls_client_auth_san_dns": "rp.example.id"}, WITH_CERTIFICATES, True),
        (OF_AUTHORITY | {"tls_client_auth_san_dns": "rp.example.id"}, RULES, False),
        (OF_AUTHORITY, WITH_CERTIFICATES, False),
        (OF_AUTHORITY | CERTIFICATE_NAMES, WITH_CERTIFICATES, False),
        (OF_AUTHORITY | {"tls_client_auth_san_dns": "*.example.id"}, WITH_CERTIFICATES, False),
        (OF_AUTHORITY | {"tls_client_auth_san_uri": "urn:" + "x" * 400}, WITH_CERTIFICATES, False),
        (OF_ITSELF | {"jwks": Identity().jwks}, WITH_CERTIFICATES, True),
        (OF_ITSELF | {"jwks_uri": "https://rp.example.id/jwks"}, WITH_CERTIFICATES, True),
        (OF_ITSELF | {"jwks": Identity().jwks}, RULES, False),
        (OF_ITSELF, WITH_CERTIFICATES, False),
        (OF_ITSELF | {"jwks": {"keys": [KEY.as_dict(private=False)]}}, WITH_CERTIFICATES, False),
        (GOOD | BOUND, WITH_CERTIFICATES, True),
        (GOOD | BOUND, RULES, False),
        (GOOD | {"tls_client_certificate_bound_access_tokens": "yes"}, WITH_CERTIFICATES, False),
        (GOOD | BOUND | {"dpop_bound_access_tokens": True}, WITH_CERTIFICATES, False),
        (GOOD | BOUND | {"dpop_bound_access_tokens": False}, WITH_CERTIFICATES, True),
        (GOOD | {"response_types": ["code token"], "dpop_bound_access_tokens": True}, OLD, False),
        (GOOD | {"response_types": ["code id_token"], "dpop_bound_access_tokens": True}, OLD, True),
    ],
)
def test_what_a_client_of_certificates_registers(document, rules, is_good):
    if is_good:
        assert accepted(document, rules).items() >= document.items()
        return
    with pytest.raises(BodyError) as refused:
        accepted(document, rules)
    assert refused.value.error == "invalid_client_metadata"
