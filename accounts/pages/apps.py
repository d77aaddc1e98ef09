"""The pages of the authenticator app: connecting it, taking it away, and the code beside the password."""

from io import BytesIO

import segno
from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import guesses, halves, sign_in, store
from accounts.apps import deeds
from accounts.apps import store as apps
from accounts.apps.deeds import Offered
from accounts.blueprint import blueprint
from accounts.browser import browser_digest
from accounts.cookies import HALF, sent
from accounts.credentials import totp
from accounts.guard import citizen_only, open_to_all
from accounts.pages.attempts import by_account, prove
from accounts.pages.entry import signed_in
from accounts.pages.place import place
from accounts.pages.returning import return_to
from accounts.sign_ins import SignIn
from accounts.texts import ERRORS, wait_text
from core.db import keeping, reading
from core.runtime import request_time
from keys.runtime import ring

CODE = "sign-in code"


@blueprint.route("/sign-in/code", endpoint="sign_in_code", methods=["GET", "POST"])
@open_to_all
def sign_in_code() -> ResponseReturnValue:
    """Ask for the code beside the password, and go on where the citizen was going."""
    half = halves.opened(ring(), sent(HALF) or "", browser_digest(), request_time())
    if half is None:
        return redirect(url_for("accounts.sign_in", return_to=return_to() or None), 303)
    if request.method != "POST":
        return _code_page()
    # Counted by account and not by half a sign-in: with the password one gets as many halves as one likes.
    attempt = by_account(CODE, half.citizen)
    with keeping() as session:
        guess = guesses.begin(session, attempt, [half.citizen], request_time())
    if guess.wait:
        return _code_page(wait_text(guess.wait), 429)
    with keeping() as session:
        secret = sign_in.complete(session, ring(), half, request.form.get("code", ""), place(), request_time())
        if secret is not None:
            guesses.won(session, guess, half.citizen, request_time())
    return _code_page(ERRORS["second"], 422) if secret is None else signed_in(secret)


@blueprint.route("/account/app", endpoint="app", methods=["GET", "POST"])
@citizen_only(fresh=True)
def own_app(me: SignIn) -> ResponseReturnValue:
    """Connect an authenticator app: show its secret, and believe it when a code comes back."""
    slip = request.form.get("slip", "")
    offered = deeds.offered_before(ring(), me.citizen, me.id, slip) if slip else None
    if request.method != "POST" or offered is None:
        return _app_page(me, deeds.offer(ring(), me.citizen, me.id))
    with keeping() as session:
        is_kept = deeds.keep(session, ring(), me.citizen, offered.secret, request.form.get("code", ""), request_time())
    if not is_kept:
        return _app_page(me, offered, ERRORS["app"], 422)
    return redirect(url_for("accounts.account", done="app"), 303)


@blueprint.route("/account/app/remove", endpoint="remove_app", methods=["GET", "POST"])
@citizen_only(fresh=True)
def remove_app(me: SignIn) -> ResponseReturnValue:
    """Take the app away; the password is asked for, and has to be long enough to stand alone."""
    if request.method != "POST":
        return render_template("accounts/app_remove.html", error="")
    proof = prove(me.citizen, request.form.get("password", ""))
    if proof.wait:
        return render_template("accounts/app_remove.html", error=wait_text(proof.wait)), 429
    if not proof.is_right:
        return render_template("accounts/app_remove.html", error=ERRORS["password"]), 422
    with keeping() as session:
        is_gone = deeds.remove(session, ring(), me.citizen, request_time())
    if not is_gone:
        return render_template("accounts/app_remove.html", error=ERRORS["alone"]), 422
    return redirect(url_for("accounts.account", done="no_app"), 303)


def _code_page(error: object = "", status: int = 200) -> ResponseReturnValue:
    return render_template("accounts/sign_in_code.html", error=error, return_to=return_to()), status


def _app_page(me: SignIn, offered: Offered, error: object = "", status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        citizen, has_app = store.citizen_by_id(session, me.citizen), apps.has_app(session, me.citizen)
    number = (citizen.number if citizen else None) or ""
    picture = BytesIO()
    segno.make(totp.address(offered.secret, number), error="m").save(
        picture, kind="svg", scale=4, border=2, xmldecl=False
    )
    grouped = " ".join(offered.secret[start : start + 4] for start in range(0, len(offered.secret), 4))
    page = render_template(
        "accounts/app.html",
        has_app=has_app,
        grouped=grouped,
        slip=offered.slip,
        picture=picture.getvalue(),
        error=error,
    )
    return page, status
