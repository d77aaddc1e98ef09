"""The pages of passkeys: the list with names, adding, renaming and removing, and the answer that signs in."""

import json

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import guesses, store
from accounts.blueprint import blueprint
from accounts.browser import browser_digest
from accounts.guard import citizen_only, open_to_all
from accounts.guesses import Attempt
from accounts.pages.entry import sign_in_page, signed_in
from accounts.pages.place import place
from accounts.pages.returning import return_to
from accounts.passkeys import ceremonies, deeds, entering
from accounts.passkeys import store as passkeys
from accounts.passkeys.ceremonies import Refused
from accounts.passkeys.challenges import Occasion
from accounts.passkeys.deeds import Owner
from accounts.sign_ins import SignIn
from accounts.texts import ERRORS, wait_text
from accounts.throttle.counters import of_source
from core.db import keeping, reading
from core.runtime import request_time, settings
from keys.runtime import ring


@blueprint.post("/sign-in/passkey", endpoint="sign_in_passkey")
@open_to_all
def sign_in_passkey() -> ResponseReturnValue:
    """Take the answer of a device, and go on where the citizen was going."""
    free = settings().sign_in_source_failures
    attempt = Attempt("passkey", free, of_source("passkey", request.remote_addr or "", free))
    with keeping() as session:
        guess = guesses.begin(session, attempt, (), request_time())
    if guess.wait:
        return sign_in_page("", wait_text(guess.wait), 429)
    where, occasion = ceremonies.site(settings().issuer), Occasion(deeds.SIGN_IN, browser_digest(), return_to())
    try:
        with keeping() as session:
            secret = entering.enter(
                session, ring(), guess, request.form.get("answer", ""), where, occasion, place(), request_time()
            )
    except Refused:
        return sign_in_page("", ERRORS["passkey"], 422)
    return signed_in(secret)


@blueprint.get("/account/passkeys", endpoint="passkeys")
@citizen_only(fresh=True)
def own_passkeys(me: SignIn) -> ResponseReturnValue:
    """Show the citizen's passkeys, and offer to make one."""
    return _page(me)


@blueprint.post("/account/passkeys", endpoint="add_passkey")
@citizen_only(fresh=True)
def add_passkey(me: SignIn) -> ResponseReturnValue:
    """Keep the passkey that a device of the citizen has made."""
    where, name = ceremonies.site(settings().issuer), request.form.get("name", "")
    try:
        with keeping() as session:
            deeds.keep(session, ring(), _owner(me), request.form.get("answer", ""), name, where, request_time())
    except Refused:
        return _page(me, ERRORS["new_passkey"], 422)
    return redirect(url_for("accounts.passkeys", done="added"), 303)


@blueprint.post("/account/passkeys/<passkey>", endpoint="change_passkey")
@citizen_only(fresh=True)
def change_passkey(me: SignIn, passkey: str) -> ResponseReturnValue:
    """Give a passkey another name, or remove it."""
    if request.form.get("deed") == "remove":
        with keeping() as session:
            deeds.remove(session, ring(), me.citizen, passkey, request_time())
        return redirect(url_for("accounts.passkeys", done="removed"), 303)
    with keeping() as session:
        deeds.rename(session, ring(), me.citizen, passkey, request.form.get("name", ""))
    return redirect(url_for("accounts.passkeys", done="renamed"), 303)


def _owner(me: SignIn) -> Owner:
    return Owner(me.citizen, me.id, browser_digest())


def _page(me: SignIn, error: object = "", status: int = 200) -> ResponseReturnValue:
    g.has_script = True
    with reading() as session:
        citizen = store.citizen_by_id(session, me.citizen)
        known = passkeys.credentials_of(session, me.citizen)
        found = deeds.names(session, ring(), me.citizen)
    number = (citizen.number if citizen else None) or ""
    options = deeds.offer(ring(), _owner(me), known, ceremonies.site(settings().issuer), number, request_time())
    page = render_template("accounts/passkeys.html", found=found, options=json.dumps(options), error=error)
    return page, status
