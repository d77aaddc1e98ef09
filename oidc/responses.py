"""The authorization response: put together for its way back (RFC 6749, section 4.1.2; RFC 9207; Form Post; JARM)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.clock import to_epoch
from keys.ring import KeyRing
from oidc import redirects
from oidc.response_modes import Carrier, WayBack

SIGNED_LIFETIME = timedelta(minutes=5)

Parameter = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Redirect:
    """The browser goes to `url`."""

    url: str


@dataclass(frozen=True, slots=True)
class FormPost:
    """The browser posts `fields` to `url` (OAuth 2.0 Form Post Response Mode, section 2)."""

    url: str
    fields: tuple[tuple[str, str], ...]


def respond(
    keys: KeyRing, issuer: str, back: WayBack, parameters: Iterable[Parameter], now: datetime
) -> Redirect | FormPost:
    """Return the response that takes `parameters` back to the client, with the request's `state` and our name.

    Every response says who gives it: as `iss` (RFC 9207), or inside the signed one (JARM, section 2.1).
    """
    given = [(name, value) for name, value in (*parameters, ("state", back.state)) if value is not None]
    if back.mode.is_signed:
        told = dict(given) | {"iss": issuer, "aud": back.client_id, "exp": to_epoch(now + SIGNED_LIFETIME)}
        given = [("response", keys.sign_jwt(told, back.algorithm))]
    else:
        given.append(("iss", issuer))
    match back.mode.carrier:
        case Carrier.FORM:
            return FormPost(back.redirect_uri, tuple(given))
        case Carrier.FRAGMENT:
            return Redirect(redirects.with_fragment(back.redirect_uri, given))
        case _:
            return Redirect(redirects.with_query(back.redirect_uri, given))
