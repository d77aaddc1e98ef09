"""Which test says what a module of the Foundation's says; and the few that nothing here can say."""

# Only what needs tokens or request objects without a signature may stand here: they are never issued and never believed.
SKIPPED = {
    "oidcc-idtoken-unsigned": "asks for ID Tokens with alg none",
    "oidcc-request-uri-unsigned": "asks that request objects with alg none are believed",
}


def _rows(file: str, **tests: str) -> dict[str, str]:
    return {f"oidcc-{module}": f"{file}::{test}" for test, modules in tests.items() for module in modules.split()}


TABLE = {
    **_rows(
        "test_core",
        test_server="server",
        test_response_type_missing="response-type-missing",
        test_idtoken_signature="idtoken-signature",
        test_userinfo="userinfo-get userinfo-post-header userinfo-post-body",
        test_ensure_request_without_nonce_succeeds_for_code_flow="ensure-request-without-nonce-succeeds-for-code-flow",
        test_ensure_request_without_nonce_fails="ensure-request-without-nonce-fails",
        test_scope="scope-profile scope-email scope-address scope-phone scope-all",
        test_alternate_happy_flow="alternate-happy-flow",
        test_harmless="display-page display-popup ensure-request-with-unknown-parameter-succeeds login-hint ui-locales "
        "claims-locales",
        test_ensure_request_with_acr_values_succeeds="ensure-request-with-acr-values-succeeds",
        test_codereuse="codereuse",
        test_codereuse_after_half_a_minute="codereuse-30seconds",
        test_ensure_registered_redirect_uri="ensure-registered-redirect-uri",
        test_ensure_post_request_succeeds="ensure-post-request-succeeds",
        test_server_client_secret_post="server-client-secret-post",
        test_claims_essential="claims-essential",
        test_refresh_token="refresh-token",
        test_ensure_request_with_valid_pkce_succeeds="ensure-request-with-valid-pkce-succeeds",
    ),
    **_rows(
        "test_sign_in",
        test_prompt_login="prompt-login",
        test_prompt_none_not_logged_in="prompt-none-not-logged-in",
        test_prompt_none_logged_in="prompt-none-logged-in",
        test_max_age_1="max-age-1",
        test_max_age_10000="max-age-10000",
        test_id_token_hint="id-token-hint",
    ),
    **_rows(
        "test_objects",
        test_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported="request-uri-unsigned-supported-correctly-or-rejected-as-unsupported",
        test_unsigned_request_object_supported_correctly_or_rejected_as_unsupported="unsigned-request-object-supported-correctly-or-rejected-as-unsupported",
        test_ensure_request_object_with_redirect_uri="ensure-request-object-with-redirect-uri",
        test_request_uri_signed_rs256="request-uri-signed-rs256",
    ),
    **_rows(
        "test_dynamic",
        test_discovery_endpoint_verification="discovery-endpoint-verification",
        test_idtoken_rs256="idtoken-rs256",
        test_userinfo_rs256="userinfo-rs256",
        test_ensure_redirect_uri_in_authorization_request="ensure-redirect-uri-in-authorization-request",
        test_redirect_uri_query="redirect-uri-query-OK redirect-uri-query-mismatch",
        test_redirect_uri_query_added="redirect-uri-query-added",
        test_redirect_uri_regfrag="redirect-uri-regfrag",
        test_registration_of_what_people_see="registration-logo-uri registration-policy-uri registration-tos-uri",
        test_registration_jwks_uri="registration-jwks-uri",
        test_refresh_token_rp_key_rotation="refresh-token-rp-key-rotation",
        test_registration_sector="registration-sector-uri registration-sector-bad",
        test_server_rotate_keys="server-rotate-keys",
        test_ensure_client_assertion_with_iss_aud_succeeds="ensure-client-assertion-with-iss-aud-succeeds",
        test_3rd_party_init_login="3rd_party-init-login",
        test_3rd_party_init_login_nohttps="3rd_party-init-login-nohttps",
    ),
    **_rows(
        "test_logout",
        test_discovery="rp-initiated-logout-discovery-endpoint-verification backchannel-logout-discovery-endpoint-verification",
        test_logout="rp-initiated-logout rp-initiated-logout-no-state",
        test_no_post_logout_redirect_uri="rp-initiated-logout-no-post-logout-redirect-uri",
        test_what_asks_first="rp-initiated-logout-no-id-token-hint rp-initiated-logout-no-params rp-initiated-logout-only-state "
        "rp-initiated-logout-bad-post-logout-redirect-uri rp-initiated-logout-modified-id-token-hint "
        "rp-initiated-logout-query-added-to-post-logout-redirect-uri rp-initiated-logout-bad-id-token-hint",
        test_backchannel_rp_initiated_logout="backchannel-rp-initiated-logout",
    ),
}
