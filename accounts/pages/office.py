"""The citizen's part of a recovery at the counter: both halves give a new password, and a signed-in owner says no."""

from datetime import timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import sign_in
from accounts.blueprint import blueprint
from accounts.credentials import passwords
from accounts.guard import citizen_only, open_to_all
from accounts.office import deeds
from accounts.pages.attempts import begin
from accounts.sign_ins import SignIn
from accounts.texts import ERRORS, wait_text
from core.db import keeping
from core.runtime import request_time
from keys.runtime import ring


@blueprint.route("/forgot/office", endpoint="office_recovery", methods=["GET", "POST"])
@open_to_all
def office_recovery() -> ResponseReturnValue:
    """Take both halves of a code from the counter for a new password."""
    if request.method != "POST":
        return _page({})
    typed, password = request.form.get("identifier", ""), request.form.get("password", "")
    if weak := passwords.why_weak(password, [typed]):
        return _page({"password": ERRORS[weak]}, 422)
    begun = begin(sign_in.RECOVERY, typed)
    if isinstance(begun, timedelta):
        return _page({"": wait_text(begun)}, 429)
    hashed, halves = passwords.hashed(ring(), password), (request.form.get("first", ""), request.form.get("second", ""))
    with keeping() as session:
        citizen = deeds.finish(session, ring(), begun.known, *halves, hashed, request_time())
    if citizen is None:
        return _page({"first": ERRORS["office"]}, 422)
    return redirect(url_for("accounts.sign_in", recovered="1"), 303)


@blueprint.post("/account/recovery/cancel", endpoint="cancel_recovery")
@citizen_only
def cancel_recovery(me: SignIn) -> ResponseReturnValue:
    """Say no to a recovery that somebody began at a counter."""
    with keeping() as session:
        deeds.cancel(session, ring(), me.citizen, request_time())
    return redirect(url_for("accounts.account", done="no_recovery"), 303)


def _page(errors: dict[str, object], status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "accounts/office_recovery.html", errors=errors, identifier=request.form.get("identifier", "")
    )
    return page, status
