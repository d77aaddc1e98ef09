"""A case: everything that is known of one request at one moment, put together for the one decision."""

from dataclasses import dataclass
from datetime import datetime

from accounts.sign_ins import SignIn
from consent.asks import KeptAsk
from consent.derivation import local_day
from consent.freshness import needs_fresh_sign_in
from consent.grants import Grant, is_live
from consent.purposes import Purpose
from consent.standing import Answered, judge
from consent.systems import System
from keys.ring import KeyRing
from oidc import subjects
from oidc.authorization.store import Interaction, Standpoint
from oidc.details.vault_release import asked_purpose
from oidc.errors import Refusal
from oidc.fields import asked_fields
from oidc.interaction import Situation
from oidc.requests import AuthorizeRequest
from oidc.terms import Terms


@dataclass(frozen=True, slots=True)
class Visit:
    """Who is at the door now; `browser` is a digest."""

    sign_in: SignIn | None
    browser: bytes
    now: datetime

    @property
    def citizen(self) -> str | None:
        """Return the signed-in citizen's id."""
        return self.sign_in.citizen if self.sign_in else None


@dataclass(frozen=True, slots=True)
class Case:
    """What a decision needs, and what carrying it out needs besides: purpose (narrowed as asked), fields, the grant that answers, keys for other systems."""

    situation: Situation
    purpose: Purpose
    asked: tuple[str, ...]
    grant: Grant | None
    systems: tuple[System, ...]


def case_of(
    keys: KeyRing,
    terms: Terms,
    begun: Interaction,
    found: Standpoint,
    visit: Visit,
    ask: KeptAsk | None,
    systems: tuple[System, ...],
) -> Case:
    """Return the case of an interaction; raise `RedirectError` when its purpose or hint cannot be used."""
    request = begun.request
    purpose = asked_purpose(found.purposes, request.purpose, request.release, terms.issuer)
    if isinstance(purpose, Refusal):
        raise request.refused(purpose.error, purpose.description)
    asked = asked_fields(request.scopes, request.claims.names)
    is_theirs = ask is not None and ask.citizen is not None and ask.citizen == visit.citizen
    answer = ask if is_theirs else None
    grant = _granted(answer, found, visit.now) or _standing(purpose, asked, found, visit, systems)
    situation = Situation(
        request=request,
        started_at=begun.started_at,
        sign_in=visit.sign_in,
        sign_in_before=begun.sign_in_before,
        subject=subjects.subject(keys, found.client, visit.citizen) if visit.citizen else None,
        hinted=_hinted(keys, terms.issuer, request),
        is_answered=grant is not None,
        decision=answer.decision if answer else None,
        fresh_within=terms.fresh if _needs_fresh_sign_in(purpose, asked, visit.now) else None,
        identity=found.identity if visit.citizen else 0,
        has_passkey=found.has_passkey and visit.citizen is not None,
    )
    return Case(situation, purpose, asked, grant, systems)


def _needs_fresh_sign_in(purpose: Purpose, asked: tuple[str, ...], now: datetime) -> bool:
    # Nothing is opened here: of whom the values are is seen at the release, which sends a stale sign-in back.
    return needs_fresh_sign_in(purpose, (wanted.key for wanted in purpose.asked(asked)), {}, local_day(now))


def _granted(ask: KeptAsk | None, found: Standpoint, now: datetime) -> Grant | None:
    # The answer of this very interaction counts for a one-off purpose too.
    if ask is None or ask.decision != "allow":
        return None
    return next((grant for grant in found.grants if grant.id == ask.grant and is_live(grant, now)), None)


def _standing(
    purpose: Purpose, asked: tuple[str, ...], found: Standpoint, visit: Visit, systems: tuple[System, ...]
) -> Grant | None:
    ongoing = next((grant for grant in found.grants if not grant.once and grant.purpose_key == purpose.key), None)
    standing = judge(visit.citizen, found.service, purpose, asked, ongoing, visit.now, systems)
    return standing.grant if isinstance(standing, Answered) else None


def _hinted(keys: KeyRing, issuer: str, request: AuthorizeRequest) -> str | None:
    if request.id_token_hint is None:
        return None
    hint = subjects.hint(keys, issuer, request.id_token_hint)
    if hint is None or hint.client_id != request.client_id:
        raise request.refused("invalid_request", "id_token_hint is not an ID Token that this client received here")
    return hint.subject
