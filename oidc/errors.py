"""Refusals by audience: a page, a redirect, a body, a bearer's challenge; nothing internal is in any of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from oidc.response_modes import WayBack


class PageReason(StrEnum):
    """Why a request ends on our own page: whom it came from, or where it wants to go, is not trusted."""

    UNREADABLE = "unreadable"
    UNKNOWN_CLIENT = "unknown_client"
    FOREIGN_REDIRECT = "foreign_redirect"
    UNKNOWN_INTERACTION = "unknown_interaction"
    OTHER_BROWSER = "other_browser"
    HANDLE = "handle"
    EXPIRED = "expired"
    FINISHED = "finished"
    FOREIGN_RETURN = "foreign_return"
    NO_KEY = "no_key"
    DEVICE = "device"


class PageError(Exception):
    """Told to the person at our own address, never by a redirect (RFC 6749, section 4.1.2.1)."""

    def __init__(self, reason: PageReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error code of the protocol and one sentence for the developer of the e-service."""

    error: str
    description: str

    @property
    def parameters(self) -> tuple[tuple[str, str], ...]:
        """Return it in the words of an authorization response."""
        return (("error", self.error), ("error_description", self.description))


class RedirectError(Exception):
    """Told to the client through the browser; raised only once the redirect address is trusted."""

    def __init__(self, back: WayBack, refusal: Refusal) -> None:
        super().__init__(refusal.error)
        self.back = back
        self.refusal = refusal


class BodyError(Exception):
    """Told to the client in a JSON body (RFC 6749, section 5.2). Work may return it, so that its traces are kept."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.description = description
        self.status = status


class BearerError(Exception):
    """Told to the bearer of a token, with a challenge (RFC 6750, section 3). `error` is None when no token came.

    `wants_proof` when the challenge is for a token that is bound to a key (RFC 9449, section 7.1); `wanted` is
    what the next authorization request should ask for (RFC 9470, section 3).
    """

    def __init__(
        self,
        error: str | None,
        description: str,
        status: int = 401,
        *,
        wants_proof: bool = False,
        wanted: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(error or "no token")
        self.wants_proof = wants_proof
        self.wanted = dict(wanted or {})
        self.error = error
        self.description = description
        self.status = status


def invalid_client() -> BodyError:
    """Return the one answer to every failed authentication: it does not tell whether the client exists."""
    return BodyError("invalid_client", "client authentication failed", 401)


def invalid_grant(description: str) -> BodyError:
    """Return the refusal of a code or refresh token."""
    return BodyError("invalid_grant", description)
