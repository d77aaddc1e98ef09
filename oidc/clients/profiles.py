"""Client profiles: the protocol's policies as data. A deployment chooses which of them exist (`SEKALI_PROFILES`)."""

from collections.abc import Iterable
from dataclasses import dataclass

ASSERTION_ALGORITHMS = ("ES256", "RS256", "PS256", "EdDSA", "Ed25519")


@dataclass(frozen=True, slots=True)
class Profile:
    """What holds for the clients of one profile. `is_built` is false for a name that this version does not offer yet."""

    name: str
    is_built: bool
    pkce_for_all: bool
    assertion_at_token_endpoint: bool
    auth_methods: tuple[str, ...]
    id_token_algorithms: tuple[str, ...]
    response_types: tuple[str, ...] = ("code",)
    must_push: bool = False
    must_hold_key: bool = False
    strict_objects: bool = False
    object_algorithms: tuple[str, ...] = ASSERTION_ALGORITHMS

    @property
    def default_id_token_algorithm(self) -> str:
        """Return the algorithm of ID Tokens for clients that did not choose one."""
        return self.id_token_algorithms[0]


METHODS = ("client_secret_basic", "client_secret_post", "private_key_jwt", "none")

PROFILES = {
    profile.name: profile
    for profile in (
        Profile(
            "standard",
            is_built=True,
            pkce_for_all=True,
            assertion_at_token_endpoint=False,
            auth_methods=METHODS,
            id_token_algorithms=("ES256", "RS256"),
        ),
        # As the OpenID Foundation certifies: RS256 unless asked otherwise, PKCE required of public clients only.
        Profile(
            "core",
            is_built=True,
            pkce_for_all=False,
            assertion_at_token_endpoint=True,
            auth_methods=METHODS,
            id_token_algorithms=("RS256", "ES256"),
        ),
        Profile(
            "fapi2",
            is_built=False,
            pkce_for_all=True,
            assertion_at_token_endpoint=False,
            auth_methods=("private_key_jwt",),
            id_token_algorithms=("ES256",),
        ),
        Profile(
            "legacy",
            is_built=False,
            pkce_for_all=False,
            assertion_at_token_endpoint=True,
            auth_methods=METHODS,
            id_token_algorithms=("RS256", "ES256"),
        ),
    )
}


def offered(names: Iterable[str]) -> tuple[Profile, ...]:
    """Return the profiles among `names` that a client can be registered into, in the deployment's order."""
    return tuple(PROFILES[name] for name in names if PROFILES[name].is_built)


def find_offered(names: Iterable[str], wanted: str) -> Profile | None:
    """Return the profile `wanted` if this deployment offers it."""
    return next((profile for profile in offered(names) if profile.name == wanted), None)
