"""The door of the desks: password, then a code, then the desk."""

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import guesses
from accounts.blueprint import blueprint
from accounts.browser import browser_digest
from accounts.cookies import STAFF, drop, put, sent
from accounts.credentials import passwords
from accounts.desk import deeds, store
from accounts.guard import open_to_all
from accounts.pages.attempts import by_account, by_name
from accounts.texts import ERRORS, wait_text
from core.db import keeping
from core.ids import digest
from core.runtime import request_time
from keys.runtime import ring

# Where a member of staff works, by role; the floor above makes these pages.
DESKS = {"auditor": "auditor.search", "officer": "officer.begin", "dpo": "protection.desk"}
PASSWORD, CODE = "desk", "desk code"


@blueprint.route("/desk/sign-in", endpoint="desk_sign_in", methods=["GET", "POST"])
@open_to_all
def desk_sign_in() -> ResponseReturnValue:
    """Ask staff for name and password."""
    if request.method != "POST":
        return _sign_in_page("")
    typed = request.form.get("identifier", "")
    with keeping() as session:
        staff = store.by_index(session, deeds.index(ring(), typed))
        guess = guesses.begin(session, by_name(PASSWORD, typed), [staff.id] if staff else [], request_time())
    if guess.wait:
        return _sign_in_page(wait_text(guess.wait), 429)
    kept = staff.hash if staff is not None and staff.id in guess.accounts else None
    if not passwords.matches(ring(), kept, request.form.get("password", "")) or staff is None:
        return _sign_in_page(ERRORS["desk"], 422)
    with keeping() as session:
        guesses.won(session, guess, staff.id, request_time())
        store.end(session, digest(sent(STAFF) or ""), request_time())
        secret = deeds.keep_half(session, staff, browser_digest(), request_time())
    response = redirect(url_for("accounts.desk_code"), 303)
    put(response, STAFF, secret)
    return response


@blueprint.route("/desk/code", endpoint="desk_code", methods=["GET", "POST"])
@open_to_all
def desk_code() -> ResponseReturnValue:
    """Ask for the second factor."""
    if request.method != "POST":
        return render_template("accounts/desk_code.html", error="")
    half, code = sent(STAFF) or "", request.form.get("code", "")
    with keeping() as session:
        staff = store.by_half(session, digest(half), browser_digest(), request_time(), deeds.HALF_LIVES)
        # Counted by person and not by half a sign-in: with the password one gets as many halves as one likes.
        one = staff.id if staff else ""
        guess = guesses.begin(session, by_account(CODE, one), [one], request_time())
        secret = (
            deeds.complete(session, ring(), half, staff, code, request_time()) if staff and not guess.wait else None
        )
        if secret is not None:
            guesses.won(session, guess, one, request_time())
    if guess.wait:
        return render_template("accounts/desk_code.html", error=wait_text(guess.wait)), 429
    if secret is None:
        return render_template("accounts/desk_code.html", error=ERRORS["code"]), 422
    desk = DESKS.get(staff.role if staff else "", "")
    response = redirect(url_for(desk if desk in current_app.view_functions else "web.home"), 303)
    put(response, STAFF, secret)
    return response


@blueprint.route("/desk/sign-out", endpoint="desk_sign_out", methods=["GET", "POST"])
@open_to_all
def desk_sign_out() -> ResponseReturnValue:
    """Close the desk."""
    if request.method != "POST":
        return render_template("accounts/desk_sign_out.html")
    with keeping() as session:
        store.end(session, digest(sent(STAFF) or ""), request_time())
    response = redirect(url_for("accounts.desk_sign_in"), 303)
    drop(response, STAFF)
    return response


def _sign_in_page(error: object, status: int = 200) -> ResponseReturnValue:
    typed = request.form.get("identifier", "")
    return render_template("accounts/desk_sign_in.html", identifier=typed, error=error), status
