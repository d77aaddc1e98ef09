"""From the protocol's words to the catalogue's: the fields that scopes and claims name, and which purpose is meant."""

from collections.abc import Iterable, Sequence

from consent.grants import Refusal as Reason
from consent.purposes import Purpose
from oidc.errors import Refusal
from vault import catalogue

PROFILE = "profile"
PAUSED = Refusal("access_denied", Reason.PAUSED.value)


def asked_fields(scopes: Iterable[str], claims: Iterable[str]) -> tuple[str, ...]:
    """Return the catalogue keys that scopes and claims name, each once; unknown names give nothing."""
    by_scope = (key for scope in scopes for key in catalogue.keys_for_scope(scope))
    return tuple(dict.fromkeys((*by_scope, *claimed_fields(claims))))


def claimed_fields(claims: Iterable[str]) -> tuple[str, ...]:
    """Return the catalogue keys that claims name, each once; `updated_at` stays as it is, told from the others' ages."""
    named = (_keys(claim) for claim in claims)
    return tuple(dict.fromkeys(key for keys in named for key in keys))


def wants_age(scopes: Iterable[str], named: Iterable[str]) -> bool:
    """Tell whether `updated_at` is asked for: by scope `profile`, or by its own name among the `named`."""
    return PROFILE in scopes or catalogue.UPDATED_AT in named


def chosen_purpose(purposes: Sequence[Purpose], named: str | None) -> Purpose | Refusal:
    """Return the one purpose that a request means, or why it means none.

    A paused one is not asked for: the service hears `access_denied` and can tell the citizen, who would otherwise
    answer a question and receive nothing for it. Without a name a paused one is meant only where no other is left.
    """
    active = [purpose for purpose in purposes if purpose.is_active]
    if len(active) == 1:
        return active[0]
    if purposes and not active:
        return PAUSED
    if named is not None:
        return Refusal("invalid_scope", "the purpose is unknown or of another service")
    if not active:
        return Refusal("invalid_scope", "the service has no active purpose")
    return Refusal("invalid_scope", "the service has several purposes; name one as scope purpose:<key>")


def wanted_fields(
    purpose: str, built_in: str, scopes: Iterable[str], named: Sequence[str], detailed: tuple[str, ...] | None
) -> tuple[str, ...] | None:
    """Return the fields that a token may read out of its grant, or None for all of them.

    Where authorization details said the fields, they alone say them. Otherwise a registered purpose is asked as a whole, and the `claims` parameter narrows it; the built-in
    purpose of unverified services gives what scopes and claims name and no more.
    """
    if detailed is not None:
        return detailed
    if purpose == built_in:
        return tuple(dict.fromkeys((*asked_fields(scopes, ()), *named)))
    return tuple(key for key in named if key != catalogue.UPDATED_AT) or None


def _keys(claim: str) -> tuple[str, ...]:
    return (claim,) if claim == catalogue.UPDATED_AT else catalogue.keys_for_claim(claim)
