"""The members of client metadata: what each may hold, judged by itself (RFC 7591, section 2; OpenID Connect Registration 1.0, section 2)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from oidc import redirects
from oidc.clients.encryption import CONTENT_ALGORITHMS, Outgoing, why_not_algorithm
from oidc.clients.key_sets import KeySetError, client_keys
from oidc.clients.profiles import TLS_METHODS, Profile
from oidc.details.vault_release import TYPE
from oidc.errors import BodyError
from oidc.mtls.subjects import NAMES, why_not_a_name
from oidc.response_modes import response_type

LONGEST_TEXT = 400
MOST_ITEMS = 50
TEXT = re.compile(r"[^\x00-\x1f\x7f<>\ud800-\udfff]*\Z")


@dataclass(frozen=True, slots=True)
class Rules:
    """What metadata is judged by: the client's profile, and what the deployment allows.

    `http_on_loopback`: http to this machine; `tls_methods`: the ways of certificates, none without mutual TLS.
    """

    profile: Profile
    http_on_loopback: bool
    tls_methods: tuple[str, ...] = ()

    @property
    def auth_methods(self) -> tuple[str, ...]:
        """Return the ways in which the client may authenticate, the default first."""
        return tuple(one for one in self.profile.auth_methods if one not in TLS_METHODS or one in self.tls_methods)


def refused(description: str) -> BodyError:
    """Return the refusal of metadata (RFC 7591, section 3.2.2)."""
    return BodyError("invalid_client_metadata", description)


def _text(name: str, value: Any, _rules: Rules) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or not TEXT.match(value):
        raise refused(f"{name.partition('#')[0]} must be a short plain text")
    return value


def _texts(name: str, value: Any, rules: Rules) -> list[str]:
    if not isinstance(value, list) or len(value) > MOST_ITEMS:
        raise refused(f"{name} must be a list of at most {MOST_ITEMS}")
    return [_text(name, item, rules) for item in value]


def _addresses(name: str, value: Any, _rules: Rules) -> list[str]:
    if not isinstance(value, list) or len(value) > MOST_ITEMS or len(set(map(str, value))) != len(value):
        raise BodyError("invalid_redirect_uri", f"{name} must be a list of at most {MOST_ITEMS} different addresses")
    return value  # each is judged once the application type is known


def _web_addresses(name: str, value: Any, rules: Rules) -> list[str]:
    if not isinstance(value, list) or len(value) > MOST_ITEMS:
        raise refused(f"{name} must be a list of at most {MOST_ITEMS}")
    return [_web_address(name, item, rules) for item in value]


def _object_addresses(name: str, value: Any, rules: Rules) -> list[str]:
    # A fragment may tell that what lies there was changed (OpenID Connect Registration 1.0, section 2).
    items = value if isinstance(value, list) else [value]
    _web_addresses(name, [one.partition("#")[0] if isinstance(one, str) else one for one in items], rules)
    return items


def _web_address(name: str, value: Any, rules: Rules) -> str:
    if not redirects.is_web_address(value, http_on_loopback=rules.http_on_loopback):
        raise refused(f"{name.partition('#')[0]} must be an https address")
    return str(value)


def _one_of(*allowed: str) -> Callable[[str, Any, Rules], Any]:
    def check(name: str, value: Any, _rules: Rules) -> Any:
        if not isinstance(value, str) or value not in allowed:
            raise refused(f"{name} must be one of {', '.join(allowed)}")
        return value

    return check


def _some_of(*allowed: str) -> Callable[[str, Any, Rules], Any]:
    def check(name: str, value: Any, _rules: Rules) -> Any:
        if (
            not isinstance(value, list)
            or not value
            or not all(isinstance(one, str) and one in allowed for one in value)
        ):
            raise refused(f"{name} must be a list out of {', '.join(allowed)}")
        return value

    return check


def _auth_method(name: str, value: Any, rules: Rules) -> Any:
    return _one_of(*rules.auth_methods)(name, value, rules)


def _certificate_bound(name: str, value: Any, rules: Rules) -> bool:
    if _flag(name, value, rules) and not rules.tls_methods:
        raise refused(f"{name} is not offered: this deployment has no address of mutual TLS")
    return bool(value)


def _certificate_name(name: str, value: Any, _rules: Rules) -> Any:
    if (why := why_not_a_name(name, value)) or len(value) > LONGEST_TEXT:
        raise refused(f"{name} {why or 'is too long'}")
    return value


def _grant_types(name: str, value: Any, rules: Rules) -> Any:
    return _some_of(*rules.profile.grants)(name, value, rules)


def _client_algorithm(name: str, value: Any, rules: Rules) -> Any:
    return _one_of(*rules.profile.client_algorithms)(name, value, rules)


def _id_token_algorithm(name: str, value: Any, rules: Rules) -> Any:
    return _one_of(*rules.profile.id_token_algorithms)(name, value, rules)


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


def _flag(name: str, value: Any, _rules: Rules) -> bool:
    if not isinstance(value, bool):
        raise refused(f"{name} must be true or false")
    return value


def _key_set(name: str, value: Any, _rules: Rules) -> Any:
    try:
        client_keys(value)
    except KeySetError as error:
        raise refused(f"{name} {error}") from None
    return value


MEMBERS: Mapping[str, Callable[[str, Any, Rules], Any]] = {
    "redirect_uris": _addresses,
    "post_logout_redirect_uris": _web_addresses,
    "backchannel_logout_uri": _web_address,
    "backchannel_logout_session_required": _flag,
    "fields_changed_uri": _web_address,
    "application_type": _one_of(redirects.WEB, redirects.NATIVE),
    "response_types": _response_types,
    "grant_types": _grant_types,
    "token_endpoint_auth_method": _auth_method,
    "token_endpoint_auth_signing_alg": _client_algorithm,
    "id_token_signed_response_alg": _id_token_algorithm,
    "authorization_signed_response_alg": _id_token_algorithm,
    "userinfo_signed_response_alg": _id_token_algorithm,
    "introspection_signed_response_alg": _id_token_algorithm,
    **{kind.key_member: _key_algorithm for kind in Outgoing},
    **{kind.content_member: _one_of(*CONTENT_ALGORITHMS) for kind in Outgoing},
    "subject_type": _one_of("pairwise"),
    "sector_identifier_uri": _web_address,
    "jwks": _key_set,
    "jwks_uri": _web_address,
    "default_max_age": _max_age,
    "require_auth_time": _flag,
    "require_pushed_authorization_requests": _flag,
    "dpop_bound_access_tokens": _flag,
    "tls_client_certificate_bound_access_tokens": _certificate_bound,
    **dict.fromkeys(NAMES, _certificate_name),
    "require_signed_request_object": _flag,
    "request_object_signing_alg": _client_algorithm,
    "request_uris": _object_addresses,
    "default_acr_values": _texts,
    "authorization_details_types": _some_of(TYPE),
    "contacts": _texts,
    "scope": _text,
    "client_name": _text,
    "client_uri": _web_address,
    "logo_uri": _web_address,
    "policy_uri": _web_address,
    "tos_uri": _web_address,
    "initiate_login_uri": _web_address,
    "software_id": _text,
    "software_version": _text,
}
