"""Who may pass: every view says it here, and receives the person as its first argument."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, overload

from flask import g, redirect, request, url_for

from accounts.browser import browser_digest, known_browser
from accounts.citizens import ACTIVE, CLOSING, FROZEN
from accounts.cookies import CITIZEN, STAFF, sent
from accounts.desk import store as desks
from accounts.desk.staff import StaffSignIn
from accounts.living import store as living
from accounts.sign_ins import Limits, SignIn
from core.db import keeping, reading
from core.ids import digest
from core.runtime import request_time, settings

View = Callable[..., Any]
# Where a page sends those whose account is in another state: asking them to sign in again would lead in a circle.
HOMES = {ACTIVE: "accounts.account", CLOSING: "accounts.closing", FROZEN: "accounts.frozen"}


def open_to_all(view: View) -> View:
    """Let everybody in."""
    return _marked(view, "open")


def machine(kind: str) -> Callable[[View], View]:
    """Let programs in: `client` proves itself in the request, `bearer` shows a token, `public` needs neither; no cookie is read."""
    return lambda view: _marked(view, f"machine:{kind}")


@overload
def citizen_only(view: View, *, fresh: bool = False, states: tuple[str, ...] = (ACTIVE,)) -> View: ...
@overload
def citizen_only(*, fresh: bool = False, states: tuple[str, ...] = (ACTIVE,)) -> Callable[[View], View]: ...
def citizen_only(view: View | None = None, *, fresh: bool = False, states: tuple[str, ...] = (ACTIVE,)) -> Any:
    """Let a signed-in citizen in, whose account is in one of `states`; `fresh` asks to sign in again when that was long ago.

    The citizen returns to the page by its endpoint's name, or by the interaction that it belongs to; never by an address.
    """
    if view is None:
        return lambda found: citizen_only(found, fresh=fresh, states=states)

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        sign_in = current_sign_in()
        if sign_in is not None and sign_in.state not in states and sign_in.state in HOMES:
            return redirect(url_for(HOMES[sign_in.state]), 303)
        within = timedelta(minutes=settings().fresh_minutes)
        is_stale = fresh and sign_in is not None and not sign_in.is_fresh(request_time(), within)
        if sign_in is None or sign_in.state not in states or is_stale:
            fresh_wanted = "1" if is_stale else None
            return_to = kwargs.get("interaction") or request.endpoint
            return redirect(url_for("accounts.sign_in", return_to=return_to, fresh=fresh_wanted), 303)
        return view(sign_in, *args, **kwargs)

    return _marked(guarded, "citizen")


def staff_only(*roles: str) -> Callable[[View], View]:
    """Let staff of one of `roles` in, with password and second factor."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            desk = current_staff()
            if desk is None or desk.role not in roles:
                return redirect(url_for("accounts.desk_sign_in"), 303)
            return view(desk, *args, **kwargs)

        return _marked(guarded, f"staff:{','.join(roles)}")

    return guard


def limits() -> Limits:
    """Return how long sign-ins of citizens live here."""
    own = settings()
    return Limits(timedelta(minutes=own.sign_in_idle_minutes), timedelta(hours=own.sign_in_hours))


def current_sign_in() -> SignIn | None:
    """Return the living sign-in of this request's browser, found once per request."""
    if "sign_in" not in g:
        g.sign_in = _find_sign_in()
    return g.sign_in  # type: ignore[no-any-return]


def current_staff() -> StaffSignIn | None:
    """Return the member of staff at this browser, or None."""
    secret = sent(STAFF)
    if secret is None or known_browser() is None:
        return None
    idle = timedelta(minutes=settings().staff_idle_minutes)
    with keeping() as session:
        return desks.live_sign_in(session, digest(secret), browser_digest(), request_time(), idle)


def _find_sign_in() -> SignIn | None:
    secret = sent(CITIZEN)
    if secret is None or known_browser() is None:
        return None
    now, states = request_time(), (ACTIVE, CLOSING, FROZEN)
    with reading() as session:
        found = living.live_sign_in(session, digest(secret), browser_digest(), now, limits(), states)
    if found is not None and found.wants_touch(now):
        with keeping() as session:
            living.touch(session, found.id, now)
    return found


def _marked(view: View, passes: str) -> View:
    view.passes = passes  # type: ignore[attr-defined]
    return view
