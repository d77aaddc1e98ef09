"""The discovery document: what this provider offers, complete and no more (OpenID Connect Discovery 1.0, RFC 8414)."""

from collections.abc import Iterable
from typing import Any

from accounts.levels import ACR_VALUES
from oidc.clients.encryption import CONTENT_ALGORITHMS, KEY_ALGORITHMS, Outgoing
from oidc.clients.profiles import DEVICE, TLS_METHODS, Profile, signing_algorithms
from oidc.details.vault_release import TYPE
from oidc.mtls.deployment import aliases
from oidc.parameter_checks import OPENID, PROMPTS, PURPOSE
from oidc.requests import OFFLINE
from oidc.response_modes import MODES

STANDARD_CLAIMS = ("sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid", "at_hash")


def document(
    issuer: str,
    profiles: tuple[Profile, ...],
    scopes: Iterable[str],
    claims: Iterable[str],
    purposes: Iterable[str],
    *,
    open_registration: bool,
    mtls_address: str = "",
    tls_methods: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Return the document for `issuer`.

    `claims` are the catalogue's, `scopes` its and those of resource servers, `purposes` the keys now offered. With an `mtls_address` it tells what answers
    there (RFC 8705, section 5).
    """
    methods = _methods(profiles, tls_methods)
    algorithms = list(signing_algorithms(profiles))
    client_algorithms = list(dict.fromkeys(name for profile in profiles for name in profile.client_algorithms))
    grants = list(dict.fromkeys(grant for profile in profiles for grant in profile.grants))
    confidential = [method for method in methods if method != "none"]
    told = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "jwks_uri": f"{issuer}/jwks",
        "end_session_endpoint": f"{issuer}/end-session",
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "pushed_authorization_request_endpoint": f"{issuer}/par",
        "require_pushed_authorization_requests": False,
        **({"device_authorization_endpoint": f"{issuer}/device_authorization"} if DEVICE in grants else {}),
        "revocation_endpoint": f"{issuer}/revoke",
        "introspection_endpoint": f"{issuer}/introspect",
        **({"registration_endpoint": f"{issuer}/register"} if open_registration else {}),
        "scopes_supported": [OPENID, *scopes, OFFLINE, *(PURPOSE + key for key in purposes)],
        "response_types_supported": list(
            dict.fromkeys(of_type for profile in profiles for of_type in profile.response_types)
        ),
        "response_modes_supported": [*MODES, "jwt"],
        **{f"{kind}_signing_alg_values_supported": algorithms for kind in Outgoing},
        **{f"{kind}_encryption_alg_values_supported": list(KEY_ALGORITHMS) for kind in Outgoing},
        **{f"{kind}_encryption_enc_values_supported": list(CONTENT_ALGORITHMS) for kind in Outgoing},
        "grant_types_supported": grants,
        "subject_types_supported": ["pairwise"],
        "token_endpoint_auth_methods_supported": methods,
        "token_endpoint_auth_signing_alg_values_supported": client_algorithms,
        "revocation_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_signing_alg_values_supported": client_algorithms,
        "introspection_endpoint_auth_methods_supported": confidential,
        "introspection_endpoint_auth_signing_alg_values_supported": client_algorithms,
        "dpop_signing_alg_values_supported": client_algorithms,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
        "claim_types_supported": ["normal"],
        "claims_supported": list(dict.fromkeys([*STANDARD_CLAIMS, *claims])),
        "claims_parameter_supported": True,
        "request_parameter_supported": True,
        "request_uri_parameter_supported": True,
        "require_request_uri_registration": True,
        "request_object_signing_alg_values_supported": client_algorithms,
        "authorization_details_types_supported": [TYPE],
        "acr_values_supported": list(ACR_VALUES),
        "prompt_values_supported": sorted(PROMPTS),
        "display_values_supported": ["page"],
        "ui_locales_supported": ["id", "en"],
        "service_documentation": f"{issuer}/help",
        "op_policy_uri": f"{issuer}/privacy",
        "op_tos_uri": f"{issuer}/terms",
    }
    return told | (_with_certificates(mtls_address, told) if mtls_address else {})


def _methods(profiles: Iterable[Profile], tls_methods: tuple[str, ...]) -> list[str]:
    known = dict.fromkeys(method for profile in profiles for method in profile.auth_methods)
    return [method for method in known if method not in TLS_METHODS or method in tls_methods]


def _with_certificates(address: str, told: Iterable[str]) -> dict[str, Any]:
    return {
        "tls_client_certificate_bound_access_tokens": True,
        "mtls_endpoint_aliases": aliases(address, frozenset(told)),
    }
