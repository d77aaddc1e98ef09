"""An authorization request that is answered at once: whoever is signed in and has consented sees no page."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from accounts.browser import known_among
from accounts.cookies import CITIZEN, among
from accounts.guard import limits
from accounts.living import store as living
from core.db import keeping
from core.ids import digest
from core.runtime import request_time, settings
from keys.runtime import ring
from oidc import authorize, hints
from oidc.answering import Answer
from oidc.authorization.cases import Visit
from oidc.clients.fetched_keys import KeysNeededError
from oidc.endpoints.incoming import Incoming
from oidc.endpoints.told import Told, see_other
from oidc.endpoints.unfolding import unfold
from oidc.errors import PageError, RedirectError
from oidc.request_checks import Asked, WayIn
from oidc.response_modes import Carrier
from oidc.responses import Redirect, respond
from oidc.sealed_answers import NoUsableKeyError
from oidc.terms import terms_of


class NotAtOnceError(Exception):
    """The request needs more than a redirect: nothing was kept, and the long way begins anew."""


def answer(incoming: Incoming, cookies: Mapping[str, str]) -> Told:
    """Return the redirect with the code; raise `NotAtOnceError` for whatever else the answer would be.

    It is the way of `oidc.pages.routes.authorize` without the pages, in one transaction.
    """
    asked = hints.sealed(
        ring(), unfold(incoming.parameters, incoming.parameters.get("client_id"), WayIn.PLAIN, WayIn.SIGNED)
    )
    try:
        with keeping() as session:
            found = _answered(session, asked, cookies)
    except (PageError, RedirectError, NoUsableKeyError, KeysNeededError):
        raise NotAtOnceError from None
    way = respond(ring(), settings().issuer, found.back, found.parameters, request_time())
    assert isinstance(way, Redirect)  # noqa: S101 - told by `_answered`
    return see_other(way.url)


def _answered(session: Session, asked: Asked, cookies: Mapping[str, str]) -> Answer:
    now, browser, secret = request_time(), known_among(cookies), among(cookies, CITIZEN)
    if browser is None or secret is None:
        raise NotAtOnceError
    sign_in = living.live_sign_in(session, digest(secret), digest(browser), now, limits())
    if sign_in is None or sign_in.wants_touch(now):
        raise NotAtOnceError
    visit = Visit(sign_in, digest(browser), now)
    found = authorize.begin(session, ring(), terms_of(settings()), asked, visit)
    if not isinstance(found, Answer) or found.back.is_encrypted or found.back.mode.carrier is Carrier.FORM:
        raise NotAtOnceError
    return found
