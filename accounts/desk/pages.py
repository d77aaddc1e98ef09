"""The door of the desks: password, then a code, then the desk."""

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from accounts import sign_in
from accounts.blueprint import blueprint
from accounts.browser import browser_digest
from accounts.cookies import STAFF, drop, put, sent
from accounts.credentials import passwords
from accounts.desk import deeds, store
from accounts.guard import open_to_all
from accounts.texts import ERRORS, wait_text
from accounts.throttle import store as throttle
from core.db import keeping, reading
from core.ids import digest
from core.runtime import request_time, settings
from keys.runtime import ring

DESKS = ("auditor.search", "auditor.index", "auditor.desk")
DEED = "desk"


@blueprint.route("/desk/sign-in", endpoint="desk_sign_in", methods=["GET", "POST"])
@open_to_all
def desk_sign_in() -> ResponseReturnValue:
    """Ask staff for name and password."""
    if request.method == "GET":
        return render_template("accounts/desk_sign_in.html", identifier="", error="")
    typed = request.form.get("identifier", "")
    tried = sign_in.attempt(ring(), DEED, typed, request.remote_addr or "")
    with reading() as session:
        wait = throttle.wait(session, tried.keys, request_time())
        staff = store.by_index(session, deeds.index(ring(), typed))
    if wait:
        return render_template("accounts/desk_sign_in.html", identifier=typed, error=wait_text(wait)), 429
    is_right = passwords.matches(
        ring(), staff.hash if staff else None, request.form.get("password", "")[: passwords.LONGEST]
    )
    with keeping() as session:
        if staff is None or not is_right:
            _count(session, tried)
            secret = None
        else:
            secret = deeds.keep_half(session, staff, browser_digest(), request_time())
    if secret is None:
        return render_template("accounts/desk_sign_in.html", identifier=typed, error=ERRORS["desk"]), 422
    response = redirect(url_for("accounts.desk_code"), 303)
    put(response, STAFF, secret)
    return response


@blueprint.route("/desk/code", endpoint="desk_code", methods=["GET", "POST"])
@open_to_all
def desk_code() -> ResponseReturnValue:
    """Ask for the second factor."""
    if request.method == "GET":
        return render_template("accounts/desk_code.html", error="")
    half = sent(STAFF) or ""
    tried = sign_in.attempt(ring(), DEED, half, request.remote_addr or "")
    with keeping() as session:
        wait = throttle.wait(session, tried.keys, request_time())
        secret = (
            None
            if wait
            else deeds.complete(session, ring(), half, browser_digest(), request.form.get("code", ""), request_time())
        )
        if secret is None and not wait:
            _count(session, tried)
    if secret is None:
        error, status = (wait_text(wait), 429) if wait else (ERRORS["code"], 422)
        return render_template("accounts/desk_code.html", error=error), status
    desk = next((name for name in DESKS if name in current_app.view_functions), None)
    response = redirect(url_for(desk) if desk else url_for("web.home"), 303)
    put(response, STAFF, secret)
    return response


@blueprint.route("/desk/sign-out", endpoint="desk_sign_out", methods=["GET", "POST"])
@open_to_all
def desk_sign_out() -> ResponseReturnValue:
    """Close the desk."""
    if request.method == "GET":
        return render_template("accounts/desk_sign_out.html")
    with keeping() as session:
        store.end(session, digest(sent(STAFF) or ""), request_time())
    response = redirect(url_for("accounts.desk_sign_in"), 303)
    drop(response, STAFF)
    return response


def _count(session: Session, tried: sign_in.Attempt) -> None:
    own = settings()
    sign_in.keep_failure(session, tried, own.sign_in_failures, own.sign_in_source_failures, request_time())
