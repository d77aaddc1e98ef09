"""Client metadata in the words of RFC 7591 and OpenID Connect Registration: what is taken, with which defaults."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from oidc import redirects
from oidc.clients.encryption import CONTENT_ALGORITHMS, Outgoing, why_not_algorithm, why_not_encryptable, with_contents
from oidc.clients.grant_types import default_response_types, grants_for, needs_address, why_not_consistent
from oidc.clients.key_sets import ClientKeys, KeySetError, client_keys
from oidc.clients.profiles import Profile
from oidc.errors import BodyError
from oidc.response_modes import response_type

LONGEST_TEXT = 400
MOST_ITEMS = 50
TEXT = re.compile(r"[^\x00-\x1f\x7f<>\ud800-\udfff]*\Z")
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z")
NOT_OFFERED = ("tls_client_certificate_bound_access_tokens",)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rules:
    """What metadata is judged by: the client's profile, and whether http to this machine is allowed."""

    profile: Profile
    http_on_loopback: bool


def accepted(document: Any, rules: Rules) -> dict[str, Any]:
    """Return the metadata that is registered for `document`, defaults filled in; unknown members are left out.

    Raises `BodyError` with `invalid_client_metadata` or `invalid_redirect_uri` (RFC 7591, section 3.2.2).
    """
    if not isinstance(document, dict):
        raise _refused("the request is not a JSON object")
    details: dict[str, Any] = {}
    for name, value in document.items():
        check = MEMBERS.get(name.partition("#")[0])
        if value is not None and check is not None and _is_tagged_well(name):
            details[name] = check(name, value, rules)
    for name in NOT_OFFERED:
        if document.get(name) not in {None, False}:
            raise _refused(f"{name} is not offered")
    return _consistent(with_contents(_with_defaults(details, rules)), rules)


def _with_defaults(details: dict[str, Any], rules: Rules) -> dict[str, Any]:
    types = details.get("response_types", default_response_types(details.get("grant_types", ())))
    return {
        "application_type": redirects.WEB,
        "response_types": types,
        "grant_types": grants_for(types),
        "id_token_signed_response_alg": rules.profile.default_id_token_algorithm,
        "subject_type": "pairwise",
    } | details


def _consistent(details: dict[str, Any], rules: Rules) -> dict[str, Any]:
    uris = details.get("redirect_uris", ())
    if not uris and needs_address(details["grant_types"]):
        raise BodyError("invalid_redirect_uri", "redirect_uris names at least one address")
    for uri in uris:
        why = redirects.why_not_registrable(uri, details["application_type"], http_on_loopback=rules.http_on_loopback)
        if why:
            raise BodyError("invalid_redirect_uri", f"a redirect address {why}")
    method = details.get("token_endpoint_auth_method", rules.profile.auth_methods[0])
    if why := why_not_consistent(details, method):
        raise _refused(why)
    _check_keys(details, method)
    return details


def _check_keys(details: Mapping[str, Any], method: str) -> None:
    if "jwks" in details and "jwks_uri" in details:
        raise _refused("jwks and jwks_uri exclude each other")
    registered = client_keys(details["jwks"]) if "jwks" in details else ClientKeys()
    if method == "private_key_jwt" and "jwks_uri" not in details and not registered.signature:
        raise _refused("private_key_jwt needs jwks or jwks_uri, with a key that verifies signatures")
    if why := why_not_encryptable(details, registered.encryption):
        raise _refused(why)


def _refused(description: str) -> BodyError:
    return BodyError("invalid_client_metadata", description)


def _is_tagged_well(name: str) -> bool:
    _, mark, tag = name.partition("#")
    return not mark or LANGUAGE_TAG.match(tag) is not None


def _text(name: str, value: Any, _rules: Rules) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or not TEXT.match(value):
        raise _refused(f"{name.partition('#')[0]} is not a short plain text")
    return value


def _texts(name: str, value: Any, rules: Rules) -> list[str]:
    if not isinstance(value, list) or len(value) > MOST_ITEMS:
        raise _refused(f"{name} is not a list of at most {MOST_ITEMS}")
    return [_text(name, item, rules) for item in value]


def _addresses(name: str, value: Any, _rules: Rules) -> list[str]:
    if not isinstance(value, list) or len(value) > MOST_ITEMS or len(set(map(str, value))) != len(value):
        raise BodyError("invalid_redirect_uri", f"{name} is not a list of at most {MOST_ITEMS} different addresses")
    return value  # each is judged once the application type is known


def _web_addresses(name: str, value: Any, rules: Rules) -> list[str]:
    if not isinstance(value, list) or len(value) > MOST_ITEMS:
        raise _refused(f"{name} is not a list of at most {MOST_ITEMS}")
    return [_web_address(name, item, rules) for item in value]


def _object_addresses(name: str, value: Any, rules: Rules) -> list[str]:
    # A fragment may hold the hash of what lies there (OpenID Connect Registration 1.0, section 2).
    items = value if isinstance(value, list) else [value]
    _web_addresses(name, [one.partition("#")[0] if isinstance(one, str) else one for one in items], rules)
    return items


def _web_address(name: str, value: Any, rules: Rules) -> str:
    if not redirects.is_web_address(value, http_on_loopback=rules.http_on_loopback):
        raise _refused(f"{name.partition('#')[0]} is not an https address")
    return str(value)


def _one_of(*allowed: str) -> Callable[[str, Any, Rules], Any]:
    def check(name: str, value: Any, _rules: Rules) -> Any:
        if not isinstance(value, str) or value not in allowed:
            raise _refused(f"{name} must be one of {', '.join(allowed)}")
        return value

    return check


def _some_of(*allowed: str) -> Callable[[str, Any, Rules], Any]:
    def check(name: str, value: Any, _rules: Rules) -> Any:
        if (
            not isinstance(value, list)
            or not value
            or not all(isinstance(one, str) and one in allowed for one in value)
        ):
            raise _refused(f"{name} is a list out of {', '.join(allowed)}")
        return value

    return check


def _auth_method(name: str, value: Any, rules: Rules) -> Any:
    return _one_of(*rules.profile.auth_methods)(name, value, rules)


def _grant_types(name: str, value: Any, rules: Rules) -> Any:
    return _some_of(*rules.profile.grants)(name, value, rules)


def _client_algorithm(name: str, value: Any, rules: Rules) -> Any:
    return _one_of(*rules.profile.client_algorithms)(name, value, rules)


def _id_token_algorithm(name: str, value: Any, rules: Rules) -> Any:
    return _one_of(*rules.profile.id_token_algorithms)(name, value, rules)


def _key_algorithm(name: str, value: Any, _rules: Rules) -> Any:
    if why := why_not_algorithm(value):
        raise _refused(f"{name} {why}")
    return value


def _response_types(name: str, value: Any, rules: Rules) -> Any:
    named = (
        [response_type(one) if isinstance(one, str) else None for one in value] if isinstance(value, list) else [None]
    )
    if not set(named) <= set(rules.profile.response_types):
        raise _refused(f"{name} is a list out of {', '.join(rules.profile.response_types)}")
    return named


def _max_age(name: str, value: Any, _rules: Rules) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**9:
        raise _refused(f"{name} is a number of seconds")
    return value


def _flag(name: str, value: Any, _rules: Rules) -> bool:
    if not isinstance(value, bool):
        raise _refused(f"{name} is true or false")
    return value


def _key_set(name: str, value: Any, _rules: Rules) -> Any:
    try:
        client_keys(value)
    except KeySetError as error:
        raise _refused(f"{name} {error}") from None
    return value


MEMBERS: Mapping[str, Callable[[str, Any, Rules], Any]] = {
    "redirect_uris": _addresses,
    "post_logout_redirect_uris": _web_addresses,
    "backchannel_logout_uri": _web_address,
    "backchannel_logout_session_required": _flag,
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
    "require_signed_request_object": _flag,
    "request_object_signing_alg": _client_algorithm,
    "request_uris": _object_addresses,
    "default_acr_values": _texts,
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
