"""What the worker does for the wings: handlers of outbox kinds, and the clearing away of what is over."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from accounts import clearing as accounts_clearing
from accounts import closing
from accounts import store as accounts
from accounts.citizens import CLOSED
from accounts.ended import store as ended
from accounts.notices import mail, telling
from accounts.rights import freezing
from consent import asks_kept
from consent import freezing as frozen_services
from consent.deletion import asking
from core import outbox
from core.db import keeping, reading
from core.outbox import RECEIVER, Handler, Work
from core.runtime import request_time, settings
from keys.runtime import ring
from oidc import clearing as oidc_clearing
from oidc.backchannel import notices
from oidc.correction import notices as corrections
from oidc.endpoints.incoming import door
from oidc.endpoints.recipients import fetched
from oidc.signals import announce, push
from oidc.signals import store as signals
from oidc.terms import terms_of
from vault import news
from vault.documents import clearing as documents
from vault.verification import lapsing
from web import cosigning
from web.backup import erase_list
from web.door import moments


def erase_account(work: Work) -> None:
    """Destroy the key of a citizen whose waiting time is over (UU 27/2022, article 44)."""
    citizen = work.payload["citizen"]
    with keeping() as session:
        closing.erase(session, ring(), citizen, request_time())
        erased = accounts.citizen_by_id(session, citizen, (CLOSED,))
    # Not in the transaction: until the list has it this work is not done, and is done again.
    if erased is not None and settings().erase_list:
        erase_list.note(Path(settings().erase_list), ring(), erased.tag, request_time())


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


def tell_of_ended_consent(work: Work) -> None:
    """Keep an event for every client of the service whose consent has ended, rests or holds again."""
    told = work.payload
    with keeping() as session:
        announce.announce_end(session, told["citizen"], told["grant"], told["cause"], request_time())


def ask_after_expiry(work: Work) -> None:
    """Ask a service to delete what it received under a consent whose time has passed."""
    with keeping() as session:
        asking.ask_after_expiry(session, ring(), work.payload["citizen"], work.payload["grant"], request_time())


def tell_of_rest(work: Work) -> None:
    """Keep an event for every client that may hear that an account was frozen, or freed."""
    with keeping() as session:
        announce.announce_rest(session, work.payload["citizen"], request_time(), frozen=work.payload["frozen"])


def push_event(work: Work) -> None:
    """Push one event about a consent, and keep that it was taken."""
    with reading() as session:
        pushed = push.prepared(session, ring(), settings().issuer, work.payload)
    if pushed is not None:
        push.send(door(), pushed)
        with keeping() as session:
            push.taken(session, work.payload[RECEIVER], [work.payload["event"]], request_time())


def send_logout_token(work: Work) -> None:
    """Tell one service of it; the transaction is over before anything is sent."""
    with reading() as session:
        wanted = notices.notice(session, ring(), settings().issuer, work.payload, request_time())
    if wanted is not None:
        notices.send(door(), ring(), fetched, wanted)


def mail_notice(work: Work) -> None:
    """Send one notice to its citizen's mail; where no mail server is set, it stands on their page alone."""
    own = settings()
    if not own.mail_server:
        return
    with reading() as session:
        letter = mail.letter(session, ring(), own.issuer, work.payload["notice"])
    if letter is not None:
        message = mail.written(letter, own.mail_sender, own.operator_name, moments.moment_long)
        mail.send(own.mail_server, message)


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
    asking.ENDED: tell_of_ended_consent,
    asking.EXPIRED: ask_after_expiry,
    frozen_services.RESTS: tell_of_ended_consent,
    freezing.RESTS: tell_of_rest,
}

# What goes out to other people's servers, in threads of its own.
OUTWARD: Mapping[str, Handler] = {
    notices.NOTICE: send_logout_token,
    corrections.NOTICE: send_event,
    announce.PUSH: push_event,
    telling.MAIL: mail_notice,
    cosigning.COSIGN: cosigning.ask_witness,
}

# The protocol's rows point at the wings below, so they go first.
CLEARING: tuple[Callable[[Session, datetime], object], ...] = (
    outbox.clear,
    end_overdue,
    oidc_clearing.clear_expired,
    signals.clear,
    asks_kept.clear_expired,
    asking.expire,
    documents.clear_expired,
    clear_documents,
    lower_lapsed,
    accounts_clearing.clear_expired,
)
