"""Stepping up: whether the sign-in behind a token was fresh and strong, and how its client hears that it was not (RFC 9470)."""

from datetime import timedelta

from accounts.levels import LEVELS, WAYS
from oidc.codes import Authorization
from oidc.errors import BearerError

INSUFFICIENT = "insufficient_user_authentication"
TOO_OLD = "the data are too personal for this sign-in; send the citizen to the authorization endpoint with these values"


def is_fresh(authorization: Authorization, within: timedelta) -> bool:
    """Tell whether the citizen had proved who they are at most `within` before the request came, by a way that is offered.

    The request is the moment: what a citizen agreed to be read later is not asked about again at every read.
    """
    return authorization.acr in LEVELS and authorization.asked_at - authorization.auth_time <= within


def insufficient(within: timedelta, *, wants_proof: bool) -> BearerError:
    """Return the challenge that asks for a new sign-in (section 3)."""
    wanted = {"acr_values": WAYS[0], "max_age": str(int(within.total_seconds()))}
    return BearerError(INSUFFICIENT, TOO_OLD, wants_proof=wants_proof, wanted=wanted)
