"""Authorization details as they were granted: what is told with a token, and how a token request narrows it (RFC 9396, 6 and 7)."""

from typing import Any

from core.clock import to_epoch
from oidc.details.vault_release import EXPIRES, ONCE, ONGOING, TYPE, VaultRelease, location
from oidc.tokens import Family


def granted(issuer: str, family: Family, narrowed: tuple[str, ...] | None) -> list[dict[str, Any]] | None:
    """Return the details that a token stands for, or None when its request brought none.

    They name the fields that the citizen gave and no other, among those asked, or `narrowed` to.
    """
    asked = family.authorization.detailed if narrowed is None else narrowed
    if asked is None:
        return None
    detail: dict[str, Any] = {
        "type": TYPE,
        "purpose": family.purpose,
        "fields": [key for key in asked if key in family.granted],
        "frequency": ONCE if family.is_once else ONGOING,
        "locations": [location(issuer, family.purpose)],
    }
    ends = family.grant_ends_at
    return [detail if ends is None else detail | {EXPIRES: to_epoch(ends)}]


def why_not_narrower(issuer: str, family: Family, wish: VaultRelease | None) -> str | None:
    """Return why a token request asks for more than was authorized, or None when it does not (section 6.1)."""
    if wish is None:
        return None
    asked = family.authorization.detailed
    if asked is None:
        return "the authorization request brought no authorization_details, so there is nothing to narrow"
    if wish.purpose != family.purpose:
        return "authorization_details names another purpose than was authorized"
    if not set(wish.fields or ()) <= set(asked):
        return "authorization_details asks for fields that were not authorized"
    if wish.frequency not in {None, ONCE if family.is_once else ONGOING}:
        return "authorization_details names another frequency than was authorized"
    if not set(wish.locations) <= {location(issuer, family.purpose)}:
        return "authorization_details names a location that was not authorized"
    return None
