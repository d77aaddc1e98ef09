"""What the worker does for the wings: handlers of outbox kinds, and the clearing away of what is over."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from accounts import clearing as accounts_clearing
from accounts import closing
from consent import asks_kept
from core import outbox
from core.db import keeping
from core.outbox import Handler, Work
from core.runtime import request_time
from keys.runtime import ring
from oidc import clearing as oidc_clearing


def erase_account(work: Work) -> None:
    """Destroy the key of a citizen whose waiting time is over (UU 27/2022, article 44)."""
    with keeping() as session:
        closing.erase(session, ring(), work.payload["citizen"], request_time())


# A kind that nobody handles stays in the outbox until a release of ours does.
HANDLERS: Mapping[str, Handler] = {"account.erase": erase_account}

# What goes out to other people's servers, in threads of its own.
OUTWARD: Mapping[str, Handler] = {}

# The protocol's rows point at the wings below, so they go first.
CLEARING: tuple[Callable[[Session, datetime], object], ...] = (
    outbox.clear,
    oidc_clearing.clear_expired,
    asks_kept.clear_expired,
    accounts_clearing.clear_expired,
)
