"""What comes next for a request under way: one pure decision; `prompt` is judged here and nowhere else."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.sign_ins import PASSWORD_ACR, SignIn
from oidc.errors import Refusal
from oidc.requests import AuthorizeRequest

ACR_VALUES = (PASSWORD_ACR,)
SIGN_IN_PROMPTS = frozenset({"login", "select_account", "create"})


@dataclass(frozen=True, slots=True)
class Situation:
    """The facts of one moment.

    `sign_in_before` is the sign-in that the browser already had when the request came; `subject` is
    the signed-in citizen's name at this client; `fresh_within` is set when the purpose needs a fresh
    sign-in; `decision` is what was answered in this very interaction.
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


@dataclass(frozen=True, slots=True)
class Ready:
    """Nothing stands between the citizen and the service: a code is given."""


@dataclass(frozen=True, slots=True)
class NeedSignIn:
    """The citizen proves who they are: `again` although signed in, or by opening an account (`create`)."""

    again: bool = False
    create: bool = False


@dataclass(frozen=True, slots=True)
class NeedConsent:
    """The citizen answers the purpose."""


Step = Ready | NeedSignIn | NeedConsent | Refusal

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
    wanted_acr = request.claims.acr_values
    if wanted_acr and not set(wanted_acr) & set(ACR_VALUES):
        return ACR_UNMET
    if sign_in is None:
        return LOGIN_REQUIRED if request.is_silent else NeedSignIn(create="create" in request.prompts)
    if not sign_in.is_active:
        return NOT_ACTIVE
    if _must_sign_in_again(situation, sign_in):
        return LOGIN_REQUIRED if request.is_silent else NeedSignIn(again=True, create="create" in request.prompts)
    if wanted_acr and sign_in.acr not in wanted_acr:
        return ACR_UNMET
    if not _is_the_named_citizen(situation):
        return OTHER_CITIZEN
    return _consent_step(situation)


def _consent_step(situation: Situation) -> Step:
    wants_page = "consent" in situation.request.prompts and situation.decision is None
    if situation.is_answered and not wants_page:
        return Ready()
    return CONSENT_REQUIRED if situation.request.is_silent else NeedConsent()


def _must_sign_in_again(situation: Situation, sign_in: SignIn) -> bool:
    # Judged against the start, so that reading a page slowly never asks twice (max_age 0 would ask for ever).
    if sign_in.id != situation.sign_in_before or sign_in.auth_time > situation.started_at:
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
