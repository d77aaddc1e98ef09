"""A client as the protocol sees it: what it registered, typed; built once and kept until its version changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from oidc.clients.encryption import Encryption, Outgoing, encryption_of
from oidc.clients.profiles import PROFILES, Profile
from oidc.possession.bindings import Kind

PUBLIC = "none"
SECRET_METHODS = frozenset({"client_secret_basic", "client_secret_post"})


@dataclass(frozen=True, slots=True)
class Client:
    """One registered client of one service. `details` is its metadata in the words of RFC 7591, all defaults filled in."""

    id: str
    service: str
    version: int
    profile: Profile
    sector: str
    details: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Return the name it registered, or nothing."""
        return str(self.details.get("client_name", ""))

    @property
    def redirect_uris(self) -> tuple[str, ...]:
        """Return the addresses an answer may go to."""
        return tuple(self.details.get("redirect_uris", ()))

    @property
    def post_logout_redirect_uris(self) -> tuple[str, ...]:
        """Return the addresses a person may be sent to after signing out."""
        return tuple(self.details.get("post_logout_redirect_uris", ()))

    @property
    def application_type(self) -> str:
        """Return `web` or `native` (OpenID Connect Dynamic Client Registration 1.0, section 2)."""
        return str(self.details["application_type"])

    @property
    def auth_method(self) -> str:
        """Return the way in which it authenticates; the profile's first when it chose none."""
        return str(self.details.get("token_endpoint_auth_method", self.profile.auth_methods[0]))

    def authenticates_by(self, method: str) -> bool:
        """Tell whether `method` is its way.

        A choice is held to. A client that registered none may send its secret in either place: widely
        used libraries put it into the body, whatever RFC 7591 makes the default.
        """
        if "token_endpoint_auth_method" in self.details or self.auth_method not in SECRET_METHODS:
            return method == self.auth_method
        return method in SECRET_METHODS

    @property
    def is_public(self) -> bool:
        """Tell whether it has nothing to prove itself with, so that only PKCE binds a code to it."""
        return self.auth_method == PUBLIC

    @property
    def id_token_algorithm(self) -> str:
        """Return the algorithm of its ID Tokens."""
        return str(self.details["id_token_signed_response_alg"])

    def encryption(self, kind: Outgoing) -> Encryption | None:
        """Return how `kind` is encrypted for it, or None when it asked for no encryption."""
        return encryption_of(self.details, kind)

    def signing_algorithm(self, kind: Outgoing) -> str | None:
        """Return the algorithm that it chose for `kind`, or None."""
        chosen = self.details.get(kind.signing_member)
        return None if chosen is None else str(chosen)

    @property
    def must_push(self) -> bool:
        """Tell whether its authorization requests must be pushed (RFC 9126, section 6)."""
        return self.profile.must_push or bool(self.details.get("require_pushed_authorization_requests"))

    @property
    def hears_of_endings(self) -> bool:
        """Tell whether it is told by logout tokens that a sign-in has ended."""
        return "backchannel_logout_uri" in self.details

    @property
    def must_hold(self) -> Kind | None:
        """Return what its tokens must be bound to (RFC 9449, section 5.2; RFC 8705, section 3.4), or None."""
        if self.details.get("tls_client_certificate_bound_access_tokens"):
            return Kind.CERTIFICATE
        return Kind.KEY if self.profile.must_bind or self.details.get("dpop_bound_access_tokens") else None

    @property
    def keeps_refresh_tokens(self) -> bool:
        """Tell whether its refresh tokens are used again and again: it proves itself, and what it holds, at each use."""
        return self.must_hold is not None and not self.is_public

    @property
    def must_sign_requests(self) -> bool:
        """Tell whether its authorization requests must come as signed objects (RFC 9101, section 10.5)."""
        return bool(self.details.get("require_signed_request_object"))

    @property
    def request_uris(self) -> tuple[str, ...]:
        """Return the addresses at which its request objects may lie."""
        return tuple(self.details.get("request_uris", ()))

    @property
    def response_types(self) -> tuple[str, ...]:
        """Return the response types it may ask for."""
        return tuple(self.details.get("response_types", ("code",)))

    @property
    def response_algorithm(self) -> str:
        """Return the algorithm of signed authorization responses (JARM, section 3)."""
        return str(self.details.get("authorization_signed_response_alg", self.profile.default_id_token_algorithm))

    @property
    def may_refresh(self) -> bool:
        """Tell whether it registered the refresh grant."""
        return self.may_use("refresh_token")

    def may_use(self, grant_type: str) -> bool:
        """Tell whether it registered the grant, and its profile has it."""
        return grant_type in self.details["grant_types"] and grant_type in self.profile.grants

    @property
    def scopes(self) -> tuple[str, ...]:
        """Return the scopes that it registered for (RFC 7591, section 2)."""
        return tuple(str(self.details.get("scope", "")).split())

    @property
    def default_acr_values(self) -> tuple[str, ...]:
        """Return the levels that the client wishes for unless a request says otherwise (OpenID Connect Registration 1.0, section 2)."""
        return tuple(self.details.get("default_acr_values", ()))

    @property
    def default_max_age(self) -> int | None:
        """Return the `max_age` that holds when a request names none, in seconds."""
        return self.details.get("default_max_age")

    @property
    def requires_pkce(self) -> bool:
        """Tell whether its authorization requests must carry a code challenge."""
        return self.profile.pkce_for_all or self.is_public


def built(client_id: str, service: str, version: int, profile: str, sector: str, details: Mapping[str, Any]) -> Client:
    """Return the client of a stored row."""
    return Client(client_id, service, version, PROFILES[profile], sector, details)
