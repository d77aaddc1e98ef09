"""What the worker does for the wings: handlers of outbox kinds, and the clearing away of what is over."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from accounts import clearing as accounts_clearing
from accounts import closing
from accounts.ended import store as ended
from consent import asks_kept
from core import outbox
from core.db import keeping, reading
from core.outbox import Handler, Work
from core.runtime import request_time, settings
from keys.runtime import ring
from oidc import clearing as oidc_clearing
from oidc.backchannel import notices
from oidc.correction import notices as corrections
from oidc.endpoints.incoming import door
from oidc.endpoints.recipients import fetched
from oidc.terms import terms_of
from vault import news
from vault.documents import clearing as documents
from vault.verification import lapsing
from web import cosigning


def erase_account(work: Work) -> None:
    """Destroy the key of a citizen whose waiting time is over (UU 27/2022, article 44)."""
    with keeping() as session:
        closing.erase(session, ring(), work.payload["citizen"], request_time())


def tell_of_the_end(work: Work) -> None:
    """Find the services that hung on a sign-in that has ended."""
    with keeping() as session:
        notices.announce(session, work.payload["sign_in"], request_time())


def tell_of_changes(work: Work) -> None:
    """Find the services that received a field which is another one now."""
    with keeping() as session:
        corrections.announce(session, work.payload["citizen"], work.payload["fields"], request_time())


def send_event(work: Work) -> None:
    """Tell one service of it; the transaction is over before anything is sent."""
    with reading() as session:
        wanted = corrections.notice(session, ring(), settings().issuer, work.payload, request_time())
    if wanted is not None:
        corrections.send(door(), ring(), wanted)


def send_logout_token(work: Work) -> None:
    """Tell one service of it; the transaction is over before anything is sent."""
    with reading() as session:
        wanted = notices.notice(session, ring(), settings().issuer, work.payload, request_time())
    if wanted is not None:
        notices.send(door(), ring(), fetched, wanted)


def clear_documents(session: Session, now: datetime) -> None:
    """Take away one paper that was to be kept for a time only; the next turn takes the next."""
    documents.remove_one_overdue(session, ring(), now)


def lower_lapsed(session: Session, now: datetime) -> None:
    """Lower one value whose comparison counts no more; the next turn lowers the next."""
    lapsing.lower_one_lapsed(session, ring(), now)


def end_overdue(session: Session, now: datetime) -> None:
    """End the sign-ins that lived as long as one may, so that their services hear of it."""
    ended.end_overdue(session, now, terms_of(settings()).sign_in)


# A kind that nobody handles stays in the outbox until a release of ours does.
HANDLERS: Mapping[str, Handler] = {
    closing.ERASE: erase_account,
    ended.ENDED: tell_of_the_end,
    news.CHANGED: tell_of_changes,
}

# What goes out to other people's servers, in threads of its own.
OUTWARD: Mapping[str, Handler] = {
    notices.NOTICE: send_logout_token,
    corrections.NOTICE: send_event,
    cosigning.COSIGN: cosigning.ask_witness,
}

# The protocol's rows point at the wings below, so they go first.
CLEARING: tuple[Callable[[Session, datetime], object], ...] = (
    outbox.clear,
    end_overdue,
    oidc_clearing.clear_expired,
    asks_kept.clear_expired,
    documents.clear_expired,
    clear_documents,
    lower_lapsed,
    accounts_clearing.clear_expired,
)
