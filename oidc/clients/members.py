"""The members of client metadata: what each may hold, judged by itself (RFC 7591, section 2; OpenID Connect Registration 1.0, section 2)."""

from collections.abc import Callable, Mapping
from typing import Any

from oidc import redirects
from oidc.clients.encryption import CONTENT_ALGORITHMS, Outgoing, why_not_algorithm
from oidc.clients.key_sets import KeySetError, client_keys
from oidc.clients.values import (
    LONGEST_TEXT,
    MOST_ITEMS,
    Rules,
    flag,
    one_of,
    refused,
    some_of,
    text,
    texts,
    web_address,
    web_addresses,
)
from oidc.details.vault_release import TYPE
from oidc.errors import BodyError
from oidc.mtls.subjects import NAMES, why_not_a_name
from oidc.response_modes import response_type


def _addresses(name: str, value: Any, _rules: Rules) -> list[str]:
    if not isinstance(value, list) or len(value) > MOST_ITEMS or len(set(map(str, value))) != len(value):
        raise BodyError("invalid_redirect_uri", f"{name} must be a list of at most {MOST_ITEMS} different addresses")
    return value  # each is judged once the application type is known


def _object_addresses(name: str, value: Any, rules: Rules) -> list[str]:
    # A fragment may tell that what lies there was changed (OpenID Connect Registration 1.0, section 2).
    items = value if isinstance(value, list) else [value]
    web_addresses(name, [one.partition("#")[0] if isinstance(one, str) else one for one in items], rules)
    return items


def _auth_method(name: str, value: Any, rules: Rules) -> Any:
    return one_of(*rules.auth_methods)(name, value, rules)


def _certificate_bound(name: str, value: Any, rules: Rules) -> bool:
    if flag(name, value, rules) and not rules.tls_methods:
        raise refused(f"{name} is not offered: this deployment has no address of mutual TLS")
    return bool(value)


def _certificate_name(name: str, value: Any, _rules: Rules) -> Any:
    if (why := why_not_a_name(name, value)) or len(value) > LONGEST_TEXT:
        raise refused(f"{name} {why or 'is too long'}")
    return value


def _grant_types(name: str, value: Any, rules: Rules) -> Any:
    return some_of(*rules.profile.grants)(name, value, rules)


def _client_algorithm(name: str, value: Any, rules: Rules) -> Any:
    return one_of(*rules.profile.client_algorithms)(name, value, rules)


def _id_token_algorithm(name: str, value: Any, rules: Rules) -> Any:
    return one_of(*rules.profile.id_token_algorithms)(name, value, rules)


def _key_algorithm(name: str, value: Any, _rules: Rules) -> Any:
    if why := why_not_algorithm(value):
        raise refused(f"{name} {why}")
    return value


def _response_types(name: str, value: Any, rules: Rules) -> Any:
    named = (
        [response_type(one) if isinstance(one, str) else None for one in value] if isinstance(value, list) else [None]
    )
    if not set(named) <= set(rules.profile.response_types):
        raise refused(f"{name} must be a list out of {', '.join(rules.profile.response_types)}")
    return named


def _max_age(name: str, value: Any, _rules: Rules) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**9:
        raise refused(f"{name} must be a number of seconds")
    return value


def _key_set(name: str, value: Any, _rules: Rules) -> Any:
    try:
        client_keys(value)
    except KeySetError as error:
        raise refused(f"{name} {error}") from None
    return value


MEMBERS: Mapping[str, Callable[[str, Any, Rules], Any]] = {
    "redirect_uris": _addresses,
    "post_logout_redirect_uris": web_addresses,
    "backchannel_logout_uri": web_address,
    "backchannel_logout_session_required": flag,
    "fields_changed_uri": web_address,
    "consent_events_uri": web_address,
    "application_type": one_of(redirects.WEB, redirects.NATIVE),
    "response_types": _response_types,
    "grant_types": _grant_types,
    "token_endpoint_auth_method": _auth_method,
    "token_endpoint_auth_signing_alg": _client_algorithm,
    "id_token_signed_response_alg": _id_token_algorithm,
    "authorization_signed_response_alg": _id_token_algorithm,
    "userinfo_signed_response_alg": _id_token_algorithm,
    "introspection_signed_response_alg": _id_token_algorithm,
    **{kind.key_member: _key_algorithm for kind in Outgoing},
    **{kind.content_member: one_of(*CONTENT_ALGORITHMS) for kind in Outgoing},
    "subject_type": one_of("pairwise"),
    "sector_identifier_uri": web_address,
    "jwks": _key_set,
    "jwks_uri": web_address,
    "default_max_age": _max_age,
    "require_auth_time": flag,
    "require_pushed_authorization_requests": flag,
    "dpop_bound_access_tokens": flag,
    "tls_client_certificate_bound_access_tokens": _certificate_bound,
    **dict.fromkeys(NAMES, _certificate_name),
    "require_signed_request_object": flag,
    "request_object_signing_alg": _client_algorithm,
    "request_uris": _object_addresses,
    "default_acr_values": texts,
    "authorization_details_types": some_of(TYPE),
    "contacts": texts,
    "scope": text,
    "client_name": text,
    "client_uri": web_address,
    "logo_uri": web_address,
    "policy_uri": web_address,
    "tos_uri": web_address,
    "initiate_login_uri": web_address,
    "software_id": text,
    "software_version": text,
}
