"""A person answers their device: they type its code, look at who asks, and refuse or go on to sign in and consent."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from accounts import guesses
from accounts.guesses import Attempt
from consent.purposes import Service
from core.ids import new_id
from keys.ring import KeyRing
from oidc.authorization import store as authorizations
from oidc.authorization.cases import Visit
from oidc.authorization.store import Interaction
from oidc.device import codes, store
from oidc.device.begin import index
from oidc.device.codes import DeviceRequest
from oidc.terms import Terms


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person sent: a code as they wrote it, and `allow` or `deny` once they saw who asks."""

    typed: str
    decision: str


@dataclass(frozen=True, slots=True)
class NoSuchCode:
    """No request waits under the code; or, with `wait`, too many were tried from that network."""

    wait: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that waits for its person."""

    user_code: str
    service: Service
    client: str
    place: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Denied:
    """The device is told that its person refused."""


@dataclass(frozen=True, slots=True)
class GoOn:
    """The person goes on to sign in and to consent, as the interaction of any other request."""

    interaction: str


def reply_to(
    session: Session, keys: KeyRing, terms: Terms, reply: Reply, attempt: Attempt, visit: Visit
) -> NoSuchCode | Waiting | Denied | GoOn:
    """Return where a person's reply leads; every code that was tried is counted until it turns out to be one."""
    guess = guesses.begin(session, attempt, (), visit.now)
    if guess.wait:
        return NoSuchCode(guess.wait)
    user_code = codes.typed(reply.typed)
    found = store.waiting(session, index(keys, user_code), visit.now) if user_code else None
    if user_code is None or found is None:
        return NoSuchCode()
    guesses.won(session, guess, "", visit.now)
    device, service, client = found
    if reply.decision == "deny":
        return Denied() if store.deny(session, device.id, visit.now) else NoSuchCode()
    if reply.decision == "allow":
        return GoOn(_interaction(session, terms, device, visit))
    return Waiting(user_code, service, client, device.place, device.asked_at)


def _interaction(session: Session, terms: Terms, device: DeviceRequest, visit: Visit) -> str:
    before = visit.sign_in.id if visit.sign_in else None
    ends = min(visit.now + terms.interaction, device.expires_at)
    begun = Interaction(new_id(), device.request, visit.browser, visit.now, ends, before)
    authorizations.keep(session, begun)
    return begun.id
