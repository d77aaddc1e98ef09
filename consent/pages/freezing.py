"""Freezing and thawing one service, from the page of all answers."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.citizens import ACTIVE, FROZEN
from accounts.guard import citizen_only
from accounts.sign_ins import SignIn
from consent import freezing
from core.db import keeping, reading
from core.runtime import request_time
from keys.runtime import ring


@citizen_only(states=(ACTIVE, FROZEN))
def freezable(sign_in: SignIn, service: str) -> ResponseReturnValue:
    """Say what freezing a service does, or thawing one that is frozen, with the button that does it."""
    with reading() as session:
        found = freezing.freezable(session, sign_in.citizen, service, request_time())
    if found is None:
        abort(404)
    return render_template("consent/freeze.html", found=found)


@citizen_only(states=(ACTIVE, FROZEN))
def freeze(sign_in: SignIn, service: str) -> ResponseReturnValue:
    """Freeze a service; it reads nothing once this is answered."""
    with keeping() as session:
        done = freezing.freeze(session, ring(), sign_in.citizen, service, request_time())
    return redirect(url_for("consent.overview", done="frozen" if done else "as_it_was"), 303)


@citizen_only(fresh=True)
def thaw(sign_in: SignIn, service: str) -> ResponseReturnValue:
    """Let a frozen service read again; giving wants a fresh sign-in, stopping does not."""
    with keeping() as session:
        done = freezing.thaw(session, ring(), sign_in.citizen, service, request_time())
    return redirect(url_for("consent.overview", done="thawed" if done else "as_it_was"), 303)
