"""The way in and out: signing in and out, and a forgotten password."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import identifiers, recovery, sign_in, store
from accounts.blueprint import blueprint
from accounts.cookies import CITIZEN, drop, put, sent
from accounts.credentials import passwords
from accounts.guard import current_sign_in, open_to_all
from accounts.pages.place import place
from accounts.pages.returning import return_to, target
from accounts.texts import ERRORS, wait_text
from accounts.throttle import store as throttle
from core.db import keeping, reading
from core.ids import digest
from core.runtime import request_time, settings
from keys.runtime import ring


@blueprint.route("/sign-in", endpoint="sign_in", methods=["GET", "POST"])
@open_to_all
def signing_in() -> ResponseReturnValue:
    """Ask for name and password, and go on where the citizen was going."""
    if request.method != "POST":
        return _sign_in_page("")
    typed = request.form.get("identifier", "")
    tried = sign_in.attempt(ring(), sign_in.SIGN_IN, typed, request.remote_addr or "")
    with reading() as session:
        known = sign_in.look_up(session, ring(), identifiers.parse(typed), tried, request_time())
    if known.wait:
        return _sign_in_page(typed, wait_text(known.wait), 429)
    found = sign_in.whose(ring(), known.candidates, request.form.get("password", ""))
    with keeping() as session:
        if found is not None:
            secret = sign_in.keep_success(session, found, tried, place(), request_time())
        else:
            own = settings()
            sign_in.keep_failure(session, tried, own.sign_in_failures, own.sign_in_source_failures, request_time())
            secret = None
    if secret is None:
        return _sign_in_page(typed, ERRORS["sign_in"], 422)
    response = redirect(target(), 303)
    put(response, CITIZEN, secret)
    return response


@blueprint.route("/sign-out", endpoint="sign_out", methods=["GET", "POST"])
@open_to_all
def signing_out() -> ResponseReturnValue:
    """Ask once, then end this sign-in."""
    if request.method != "POST":
        return render_template("accounts/sign_out.html", is_done=current_sign_in() is None)
    if secret := sent(CITIZEN):
        with keeping() as session:
            store.end_by_digest(session, digest(secret), request_time())
    response = redirect(url_for("accounts.sign_out"), 303)
    drop(response, CITIZEN)
    return response


@blueprint.route("/forgot", endpoint="forgot", methods=["GET", "POST"])
@open_to_all
def forgotten() -> ResponseReturnValue:
    """Take a recovery code for a new password."""
    if request.method != "POST":
        return render_template("accounts/forgot.html", errors={}, identifier="")
    typed, password = request.form.get("identifier", ""), request.form.get("password", "")
    if weak := passwords.why_weak(password, [typed]):
        return render_template("accounts/forgot.html", errors={"password": ERRORS[weak]}, identifier=typed), 422
    tried = sign_in.attempt(ring(), sign_in.RECOVERY, typed, request.remote_addr or "")
    with reading() as session:
        wait = throttle.wait(session, tried.keys, request_time())
    if wait:
        return render_template("accounts/forgot.html", errors={"": wait_text(wait)}, identifier=typed), 429
    kept = passwords.hashed(ring(), password)
    with keeping() as session:
        code = request.form.get("code", "")
        citizen = recovery.recover(session, ring(), identifiers.parse(typed), code, kept, tried, request_time())
        if citizen is None:
            own = settings()
            sign_in.keep_failure(session, tried, own.sign_in_failures, own.sign_in_source_failures, request_time())
    if citizen is None:
        return render_template("accounts/forgot.html", errors={"code": ERRORS["recovery"]}, identifier=typed), 422
    return redirect(url_for("accounts.sign_in", recovered="1"), 303)


def _sign_in_page(identifier: str, error: object = "", status: int = 200) -> ResponseReturnValue:
    page = render_template("accounts/sign_in.html", identifier=identifier, error=error, return_to=return_to())
    return page, status
