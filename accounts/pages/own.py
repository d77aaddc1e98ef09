"""The citizen's own account: number, password, sign-ins, recovery codes, and its end."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import closing, names, recovery, sign_up, store
from accounts.apps import store as apps
from accounts.blueprint import blueprint
from accounts.citizens import CLOSING
from accounts.credentials import changes, passwords, recovery_codes
from accounts.credentials import store as credentials
from accounts.ended import store as ended
from accounts.erasure_receipt import receipt
from accounts.guard import citizen_only, limits
from accounts.holds import store as holds
from accounts.living import store as living
from accounts.notices import links
from accounts.notices import store as notices
from accounts.notices.kinds import Kind
from accounts.notices.texts import NOTICES
from accounts.office import store as recoveries
from accounts.pages.attempts import prove
from accounts.passkeys import store as passkeys
from accounts.sign_ins import SignIn
from accounts.texts import ERRORS, device_text, wait_text
from core.db import keeping, reading
from core.runtime import request_time, settings
from keys.runtime import ring


@blueprint.get("/account", endpoint="account")
@citizen_only
def account(me: SignIn) -> ResponseReturnValue:
    """Show the account."""
    with reading() as session:
        told: dict[str, Any] = {
            "citizen": store.citizen_by_id(session, me.citizen),
            "addresses": names.addresses(session, ring(), me.citizen),
            "sign_ins": living.past_sign_ins(session, me.citizen, request_time(), limits()),
            "codes_left": credentials.codes_left(session, me.citizen),
            "has_app": apps.has_app(session, me.citizen),
            "recovery": recoveries.under_way(session, me.citizen, request_time()),
            "passkeys": passkeys.count(session, me.citizen),
            "notices": notices.of_citizen(session, me.citizen),
        }
    links_ = {one.id: links.token(ring(), one.id) for one in told["notices"] if one.is_open(request_time())}
    return render_template(
        "accounts/account.html", me=me, notice_text=NOTICES.get, device_text=device_text, links=links_, **told
    )


@blueprint.post("/account/sign-ins", endpoint="end_others")
@citizen_only
def end_others(me: SignIn) -> ResponseReturnValue:
    """End every other sign-in."""
    with keeping() as session:
        ended.end_sign_ins(session, me.citizen, request_time(), but=me.id)
    return redirect(url_for("accounts.account", done="others"), 303)


@blueprint.post("/account/sign-ins/<sign_in>", endpoint="end_one")
@citizen_only
def end_one(me: SignIn, sign_in: str) -> ResponseReturnValue:
    """End one sign-in of the citizen's own."""
    with keeping() as session:
        ended.end_sign_ins(session, me.citizen, request_time(), only=sign_in)
    return redirect(url_for("accounts.account", done="one"), 303)


@blueprint.route("/account/password", endpoint="password", methods=["GET", "POST"])
@citizen_only(fresh=True)
def password(me: SignIn) -> ResponseReturnValue:
    """Change the password; the present one is asked for."""
    with reading() as session:
        has_app = apps.has_app(session, me.citizen)
    if request.method != "POST":
        return _password_page({}, has_app)
    present, new = request.form.get("present", ""), request.form.get("password", "")
    proof = prove(me.citizen, present)
    if proof.wait:
        return _password_page({"": wait_text(proof.wait)}, has_app, 429)
    errors = {} if proof.is_right else {"present": ERRORS["present"]}
    if weak := passwords.why_weak(new, beside=has_app):
        errors["password"] = ERRORS[weak]
    if errors:
        return _password_page(errors, has_app, 422)
    hashed, alone = passwords.hashed(ring(), new), passwords.can_stand_alone(new)
    with keeping() as session:
        is_changed = recovery.change_password(
            session, ring(), me.citizen, hashed, request_time(), but=me.id, instead_of=proof.kept, alone=alone
        )
    if not is_changed:
        return _password_page({"present": ERRORS["present"]}, has_app, 422)
    return redirect(url_for("accounts.account", done="password"), 303)


def _password_page(errors: Mapping[str, object], has_app: bool, status: int = 200) -> ResponseReturnValue:
    return render_template("accounts/password.html", errors=errors, has_app=has_app), status


@blueprint.route("/account/codes", endpoint="codes", methods=["GET", "POST"])
@citizen_only(fresh=True)
def codes(me: SignIn) -> ResponseReturnValue:
    """Make new recovery codes, which are shown this once."""
    if request.method != "POST":
        return render_template("accounts/new_codes.html")
    fresh = recovery_codes.new_codes()
    with keeping() as session:
        sign_up.keep_codes(session, ring(), me.citizen, fresh)
        changes.remember(session, ring(), me.citizen, Kind.CODES_RENEWED, request_time())
    return render_template("accounts/codes.html", codes=fresh, is_new=False, return_to="")


@blueprint.route("/account/close", endpoint="close", methods=["GET", "POST"])
@citizen_only(fresh=True)
def close(me: SignIn) -> ResponseReturnValue:
    """Say what closing means, and begin it; whoever gave a second factor may do without the wait."""
    is_strong = me.is_strong(request_time(), timedelta(minutes=settings().fresh_minutes))
    if request.method != "POST":
        with reading() as session:
            held = holds.standing(session, request_time(), me.citizen)
        return render_template(
            "accounts/close.html",
            hours=settings().closing_hours,
            days=settings().backup_days,
            holds=held,
            is_strong=is_strong,
        )
    wait = timedelta(0) if is_strong and request.form.get("at_once") else settings().closing_wait
    with keeping() as session:
        begun = closing.begin(session, ring(), me.citizen, wait, request_time())
        end = closing.end_of(session, begun, settings().backup_life)
    signed = receipt(ring(), settings().issuer, begun, end, request_time()) if begun and end else ""
    return render_template("accounts/close_begun.html", end=end, receipt=signed, is_final=not wait)


@blueprint.route("/account/closing", endpoint="closing", methods=["GET", "POST"])
@citizen_only(states=(CLOSING,))
def closing_page(me: SignIn) -> ResponseReturnValue:
    """Show when the account ends, and let the citizen take it back with their password."""
    if request.method != "POST":
        return _closing_page(me)
    proof = prove(me.citizen, request.form.get("password", ""))
    if proof.wait:
        return _closing_page(me, wait_text(proof.wait), 429)
    if not proof.is_right:
        return _closing_page(me, ERRORS["password"], 422)
    with keeping() as session:
        kept = closing.cancel(session, ring(), me.citizen, request_time())
    return redirect(url_for("accounts.account", done="kept" if kept else None), 303)


def _closing_page(me: SignIn, error: object = "", status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        citizen = store.citizen_by_id(session, me.citizen)
        end = closing.end_of(session, citizen, settings().backup_life)
        held = holds.standing(session, request_time(), me.citizen)
    return render_template("accounts/closing.html", end=end, holds=held, error=error), status
