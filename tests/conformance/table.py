"""Which test says what a module of the Foundation's says; and the few that nothing here can say."""

# Only what needs tokens or request objects without a signature may stand here: they are never issued and never believed.
SKIPPED = {
    "oidcc-idtoken-unsigned": "asks for ID Tokens with alg none",
    "oidcc-request-uri-unsigned": "asks that request objects with alg none are believed",
}


FAPI2 = "fapi2-security-profile-final"


def _rows(file: str, plan: str = "oidcc", /, **tests: str) -> dict[str, str]:
    return {f"{plan}-{module}": f"{file}::{test}" for test, modules in tests.items() for module in modules.split()}


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
    **_rows(
        "test_fapi2",
        FAPI2,
        test_discovery_end_point_verification="discovery-end-point-verification",
        test_happy_flow="happy-flow ensure-dpopproof-at-par-endpoint-binding-success",
        test_user_rejects_authentication="user-rejects-authentication",
        test_what_comes_back_intact="ensure-authorization-request-without-state-success "
        "ensure-authorization-request-without-nonce-success ensure-authorization-request-with-64-char-nonce-success "
        "ensure-authorization-request-with-long-nonce ensure-authorization-request-with-long-state "
        "ensure-other-scope-order-succeeds",
        test_access_token_type_header_case_sensitivity="access-token-type-header-case-sensitivity",
        test_what_is_not_kept="ensure-redirect-uri-in-authorization-request ensure-registered-redirect-uri "
        "plain-fapi-tolerate-unregistered-redirect-uri ensure-response-type-code-idtoken-fails "
        "ensure-response-type-token-fails par-ensure-pkce-required par-plain-pkce-rejected "
        "par-authorization-request-containing-request_uri-form-param",
        test_par_attempt_invalid_http_method="par-attempt-invalid-http-method",
        test_ensure_unsigned_authorization_request_without_using_par_fails="ensure-unsigned-authorization-request-without-using-par-fails",
        test_par_of_one_use="par-ensure-reused-request-uri-prior-to-auth-completion-succeeds "
        "par-attempt-reuse-request_uri par-attempt-to-use-request_uri-for-different-client "
        "par-without-duplicate-parameters",
        test_ensure_authorization_code_is_bound_to_client="ensure-authorization-code-is-bound-to-client",
        test_attempt_reuse_authorization_code_after_one_second="attempt-reuse-authorization-code-after-one-second",
        test_pkce_code_verifier="ensure-pkce-code-verifier-required incorrect-pkce-code-verifier-rejected",
        test_ensure_client_id_in_token_endpoint="ensure-client-id-in-token-endpoint",
        test_ensure_holder_of_key_required="ensure-holder-of-key-required",
        test_refresh_token="refresh-token",
        test_a_bad_client_assertion="ensure-signed-client-assertion-with-RS256-fails "
        "ensure-client-assertion-with-exp-is-5-minutes-in-past-fails ensure-client-assertion-with-wrong-aud-fails "
        "ensure-client-assertion-with-no-sub-fails par-test-array-as-audience-fails "
        "par-test-par-endpoint-url-as-audience-fails par-test-token-endpoint-url-as-audience-fails "
        "par-ensure-jwt-client-assertions-nbf-over-60-seconds-in-the-future-fails",
        test_jwt_client_assertions_nbf_8_seconds_in_the_future_is_accepted="par-ensure-jwt-client-assertions-nbf-8-seconds-in-the-future-is-accepted",
        test_a_dpop_proof_that_is_good_enough="check-dpop-proof-nbf-exp "
        "ensure-dpopproof-with-iat-10seconds-before-succeeds ensure-dpopproof-with-iat-10seconds-after-succeeds",
        test_the_code_is_bound_to_a_key_by_its_thumbprint="ensure-mismatched-dpop-jkt-fails "
        "ensure-token-endpoint-fails-with-mismatched-dpop-jkt ensure-dpop-auth-code-binding-success",
    ),
    **_rows(
        "test_fapi2_proofs",
        FAPI2,
        test_dpop_negative_tests="dpop-negative-tests",
        test_ensure_token_endpoint_fails_with_mismatched_dpop_proof_jkt="ensure-token-endpoint-fails-with-mismatched-dpop-proof-jkt",
        test_ensure_client_assertion_in_token_endpoint="ensure-client-assertion-in-token-endpoint",
        test_claims_parameter_identity_claims="test-claims-parameter-identity-claims",
        test_what_has_run_out="ensure-token-endpoint-fails-with-expired-auth-code par-attempt-to-use-expired-request_uri",
    ),
    **_rows(
        "test_message_signing",
        FAPI2,
        test_what_is_accepted="ensure-request-object-with-multiple-aud-succeeds "
        "ensure-request-object-with-nbf-8-seconds-in-the-future-is-accepted",
        test_what_is_refused="ensure-request-object-without-exp-fails ensure-request-object-without-nbf-fails "
        "ensure-expired-request-object-fails ensure-request-object-with-bad-aud-fails "
        "ensure-request-object-with-exp-over-60-fails ensure-request-object-with-nbf-over-60-fails "
        "ensure-signed-request-object-with-RS256-fails ensure-request-object-signature-algorithm-is-not-none "
        "ensure-request-object-with-invalid-signature-fails ensure-matching-key-in-authorization-request "
        "ensure-unsigned-request-at-par-endpoint-fails par-authorization-request-containing-request_uri "
        "ensure-request-object-without-redirect-uri-fails",
        test_what_stands_outside_is_ignored_or_refused="ensure-different-nonce-inside-and-outside-request-object "
        "ensure-different-state-inside-and-outside-request-object",
        test_state_only_outside_request_object_not_used="state-only-outside-request-object-not-used",
    ),
    **_rows(
        "test_introspection",
        "signed-introspection",
        test_a_live_token_is_told_in_a_signed_answer="live-token",
        test_no_signed_answer_tells_whose_tokens_exist="unknown-or-foreign-token",
        test_nobody_hears_anything_who_does_not_prove_themselves="without-client-authentication",
        test_who_registered_encryption_gets_no_readable_answer="encrypted",
        test_what_discovery_says_of_it="discovery",
    ),
}
