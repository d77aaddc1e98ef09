"""A forgotten password: a recovery code gives a new one."""

from datetime import timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import recovery, sign_in
from accounts.blueprint import blueprint
from accounts.credentials import passwords
from accounts.guard import open_to_all
from accounts.pages.attempts import begin
from accounts.texts import ERRORS, wait_text
from core.db import keeping
from core.runtime import request_time
from keys.runtime import ring


@blueprint.route("/forgot", endpoint="forgot", methods=["GET", "POST"])
@open_to_all
def forgotten() -> ResponseReturnValue:
    """Take a recovery code for a new password."""
    if request.method != "POST":
        return _page({})
    typed, password = request.form.get("identifier", ""), request.form.get("password", "")
    if weak := passwords.why_weak(password, [typed]):
        return _page({"password": ERRORS[weak]}, 422)
    begun = begin(sign_in.RECOVERY, typed)
    if isinstance(begun, timedelta):
        return _page({"": wait_text(begun)}, 429)
    hashed = passwords.hashed(ring(), password)
    with keeping() as session:
        citizen = recovery.recover(session, ring(), begun.known, request.form.get("code", ""), hashed, request_time())
    if citizen is None:
        return _page({"code": ERRORS["recovery"]}, 422)
    return redirect(url_for("accounts.sign_in", recovered="1"), 303)


def _page(errors: dict[str, object], status: int = 200) -> ResponseReturnValue:
    return render_template("accounts/forgot.html", errors=errors, identifier=request.form.get("identifier", "")), status
