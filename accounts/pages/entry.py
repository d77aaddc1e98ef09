"""The way in and out: signing in and out."""

import json
from datetime import timedelta

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import errands, halves, sign_in
from accounts.blueprint import blueprint
from accounts.browser import browser_digest
from accounts.cookies import CITIZEN, HALF, drop, put, sent
from accounts.ended import store as ended
from accounts.guard import current_sign_in, open_to_all
from accounts.halves import Half
from accounts.levels import WAYS
from accounts.lookups import counting
from accounts.pages.attempts import begin
from accounts.pages.place import place
from accounts.pages.returning import return_to, target
from accounts.passkeys import ceremonies
from accounts.passkeys.challenges import Occasion, new_challenge
from accounts.passkeys.deeds import SIGN_IN
from accounts.texts import ERRORS, wait_text
from core.db import keeping
from core.ids import digest
from core.runtime import request_time, settings
from keys.runtime import ring

PASSKEY_WAY = len(WAYS) - 1


@blueprint.route("/sign-in", endpoint="sign_in", methods=["GET", "POST"])
@open_to_all
def signing_in() -> ResponseReturnValue:
    """Ask for name and password, and go on where the citizen was going."""
    if request.method != "POST":
        errand = errands.current()
        return sign_in_page(errand.hint if errand else "")
    typed = request.form.get("identifier", "")
    begun = begin(sign_in.SIGN_IN, typed)
    if isinstance(begun, timedelta):
        return sign_in_page(typed, wait_text(begun), 429)
    found = sign_in.whose(ring(), begun.known.candidates, request.form.get("password", ""))
    if found is None:
        return sign_in_page(typed, ERRORS["sign_in"], 422)
    with keeping() as session:
        counting.found(session, begun.lookup)
        kept = sign_in.keep_success(session, found, begun.known, place(), request_time(), stronger=stronger() > 0)
    if kept is None:
        return sign_in_page(typed, ERRORS["sign_in"], 422)
    if isinstance(kept, Half):
        response = redirect(url_for("accounts.sign_in_code", return_to=return_to() or None), 303)
        slip = halves.sealed(ring(), kept, browser_digest(), request_time())
        put(response, HALF, slip, seconds=int(halves.LIVES.total_seconds()))
        return response
    return signed_in(kept)


@blueprint.route("/sign-out", endpoint="sign_out", methods=["GET", "POST"])
@open_to_all
def signing_out() -> ResponseReturnValue:
    """Ask once, then end this sign-in."""
    if request.method != "POST":
        return render_template("accounts/sign_out.html", is_done=current_sign_in() is None)
    if secret := sent(CITIZEN):
        with keeping() as session:
            ended.end_by_digest(session, digest(secret), request_time())
    response = redirect(url_for("accounts.sign_out"), 303)
    drop(response, CITIZEN)
    return response


def stronger() -> int:
    """Return the place of the way that the errand needs (`accounts.levels.WAYS`), 0 when any will do.

    It says what to ask for, no more: whether it was given is judged where the errand goes on.
    """
    wanted = request.values.get("stronger", "")
    return int(wanted) if wanted in {str(place) for place in range(1, len(WAYS))} else 0


def signed_in(secret: str) -> ResponseReturnValue:
    """Give the browser its sign-in, and go on where the citizen was going."""
    response = redirect(target(), 303)
    put(response, CITIZEN, secret)
    drop(response, HALF)
    return response


def sign_in_page(identifier: str, error: object = "", status: int = 200) -> ResponseReturnValue:
    """Return the page that asks for name and password, or for a passkey."""
    g.has_script = True
    challenge = new_challenge(ring(), Occasion(SIGN_IN, browser_digest(), return_to()), request_time())
    options = json.dumps(ceremonies.request(ceremonies.site(settings().issuer), challenge))
    page = render_template(
        "accounts/sign_in.html", identifier=identifier, error=error, return_to=return_to(), options=options,
        stronger=stronger(), passkey_way=PASSKEY_WAY,
    )  # fmt: skip
    return page, status
