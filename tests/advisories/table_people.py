"""Rows 74 to 138: outward requests, markup, sessions, people at the door, resources."""

from tests.advisories.table import CLIENTS, PEOPLE, S1, S2E, S2R, S4, S6, S7, S8, S9, apart, row

INSIDE = f"{S6}::test_nothing_inside_is_connected_to"
SCHEMES = f"{S1}::test_no_stored_address_is_a_script_or_hides_its_host"
TEXT = f"{S7}::test_a_text_stays_a_text"
CHEAP = f"{S9}::test_it_costs_little"
ENDED = f"{S2E}::test_no_path_gives_anything_after_the_end"
CIBA = (
    f"{CLIENTS}::test_a_grant_that_is_not_offered_is_given_and_registered_to_nobody[urn:openid:params:grant-type:ciba]"
)
BROKER = "there is no sign-in through another provider, so nothing of another provider is linked or believed"
PASSKEYS = "there are no passkeys yet; whoever adds them adds these rows"
GUESSES, DOORS = "tests/accounts/test_guesses.py", "tests/accounts/test_doors.py"
RECOVERY = "tests/accounts/test_recovery.py::test_a_wrong_code_a_strangers_code_and_an_unknown_name_sound_alike"

ROWS = (
    row(74, "CVE-2026-1180", "Keycloak", "a jwks_uri that leads inside", "not one connection", f"{INSIDE}[loopback-jwks_uri]"),
    row(75, "CVE-2026-4366", "Keycloak", "a redirect to the inside", "not followed", f"{S6}::test_control_a_trusted_host_is_connected_to_and_its_redirect_is_not"),
    row(76, "CVE-2026-1518", "Keycloak", "a back-channel address that leads inside", "not one connection", f"{S6}::test_no_logout_token_goes_inside"),
    row(77, "CVE-2022-24129", "Shibboleth OIDC OP", "a request_uri that was not registered", "not one connection", f"{S6}::test_a_request_object_is_fetched_from_registered_addresses_alone"),
    row(78, "CVE-2021-26715", "MITREid Connect", "a logo_uri that leads inside", "not one connection", f"{INSIDE}[metadata-logo_uri]"),
    row(79, "CVE-2020-10770", "Keycloak", "a registered request_uri that leads inside", "not one connection", f"{INSIDE}[private-10-request_uri]"),
    row(80, "CVE-2026-5469", "Casdoor", "back-channel addresses of every kind", "not one connection", f"{S6}::test_no_logout_token_goes_inside"),
    row(81, "PyJWT #1169", "PyJWT", "file:, ftp:, gopher: as jwks_uri", "not one connection", f"{INSIDE}[file-jwks_uri]"),
    row(82, "CVE-2026-9086", "Keycloak", "`JaVaScRiPt:` as an address", "refused", f"{SCHEMES}[javascript-mixed-case-redirect_uris-registration]"),
    row(83, "CVE-2026-67333", "Better Auth", "javascript:, data:, vbscript: at registration and use", "refused", f"{SCHEMES}[data-client_uri-registration]"),
    row(84, "CVE-2022-4361", "Keycloak", "markup in redirect_uri and its neighbours", "the page stays the same page", f"{TEXT}[0-refusal]"),
    row(85, "GO-2026-4861", "Ory Hydra", "markup in error_hint", "the page stays the same page", f"{TEXT}[7-refusal]"),
    row(86, "keycloak #16528", "Keycloak", "`javascript&colon;`", "refused", f"{SCHEMES}[javascript-entity-redirect_uris-registration]"),
    row(87, "GHSA-v959-qxv6-6f8p", "Zitadel", "javascript: after signing out", "error page, no redirect", f"{S1}::test_no_mutation_is_followed[javascript-post-logout]"),
    row(88, "GHSA-6rx5-m2rc-hmf7", "Zitadel", "a stored address with a script", "refused at registration and update", f"{SCHEMES}[javascript-post_logout_redirect_uris-update]"),
    row(89, "CVE-2026-5468", "Casdoor", "markup as the name of a service", "shown as text", f"{TEXT}[0-name-at-sign-in]"),
    row(90, "CVE-2025-12390", "Keycloak", "another person at the same browser", "the former sign-in has ended", "tests/accounts/test_ended.py::test_another_person_at_the_same_browser_ends_it"),
    row(91, "CVE-2024-7341", "Keycloak", "the cookie from before signing in", "a new one; the former is dead", f"{DOORS}::test_a_sign_in_gives_a_new_cookie_and_ends_the_former"),
    row(92, "CVE-2024-39683", "Zitadel", "the records of another citizen", "not found", "tests/consent/test_pages.py::test_the_records_of_another_citizen_are_not_found"),
    row(93, "CVE-2023-34927", "Casdoor", "every form without its token", "refused", "tests/house/test_routes_guarded.py::test_no_page_form_is_accepted_without_its_token"),
    row(94, "GHSA-36f2-fcrx-fp4j", "Authelia", "a foreign address after signing out", "error page, no redirect", f"{S1}::test_no_mutation_is_followed[elsewhere-post-logout]"),
    row(95, "CVE-2026-94218", "Keycloak", "a desk with the password alone", "closed", "tests/accounts/test_desk.py::test_the_password_alone_opens_no_desk"),
    row(96, "CVE-2026-119128", "Zitadel", "a cookie in another browser", "opens nothing", f"{DOORS}::test_a_cookie_opens_nothing_in_another_browser"),
    row(97, "GitLab 3620cdab", "GitLab", "our pages in a frame of another site", "not shown", "tests/browser/test_polyglots.py::test_no_page_is_shown_in_a_frame"),
    row(98, "GHSA-xc49-mgwh-9pjv", "nuxt-auth-utils", "an answer without state at our e-services", "no visit begins", "tests/demo/test_relying_party.py::test_an_answer_that_nobody_asked_for_begins_no_visit"),
    row(99, "CVE-2023-30861", "Flask", "pages through a proxy", "no-store, Vary: Cookie", "tests/web/test_headers.py::test_pages_are_not_kept_and_fixed_files_are"),
    row(100, "CVE-2023-23934", "Werkzeug", "a cookie without a name", "stands for none", f"{PEOPLE}::test_a_cookie_without_a_name_stands_for_none"),
    row(101, "CVE-2025-59936", "get-jwks", "another client's key under the same kid", "invalid_client", f"{CLIENTS}::test_two_clients_may_name_their_keys_alike"),
    row(102, "CVE-2026-50202", "Steeltoe", "the same; keys that were rotated away", "invalid_client", f"{CLIENTS}::test_two_clients_may_name_their_keys_alike"),
    row(103, "CVE-2026-18963", "Keycloak", "a new password without a recovery code of one's own", "refused; the one form is the only step", RECOVERY),
    row(104, "CVE-2026-9798", "Keycloak", "CIBA", "unsupported_grant_type", CIBA),
    row(105, "CVE-2026-16103", "Keycloak", "an account frozen between start and redemption", "no path gives anything", f"{ENDED}[citizen-frozen]"),
    row(106, "CVE-2026-88770", "Keycloak", "the device grant of a closing account", "no path gives anything", f"{ENDED}[citizen-closing]"),
    row(107, "CVE-2026-4633", "Keycloak", "known and unknown names", "the same bytes", f"{S8}::test_a_page_does_not_tell_who_is_known[sign-in]"),
    row(108, "keycloak #12298", "Keycloak", "known and unknown names", "one password check, as many statements", f"{GUESSES}::test_one_check_and_as_many_statements_for_every_name"),
    row(109, "CVE-2025-64103", "Zitadel", "an essential acr that nobody reached", "unmet_authentication_requirements", f"{S2R}::test_what_is_judged_when_it_is_opened_is_judged_however_it_came[get-acr-that-nobody-reaches]"),
    apart(110, "CVE-2026-105211", "Zitadel", "an OTP in an answer", "no code is sent to anybody: recovery codes are shown once, TOTP secrets stay with staff"),
    row(111, "GHSA-2wmj-46rj-qm2w", "Zitadel", "a foreign Host header", "addresses come from the issuer alone", "tests/web/test_hosts.py::test_a_redirect_always_leads_to_the_issuer"),
    row(112, "CVE-2024-47070", "authentik", "an unreadable X-Forwarded-For", "no step fewer", f"{PEOPLE}::test_a_forwarding_header_that_cannot_be_read_takes_no_step_away"),
    row(113, "CVE-2026-49448", "authentik", "forms empty or with everything twice", "the same step again", f"{PEOPLE}::test_a_form_without_answers_is_no_step"),
    apart(114, "CVE-2026-15616", "Logto", "a sign-in through another provider", BROKER),
    apart(115, "CVE-2026-15611", "Logto", "an account of another provider with the same mail", BROKER),
    apart(116, "CVE-2026-9087", "Keycloak", "a proof of another upstream identity", BROKER),
    row(117, "CVE-2026-15571", "Keycloak", "a look at what is kept of a code", "a digest of 256 random bits", "tests/oidc/test_authorize.py::test_a_code_is_kept_as_a_digest"),
    row(118, "CVE-2023-26481", "authentik", "a flow in another browser", "a page, nothing resumed", "tests/journeys/test_registered_party.py::test_an_interaction_belongs_to_the_browser_that_began_it"),
    row(119, "GHSA-25rw-g6ff-fmg8", "Zitadel", "an answer that the page would not have sent", "shown again, nothing decided", "tests/consent/test_decisions.py::test_a_required_field_unticked_is_shown_again_and_nothing_is_decided"),
    apart(120, "GitLab #585333", "GitLab", "25 malformed assertions of a passkey", PASSKEYS),
    apart(121, "CVE-2026-8830", "Keycloak", "malformed registrations of a passkey", PASSKEYS),
    apart(122, "CVE-2024-39912", "webauthn (PHP)", "allowCredentials of unknown names", PASSKEYS),
    row(123, "CVE-2024-8122", "WSO2 IS", "a code after its time", "refused", "tests/oidc/test_device_codes.py::test_codes_end_in_time"),
    row(124, "CVE-2025-61920", "Authlib", "segments of a JWT as long as the body may be", "refused at once", f"{CHEAP}[assertion-of-a-megabyte]"),
    row(125, "CVE-2024-28176", "jose (npm)", "a compressed JWE", "refused unread", f"{CHEAP}[jwe-with-zip]"),
    row(126, "GHSA-cjwg-qfpm-7377", "python-jose", "a compressed JWE", "refused unread", f"{CHEAP}[jwe-with-zip]"),
    row(127, "CVE-2024-28102", "jwcrypto", "zip in the header of a JWS", "refused", f"{S4}::test_a_bent_token_is_none[assertion-at-token-zip]"),
    row(128, "CVE-2023-6681", "jwcrypto", "PBES2 with a huge count", "refused unread", f"{CHEAP}[jwe-with-pbes2]"),
    row(129, "CVE-2025-2559", "Keycloak", "an assertion that lives for a year", "invalid_client", f"{S4}::test_claims_that_prove_nothing[assertion-at-token-exp-far]"),
    row(130, "CVE-2026-4634", "Keycloak", "450,000 scopes", "refused at once", f"{CHEAP}[scopes-pushed]"),
    row(131, "CVE-2026-79651", "Keycloak", "10,000 ui_locales", "refused at once", f"{CHEAP}[locales]"),
    row(132, "CVE-2026-2575", "Keycloak", "a compressed body", "refused unread", f"{CHEAP}[gzip-at-token]"),
    apart(133, "CVE-2024-11734", "Keycloak", "line breaks in a header set by an administrator", "no header's value is a setting; form-action alone is derived from addresses (tests/web/test_headers.py)"),
    row(134, "CVE-2023-25577", "Werkzeug", "a form of 10,000 parts", "refused at once", f"{CHEAP}[multipart-of-ten-thousand-parts]"),
    row(135, "GHSA-r9w3-57w2-gch2", "Ory Hydra", "a forged continuation of a list", "refused", "tests/web/test_auditor.py::test_a_continuation_that_is_none"),
    row(136, "CVE-2023-50708", "yii2-authclient", "a look at the code", "no `==` beside a secret", f"{PEOPLE}::test_secrets_are_compared_in_constant_time"),
    row(137, "attesto #18", "attesto", "one jti under two keys", "two proofs, each good once", f"{S4}::test_one_jti_under_two_keys_is_two_proofs"),
    apart(138, "duende foss #323", "Duende OidcClient", "an assertion again after a nonce challenge", "we never answer use_dpop_nonce, so nothing is sent twice"),
)  # fmt: skip
