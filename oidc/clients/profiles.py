"""Client profiles: the protocol's policies as data. A deployment chooses which of them exist (`SEKALI_PROFILES`)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from oidc.response_modes import TYPES

ASSERTION_ALGORITHMS = ("ES256", "RS256", "PS256", "EdDSA", "Ed25519")
STRONG_ALGORITHMS = ("ES256", "PS256", "EdDSA", "Ed25519")
TLS_METHODS = ("tls_client_auth", "self_signed_tls_client_auth")  # RFC 8705, sections 2.1 and 2.2
METHODS = ("client_secret_basic", "client_secret_post", "private_key_jwt", "none")
BINDING_MEMBERS = ("dpop_bound_access_tokens", "tls_client_certificate_bound_access_tokens")
CODE_GRANTS = ("authorization_code", "refresh_token")
CLIENT_CREDENTIALS = "client_credentials"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


@dataclass(frozen=True, slots=True)
class Profile:
    """What holds for the clients of one profile.

    `client_algorithms` are those by which its clients sign: assertions, request objects, proofs of
    keys. `access_token_algorithms` are those by which a resource server may have the tokens of these clients
    signed (RFC 9068); it reads them, so what the client asked for its ID Tokens says nothing about it. With `strict_objects` nothing beside a signed request is read; with `must_bind` every token is
    bound to a key, or to a certificate if the client registered that.
    """

    name: str
    auth_methods: tuple[str, ...]
    id_token_algorithms: tuple[str, ...]
    client_algorithms: tuple[str, ...] = ASSERTION_ALGORITHMS
    access_token_algorithms: tuple[str, ...] = ("ES256", "EdDSA", "RS256")
    response_types: tuple[str, ...] = ("code",)
    grants: tuple[str, ...] = CODE_GRANTS
    pkce_for_all: bool = False
    assertion_at_token_endpoint: bool = False
    must_push: bool = False
    must_bind: bool = False
    strict_objects: bool = False

    @property
    def default_id_token_algorithm(self) -> str:
        """Return the algorithm of ID Tokens for clients that did not choose one."""
        return self.id_token_algorithms[0]


PROFILES = {
    profile.name: profile
    for profile in (
        Profile(
            "standard",
            (*METHODS, *TLS_METHODS),
            ("ES256", "RS256"),
            grants=(*CODE_GRANTS, CLIENT_CREDENTIALS, DEVICE),
            pkce_for_all=True,
        ),
        # FAPI 2.0 Security Profile, sections 5.3.2 and 5.4.
        Profile(
            "fapi2",
            ("private_key_jwt", *TLS_METHODS),
            ("ES256",),
            client_algorithms=STRONG_ALGORITHMS,
            access_token_algorithms=("ES256", "EdDSA"),
            grants=(*CODE_GRANTS, CLIENT_CREDENTIALS),
            pkce_for_all=True,
            must_push=True,
            must_bind=True,
            strict_objects=True,
        ),
        # As the OpenID Foundation certifies: RS256 unless asked otherwise, PKCE required of public clients only.
        Profile(
            "core",
            (*METHODS, *TLS_METHODS),
            ("RS256", "ES256"),
            grants=(*CODE_GRANTS, CLIENT_CREDENTIALS, DEVICE),
            assertion_at_token_endpoint=True,
        ),
        # The response types of 2014, whose tokens lie open in addresses; only for what cannot be changed any more.
        Profile(
            "legacy",
            METHODS,
            ("RS256", "ES256"),
            response_types=TYPES,
            grants=(*CODE_GRANTS, "implicit"),
            assertion_at_token_endpoint=True,
        ),
    )
}


def offered(names: Iterable[str]) -> tuple[Profile, ...]:
    """Return the profiles of `names`, in the deployment's order."""
    return tuple(PROFILES[name] for name in names)


def signing_algorithms(profiles: Iterable[Profile]) -> tuple[str, ...]:
    """Return the algorithms by which tokens for the clients of `profiles` may be signed, each once."""
    return tuple(dict.fromkeys(name for profile in profiles for name in profile.id_token_algorithms))


def access_token_algorithms(profiles: Iterable[Profile]) -> tuple[str, ...]:
    """Return the algorithms by which access tokens for resource servers may be signed, each once."""
    return tuple(dict.fromkeys(name for profile in profiles for name in profile.access_token_algorithms))


def find_offered(names: Iterable[str], wanted: str) -> Profile | None:
    """Return the profile `wanted` if this deployment offers it."""
    return next((profile for profile in offered(names) if profile.name == wanted), None)


def profile_for(names: Collection[str], metadata: Mapping[str, Any]) -> Profile | None:
    """Return the profile into which a client that registers itself belongs, or None when none is offered.

    Who binds itself to pushing, its tokens to a key or a certificate, and proves itself by one of both is a client of `fapi2`; who asks for
    tokens in the front channel can only be one of `legacy`; all others get the deployment's first.
    """
    wanted = "fapi2" if _binds_itself(metadata) else "legacy" if _wants_old_types(metadata) else None
    ordinary = (profile for profile in offered(names) if profile.name not in {"fapi2", "legacy"})
    return (find_offered(names, wanted) if wanted else None) or next(ordinary, None) or next(iter(offered(names)), None)


def _binds_itself(metadata: Mapping[str, Any]) -> bool:
    return (
        metadata.get("require_pushed_authorization_requests") is True
        and any(metadata.get(name) is True for name in BINDING_MEMBERS)
        and metadata.get("token_endpoint_auth_method") in PROFILES["fapi2"].auth_methods
    )


def _wants_old_types(metadata: Mapping[str, Any]) -> bool:
    types = metadata.get("response_types")
    return isinstance(types, list) and any(isinstance(one, str) and one != "code" for one in types)
