"""Handles of pushed requests: what one looks like, and why one opens nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from oidc.request_checks import KNOWN

URN = "urn:ietf:params:oauth:request_uri:"
KEPT = (*KNOWN, "client_id", "redirect_uri")


@dataclass(frozen=True, slots=True)
class Pushed:
    """A request that a client pushed, as it is kept. `client_id` is the one that proved itself."""

    id: str
    client_id: str
    parameters: Mapping[str, str]
    expires_at: datetime
    is_spent: bool = False


def secret_of(request_uri: str | None) -> str | None:
    """Return the secret part of a handle of ours, or None when `request_uri` is none."""
    return request_uri.removeprefix(URN) if request_uri is not None and request_uri.startswith(URN) else None


def is_open(pushed: Pushed | None, client_id: str | None, now: datetime) -> bool:
    """Tell whether a handle opens a request for the client that shows it: its own, in time, not answered yet."""
    return pushed is not None and pushed.client_id == client_id and now < pushed.expires_at and not pushed.is_spent
