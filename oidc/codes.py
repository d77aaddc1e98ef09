"""Authorization codes: what one stands for, and why it is not redeemed."""

from dataclasses import dataclass, field
from datetime import datetime

from oidc import pkce
from oidc.details.vault_release import VaultRelease
from oidc.possession.bindings import Binding


@dataclass(frozen=True, slots=True)
class Authorization:
    """What a citizen, signed in and having consented, lets one client do; the head of a family of tokens.

    `named_fields` are the catalogue keys that the `claims` parameter named, `detailed` those that authorization
    details asked, None when there were none, `resources` whom tokens may be for, none for us alone. Citizen, grant and
    sign-in are ids; `bound_to` is what must redeem the code, when the request named a key; `offline` access
    outlives the sign-in. `asked_at` is when the request came, by which the age of the sign-in is judged.
    """

    id: str
    client_id: str
    citizen: str
    grant: str
    sign_in: str | None
    redirect_uri: str
    scopes: tuple[str, ...]
    named_fields: tuple[str, ...]
    nonce: str | None
    challenge: str | None
    bound_to: Binding | None
    offline: bool
    auth_time: datetime
    acr: str
    amr: tuple[str, ...]
    expires_at: datetime
    asked_at: datetime
    detailed: tuple[str, ...] | None = None
    resources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeRedemption:
    """A token request with a code (RFC 6749, section 4.1.3); `release` narrows what the access token may read."""

    code: str = field(repr=False)
    redirect_uri: str | None
    verifier: str | None = field(repr=False)
    release: VaultRelease | None = None
    resources: tuple[str, ...] = ()


def why_not_redeemed(
    authorization: Authorization, request: CodeRedemption, binding: Binding | None, now: datetime
) -> str | None:
    """Return why a code that was claimed just now gives no tokens, or None when it does."""
    if authorization.expires_at <= now:
        return "the code has expired"
    if request.redirect_uri != authorization.redirect_uri:
        return "redirect_uri is not the one of the authorization request"
    if authorization.bound_to not in {None, binding}:
        return "the code is bound to another key"
    return pkce.why_not_proved(authorization.challenge, request.verifier)
