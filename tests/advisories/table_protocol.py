"""Rows 1 to 73: redirects, codes, tokens, consent, PKCE, JOSE, clients, introspection."""

from tests.advisories.table import CLIENTS, PEOPLE, S1, S2E, S2G, S2R, S3, S4, S8, apart, row

FOLLOWED = f"{S1}::test_no_mutation_is_followed"
LOOPBACK = f"{S1}::test_of_a_loopback_address_the_port_alone_is_free"
BENT = f"{S4}::test_a_bent_token_is_none"
CLAIMS = f"{S4}::test_claims_that_prove_nothing"
ENDED = f"{S2E}::test_no_path_gives_anything_after_the_end"
GRANT = f"{S2G}::test_a_rule_of_token_requests_holds_for_every_grant"
NO_GRANT = f"{CLIENTS}::test_a_grant_that_is_not_offered_is_given_and_registered_to_nobody"
BROKER = "there is no sign-in through another provider, so nothing of another provider is linked or believed"
REQUESTS = "tests/journeys/test_bad_requests.py"
EXCHANGES = "tests/journeys/test_bad_exchanges.py"
DPOP = "tests/oidc/test_dpop.py::test_a_bound_token_opens_for_its_key_alone"

ROWS = (
    row(1, "CVE-2026-3872", "Keycloak", "`…/kembali/..;/x` as redirect_uri", "error page, no redirect", f"{FOLLOWED}[dot-dot-semicolon-authorize]"),
    row(2, "CVE-2026-7504", "Keycloak", "several `@` in the address", "error page, no redirect", f"{FOLLOWED}[two-ats-authorize]"),
    row(3, "CVE-2026-9689", "Keycloak", "an address that already holds `code`, registered", "invalid_redirect_uri", f"{S1}::test_what_could_pass_for_another_is_not_registered[code-in-query-registration]"),
    row(4, "CVE-2026-18211", "Keycloak", "`http://localhost.evil.test/`", "refused at registration and use", f"{S1}::test_what_could_pass_for_another_is_not_registered[localhost-suffix-registration]"),
    row(5, "CVE-2024-8883", "Keycloak", "`http://127.0.0.1:80@evil.test/cb` of a loopback client", "error page, no redirect", f"{LOOPBACK}[port-80-as-user-authorize]"),
    row(6, "CVE-2022-3782", "Keycloak", "`%252e%252e%252f`", "error page, no redirect", f"{FOLLOWED}[double-encoded-dot-dot-authorize]"),
    row(7, "GHSA-9h33-g3ww-mqff", "Pocket ID", "`https://rp:443@evil.test/`", "error page, no redirect", f"{FOLLOWED}[host-and-port-as-user-authorize]"),
    row(8, "GHSA-2wvm-8mvp-22qv", "Pocket ID", "prompt=none and an unknown address", "error page, no redirect", f"{FOLLOWED}[elsewhere-prompt-none]"),
    row(9, "GHSA-h29v-hj44-q8cv", "Authorizer", "an unregistered address", "400, a page", f"{FOLLOWED}[elsewhere-authorize]"),
    row(10, "GHSA-x3f4-v83f-7wp2", "Authorizer", "an unregistered address at every endpoint that redirects", "refused at each", f"{FOLLOWED}[elsewhere-post-logout]"),
    row(11, "CVE-2024-52289", "authentik", "another letter for the dot of the host", "error page, no redirect", f"{FOLLOWED}[any-letter-for-the-dot-authorize]"),
    row(12, "CVE-2026-41569", "authentik", "the host with a suffix", "error page, no redirect", f"{FOLLOWED}[suffix-authorize]"),
    row(13, "CVE-2026-5467", "Casdoor", "an unregistered address beside another mistake", "error page, no redirect", "tests/oidc/test_requests.py::test_nothing_is_redirected_while_the_address_is_not_trusted"),
    row(14, "CVE-2022-1970", "Keycloak", "an empty or unknown client_id with an address", "400, a page", f"{REQUESTS}::test_unknown_client_or_foreign_redirect_is_a_page_never_a_redirect"),
    row(15, "CVE-2024-39694", "Duende IdentityServer", "`//`, `/\\`, tabs as the way back", "the home page", f"{S1}::test_no_address_is_returned_to_inside_the_house[no-scheme]"),
    row(16, "GHSA-rfq3-w54c-f9q5", "Ory fosite", "a loopback address with a query", "error page, no redirect", f"{LOOPBACK}[query-behind-port-authorize]"),
    row(17, "CVE-2026-4282", "Keycloak", "every kind of token at every endpoint of another", "refused", f"{S3}::test_nothing_passes_for_another[refresh-token-redemption]"),
    row(18, "CVE-2026-4325", "Keycloak", "the same, and then each in its own place", "none was used up", f"{S3}::test_control_each_is_taken_where_it_belongs_and_none_was_used_up"),
    row(19, "CVE-2026-55672", "Zitadel", "code or refresh token of another client", "invalid_grant", f"{GRANT}[code]"),
    row(20, "fosite #778", "Ory fosite", "one code many times at once", "one success, tokens ended", "tests/journeys/test_races.py::test_never_two_live_winners"),
    apart(21, "CVE-2025-46815", "Zitadel", "an intent of another provider twice", BROKER),
    row(22, "keycloak #48902", "Keycloak", "a pre-authorized code", "unsupported_grant_type", f"{NO_GRANT}[urn:ietf:params:oauth:grant-type:pre-authorized_code]"),
    row(23, "CVE-2026-1035", "Keycloak", "one refresh token many times at once", "one success, family ended", "tests/journeys/test_races.py::test_never_two_live_winners"),
    row(24, "CVE-2026-9802", "Keycloak", "a rotated refresh token after a restart", "invalid_grant, family ended", f"{CLIENTS}::test_a_restart_revives_no_rotated_refresh_token"),
    row(25, "CVE-2026-53517", "Better Auth", "one refresh token many times at once", "one living leaf at most", "tests/journeys/test_races.py::test_never_two_live_winners"),
    row(26, "CVE-2026-53512", "Better Auth", "a refresh without the client's proof", "invalid_client", f"{GRANT}[refresh]"),
    row(27, "GHSA-895x-rfqp-jh5c", "Keycloak", "a refresh after the grant was taken from the client", "unauthorized_client", f"{CLIENTS}::test_a_grant_that_was_taken_from_a_client_refreshes_no_more"),
    row(28, "CVE-2026-107623", "Keycloak", "a client as it was read, written back", "nothing changed", f"{CLIENTS}::test_what_is_read_and_written_back_is_unchanged"),
    row(29, "CVE-2026-16206", "django-oauth-toolkit", "tokens after signing out", "refused", f"{ENDED}[signed-out]"),
    row(30, "CVE-2026-9704", "Keycloak", "token exchange", "unsupported_grant_type", f"{NO_GRANT}[urn:ietf:params:oauth:grant-type:token-exchange]"),
    row(31, "CVE-2024-38371", "authentik", "the device grant for a frozen citizen", "no tokens", f"{ENDED}[citizen-frozen]"),
    row(32, "GHSA-7qjx-gp9h-65qj", "Dex", "each rule of token requests for each grant", "the same refusal", f"{GRANT}[device]"),
    row(33, "CVE-2026-9097", "Casdoor", "token exchange with a revoked token", "unsupported_grant_type", f"{NO_GRANT}[urn:ietf:params:oauth:grant-type:token-exchange]"),
    row(34, "CVE-2026-67332", "Better Auth", "a code redeemed for another resource than the one that was granted (at refresh and by a device too)", "invalid_target", "tests/oidc/test_resources.py::test_a_code_gives_no_token_for_what_was_not_granted"),
    row(35, "CVE-2026-118669", "oauthlib", "one client in the header, another in the body", "invalid_client", f"{GRANT}[machine]"),
    apart(36, "GHSA-g2pf-ww5m-2r9m", "Zitadel", "an organisation's rule at a second login", "there is one sign-in for citizens and no organisations; that it holds on every path is S2"),
    row(37, "CVE-2026-7571", "Keycloak", "a flow of another browser, or a made-up one", "a page, nothing resumed", "tests/journeys/test_registered_party.py::test_an_interaction_belongs_to_the_browser_that_began_it"),
    apart(38, "CVE-2026-9792", "Keycloak", "a policy that cannot be evaluated", "policies are data of a profile, read by the checks themselves; an unknown profile stops the start"),
    row(39, "esignet #2554", "MOSIP e-Signet", "a read of fields that were not ticked", "only what was given", "tests/consent/test_release.py::test_only_what_was_given_leaves_and_every_read_is_an_entry"),
    row(40, "CVE-2024-23647", "authentik", "a verifier where no challenge was", "invalid_grant", f"{CLIENTS}::test_a_verifier_without_a_challenge_is_refused"),
    row(41, "CVE-2024-22258", "Spring", "the same of a confidential client", "invalid_grant", f"{CLIENTS}::test_a_verifier_without_a_challenge_is_refused"),
    row(42, "CVE-2025-4144", "workers-oauth-provider", "no verifier, or a wrong one", "invalid_grant", f"{EXCHANGES}::test_a_wrong_exchange_is_told_in_a_body"),
    apart(43, "CVE-2026-123542", "OpenAM", "a wrong verifier with a device code", "the device grant takes no challenge (RFC 8628), so there is none to skip; confidential devices prove themselves"),
    row(44, "CVE-2026-67336", "Better Auth", "a look at discovery; a plain challenge", "no none, no plain; invalid_request", f"{CLIENTS}::test_discovery_promises_neither_none_nor_plain"),
    row(45, "esignet #2365", "MOSIP e-Signet", "what a client bound itself to, left out", "refused at every entry", f"{S2R}::test_a_client_that_bound_itself_has_no_other_entry"),
    row(46, "CVE-2024-37568", "Authlib", "HS256 with the public key as secret", "refused", f"{BENT}[assertion-at-token-hs256-with-public-pem]"),
    row(47, "CVE-2022-29217", "PyJWT", "the same in other encodings", "refused", f"{BENT}[id-token-hint-hs256-with-public-der]"),
    row(48, "CVE-2024-33663", "python-jose", "the same with HS512", "refused", f"{BENT}[request-object-hs512-with-public-pem]"),
    row(49, "CVE-2026-48526", "PyJWT", "the bytes of a JWK as secret", "refused", f"{BENT}[assertion-at-token-hs256-with-public-jwk]"),
    row(50, "CVE-2025-59420", "Authlib", "an unknown, empty or repeated crit, b64", "refused", f"{BENT}[request-object-crit-empty]"),
    row(51, "CVE-2026-27962", "Authlib", "a key of the sender's in the header", "refused", f"{BENT}[assertion-at-token-jwk-in-header]"),
    row(52, "CVE-2026-114616", "Authlib", "client_secret_jwt", "refused at registration", f"{CLIENTS}::test_a_secret_signs_no_assertion"),
    row(53, "CVE-2026-15612", "Logto", "an answer without the nonce of the visit", "no visit begins at our e-services", "tests/demo/test_relying_party.py::test_an_answer_that_nobody_asked_for_begins_no_visit"),
    apart(54, "CVE-2026-104056", "Authlib", "discovery with foreign endpoints", BROKER),
    row(55, "GHSA-jc38-x7x8-2xc8", "PHP JWT Framework", "the algorithm in an unprotected header", "refused", f"{BENT}[assertion-at-token-alg-in-an-unprotected-header]"),
    row(56, "python-jose #413", "python-jose", "an unknown crit", "refused", f"{BENT}[dpop-proof-crit-unknown]"),
    apart(57, "python-jose #421", "python-jose", "a JWE with bent padding", "we encrypt to clients and decrypt nothing; what looks like a JWE is refused unread (S4, five-parts-like-a-jwe)"),
    row(58, "CVE-2026-9793", "Keycloak", "a request object wrapped in a JWE", "invalid_request_object", f"{BENT}[request-object-five-parts-like-a-jwe]"),
    row(59, "CVE-2026-27840", "Zitadel", "a token that was cut, lengthened or bent", "401", f"{EXCHANGES}::test_every_bent_token_is_dead"),
    row(60, "CVE-2026-18569", "Keycloak", "an unsigned logout token as a hint", "no hint", f"{BENT}[id-token-hint-alg-none]"),
    row(61, "CVE-2025-27370", "private_key_jwt", "aud as a list, or the token endpoint", "invalid_client", f"{CLAIMS}[assertion-at-token-aud-token-endpoint]"),
    row(62, "CVE-2025-27371", "RFC 7523", "the same at PAR; the type of RFC 10070", "invalid_client; taken", f"{CLAIMS}[assertion-at-par-aud-list]"),
    row(63, "CVE-2026-9705", "Keycloak", "a disabled client's registration token", "401", f"{CLIENTS}::test_a_client_without_its_own_registration_token_is_dead_for_good"),
    row(64, "CVE-2026-15572", "Keycloak", "what registration refuses, as an update", "refused", f"{S1}::test_what_could_pass_for_another_is_not_registered[user-info-update]"),
    row(65, "CVE-2026-40166", "authentik", "every page and endpoint", "no client's secret in any answer", f"{PEOPLE}::test_no_answer_holds_a_secret"),
    row(66, "CVE-2026-90942", "Casdoor", "every page and endpoint", "no private key in any answer", f"{PEOPLE}::test_no_answer_holds_a_secret"),
    row(67, "CVE-2026-37979", "Keycloak", "another client's living token, inspected", '`{"active": false}`', f"{S8}::test_introspection_and_revocation_do_not_tell_whose_tokens_exist"),
    row(68, "CVE-2024-47077", "authentik", "the same", '`{"active": false}`', f"{S8}::test_introspection_and_revocation_do_not_tell_whose_tokens_exist"),
    row(69, "CVE-2026-18208", "Keycloak", "an unknown token, inspected as a JWT", "nothing but active: false", f"{S8}::test_an_inactive_token_is_one_word_even_as_a_jwt"),
    row(70, "CVE-2024-49755", "Duende IdentityServer", "a bound token as Bearer, with another key, without ath", "401", DPOP),
    row(71, "keycloak #38333", "Keycloak", "the same at UserInfo", "401", DPOP),
    row(72, "keycloak #48428", "Keycloak", "token requests without the proof that was promised", "invalid_request", f"{GRANT}[code]"),
    row(73, "CVE-2026-37977", "Keycloak", "a script of another origin", "no origin is reflected", "tests/oidc/test_endpoints.py::test_what_is_published"),
)  # fmt: skip
