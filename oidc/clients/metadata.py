"""Client metadata in the words of RFC 7591 and OpenID Connect Registration: what is taken, with which defaults."""

import re
from collections.abc import Mapping
from typing import Any

from oidc import redirects
from oidc.clients.encryption import why_not_encryptable, with_contents
from oidc.clients.grant_types import default_response_types, grants_for, needs_address, why_not_consistent
from oidc.clients.key_sets import ClientKeys, client_keys
from oidc.clients.members import MEMBERS
from oidc.clients.profiles import BINDING_MEMBERS
from oidc.clients.values import Rules, refused
from oidc.errors import BodyError
from oidc.mtls.deployment import OF_AUTHORITIES, OF_ITSELF
from oidc.mtls.subjects import NAMES

LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z")


def accepted(document: Any, rules: Rules) -> dict[str, Any]:
    """Return the metadata that is registered for `document`, defaults filled in; unknown members are left out.

    Raises `BodyError` with `invalid_client_metadata` or `invalid_redirect_uri` (RFC 7591, section 3.2.2).
    """
    if not isinstance(document, dict):
        raise refused("the request is not a JSON object")
    details: dict[str, Any] = {}
    for name, value in document.items():
        check = MEMBERS.get(name.partition("#")[0])
        if value is not None and check is not None and _is_tagged_well(name):
            details[name] = check(name, value, rules)
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
        raise BodyError("invalid_redirect_uri", "redirect_uris must name at least one address")
    for uri in uris:
        why = redirects.why_not_registrable(uri, details["application_type"], http_on_loopback=rules.http_on_loopback)
        if why:
            raise BodyError("invalid_redirect_uri", f"a redirect address {why}")
    method = details.get("token_endpoint_auth_method", rules.profile.auth_methods[0])
    if why := why_not_consistent(details, method):
        raise refused(why)
    _check_binding(details)
    _check_keys(details, method)
    return details


def _check_binding(details: Mapping[str, Any]) -> None:
    wanted = [name for name in BINDING_MEMBERS if details.get(name)]
    if len(wanted) > 1:
        raise refused(f"{' and '.join(wanted)} exclude each other: a token is bound in one way")
    if wanted and any("token" in of_type.split() for of_type in details["response_types"]):
        raise refused(f"{wanted[0]} and a token in the front channel exclude each other: there nothing is bound")


def _check_keys(details: Mapping[str, Any], method: str) -> None:
    if "jwks" in details and "jwks_uri" in details:
        raise refused("jwks and jwks_uri exclude each other")
    registered = client_keys(details["jwks"]) if "jwks" in details else ClientKeys()
    if method == "private_key_jwt" and "jwks_uri" not in details and not registered.signature:
        raise refused("private_key_jwt needs jwks or jwks_uri, with a key that verifies signatures")
    if method == OF_ITSELF and "jwks_uri" not in details and not registered.certificates:
        raise refused(f"{method} needs jwks or jwks_uri, with the certificate as x5c of its key")
    if method == OF_AUTHORITIES and len(details.keys() & NAMES.keys()) != 1:
        raise refused(f"{method} needs one of {', '.join(NAMES)}")
    if why := why_not_encryptable(details, registered.encryption):
        raise refused(why)


def _is_tagged_well(name: str) -> bool:
    _, mark, tag = name.partition("#")
    return not mark or LANGUAGE_TAG.match(tag) is not None
