"""What comes next for a request under way: one pure decision; `prompt` is judged here and nowhere else."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.levels import TWO_FACTORS, Level, reached, wanted
from accounts.sign_ins import SignIn
from oidc.errors import Refusal
from oidc.requests import AuthorizeRequest

SIGN_IN_PROMPTS = frozenset({"login", "select_account", "create"})


@dataclass(frozen=True, slots=True)
class Situation:
    """The facts of one moment.

    `sign_in_before` is the sign-in that the browser already had when the request came; `subject` is
    the signed-in citizen's name at this client; `fresh_within` is set when the purpose needs a fresh
    sign-in; `decision` is what was answered in this very interaction. `identity` is how the signed-in
    citizen's was established, `has_passkey` whether they could have signed in more strongly.
    """

    request: AuthorizeRequest
    started_at: datetime
    sign_in: SignIn | None
    sign_in_before: str | None
    subject: str | None
    hinted: str | None
    is_answered: bool
    decision: str | None = None
    fresh_within: timedelta | None = None
    identity: int = 0
    has_passkey: bool = False

    @property
    def level(self) -> Level | None:
        """Return the level that the sign-in has reached, None without one of ours."""
        return None if self.sign_in is None else reached(self.sign_in.acr, self.identity)

    @property
    def is_renewed(self) -> bool:
        """Tell whether the citizen signed in on the way of this very request."""
        sign_in = self.sign_in
        return sign_in is not None and (sign_in.id != self.sign_in_before or sign_in.auth_time > self.started_at)


@dataclass(frozen=True, slots=True)
class Ready:
    """Nothing stands between the citizen and the service: a code is given."""


@dataclass(frozen=True, slots=True)
class NeedSignIn:
    """The citizen proves who they are: `again` although signed in, or by opening an account (`create`)."""

    again: bool = False
    create: bool = False


@dataclass(frozen=True, slots=True)
class NeedStepUp:
    """The citizen signs in once more, by a stronger way: its place in `accounts.levels.WAYS`."""

    way: int


@dataclass(frozen=True, slots=True)
class NeedConsent:
    """The citizen answers the purpose."""


Step = Ready | NeedSignIn | NeedStepUp | NeedConsent | Refusal

LOGIN_REQUIRED = Refusal("login_required", "the citizen must sign in, and prompt none forbids it")
OTHER_CITIZEN = Refusal("login_required", "another citizen is signed in than the one the request names")
CONSENT_REQUIRED = Refusal("consent_required", "the citizen must answer the purpose, and prompt none forbids it")
ACR_UNMET = Refusal("unmet_authentication_requirements", "the essential acr was not reached")
NOT_ACTIVE = Refusal("access_denied", "account_not_active")
CITIZEN_REFUSED = Refusal("access_denied", "citizen_refused")
LEFT = Refusal("access_denied", "left_before_sign_in")


def next_step(situation: Situation) -> Step:
    """Return the one next step: sign-in first, then the right citizen, then consent, then the code."""
    request, sign_in = situation.request, situation.sign_in
    if situation.decision == "deny":
        return CITIZEN_REFUSED
    if request.claims.acr_values and not wanted(request.claims.acr_values):
        return ACR_UNMET
    if sign_in is None:
        return LOGIN_REQUIRED if request.is_silent else NeedSignIn(create="create" in request.prompts)
    if not sign_in.is_active:
        return NOT_ACTIVE
    if _must_sign_in_again(situation, sign_in):
        return LOGIN_REQUIRED if request.is_silent else NeedSignIn(again=True, create="create" in request.prompts)
    if (stronger := _stronger_step(situation)) is not None:
        return stronger
    if not _is_the_named_citizen(situation):
        return OTHER_CITIZEN
    return _consent_step(situation)


def _consent_step(situation: Situation) -> Step:
    wants_page = "consent" in situation.request.prompts and situation.decision is None
    if situation.is_answered and not wants_page:
        return Ready()
    return CONSENT_REQUIRED if situation.request.is_silent else NeedConsent()


def _stronger_step(situation: Situation) -> NeedStepUp | Refusal | None:
    """Return the step towards a level that is not reached; None when it is, or was only wished for and tried.

    What must be and cannot be is told as OpenID Connect Core Unmet Authentication Requirements 1.0 says. Who owns a
    passkey shows it before data that need a fresh sign-in: a password alone may be a thief's.
    """
    request, level = situation.request, situation.level
    must, wish = wanted(request.claims.acr_values), wanted(request.acr_values)
    if must and not any(level is not None and level.covers(one) for one in must):
        # Signing in again makes nobody better known, and who did so for this request has shown what they can.
        ways = [one.way for one in must if one.identity <= situation.identity]
        if not ways or situation.is_renewed:
            return ACR_UNMET
        return LOGIN_REQUIRED if request.is_silent else NeedStepUp(min(ways))
    is_weak = level is not None and level.way < TWO_FACTORS
    if situation.fresh_within is not None and situation.has_passkey and is_weak:
        return LOGIN_REQUIRED if request.is_silent else NeedStepUp(TWO_FACTORS)
    ways = [one.way for one in wish if one.identity <= situation.identity]
    is_met = not wish or any(level is not None and level.covers(one) for one in wish)
    if is_met or not ways or situation.is_renewed or request.is_silent:
        return None
    return NeedStepUp(min(ways))


def _must_sign_in_again(situation: Situation, sign_in: SignIn) -> bool:
    # Judged against the start, so that reading a page slowly never asks twice (max_age 0 would ask for ever).
    if situation.is_renewed:
        return False
    if situation.request.prompts & SIGN_IN_PROMPTS or situation.request.max_age == 0:
        return True
    age = situation.started_at - sign_in.auth_time
    max_age = situation.request.max_age
    return (max_age is not None and age > timedelta(seconds=max_age)) or (
        situation.fresh_within is not None and age > situation.fresh_within
    )


def _is_the_named_citizen(situation: Situation) -> bool:
    named = situation.request.claims.subjects
    if named and situation.subject not in named:
        return False
    return situation.hinted is None or situation.subject == situation.hinted
