"""The way in and out: opening an account, signing in and out, and a forgotten password."""

from flask import current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from accounts import identifiers, recovery, sign_in, sign_up, store
from accounts.blueprint import blueprint
from accounts.browser import browser_digest
from accounts.citizens import language_of
from accounts.cookies import CITIZEN, drop, put, sent
from accounts.credentials import passwords
from accounts.guard import current_sign_in, open_to_all
from accounts.identifiers import EMAIL, PHONE
from accounts.texts import ERRORS, wait_text
from accounts.throttle import keys as counted
from accounts.throttle import store as throttle
from core.db import keeping, reading
from core.ids import digest
from core.runtime import request_time, settings
from keys.runtime import ring

INTERACTION = 22
DEVICES = ("android", "iphone", "ipad", "windows", "macintosh", "linux")
PROGRAMS = ("edg", "firefox", "chrome", "safari")


@blueprint.route("/sign-up", endpoint="sign_up", methods=["GET", "POST"])
@open_to_all
def open_account() -> ResponseReturnValue:
    """Tell what an account is, and open one."""
    if request.method == "GET":
        return render_template("accounts/sign_up.html", errors={}, identifier="", return_to=_return_to())
    typed, password = request.form.get("identifier", ""), request.form.get("password", "")
    name = identifiers.parse(typed) if typed.strip() else None
    errors = {}
    if typed.strip() and (name is None or name.kind not in {EMAIL, PHONE}):
        errors["identifier"] = ERRORS["identifier"]
    if weak := passwords.why_weak(password, [typed]):
        errors["password"] = ERRORS[weak]
    if errors:
        return render_template("accounts/sign_up.html", errors=errors, identifier=typed, return_to=_return_to()), 422
    source = counted.of_source("sign-up", request.remote_addr or "")
    with reading() as session:
        wait = throttle.wait(session, [source], request_time())
    if wait:
        errors = {"": wait_text(wait)}
        return render_template("accounts/sign_up.html", errors=errors, identifier=typed, return_to=_return_to()), 429
    kept = passwords.hashed(ring(), password)
    with keeping() as session:
        opened = sign_up.open_account(session, ring(), name, kept, language_of(str(get_locale())), request_time())
        throttle.failed(session, source, settings().sign_ups_per_hour, request_time())
        secret = sign_in.keep_success(session, (opened.citizen.id, kept), None, _place(), request_time())
    page = render_template(
        "accounts/codes.html", opened=opened, codes=opened.recovery_codes, is_new=True, return_to=_return_to()
    )
    response = make_response(page)
    put(response, CITIZEN, secret or "")
    return response


@blueprint.route("/sign-in", endpoint="sign_in", methods=["GET", "POST"])
@open_to_all
def signing_in() -> ResponseReturnValue:
    """Ask for name and password, and go on where the citizen was going."""
    if request.method == "GET":
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
            secret = sign_in.keep_success(session, found, tried, _place(), request_time())
        else:
            own = settings()
            sign_in.keep_failure(session, tried, own.sign_in_failures, own.sign_in_source_failures, request_time())
            secret = None
    if secret is None:
        return _sign_in_page(typed, ERRORS["sign_in"], 422)
    response = redirect(_target(), 303)
    put(response, CITIZEN, secret)
    return response


@blueprint.route("/sign-out", endpoint="sign_out", methods=["GET", "POST"])
@open_to_all
def signing_out() -> ResponseReturnValue:
    """Ask once, then end this sign-in."""
    if request.method == "GET":
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
    if request.method == "GET":
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
    page = render_template("accounts/sign_in.html", identifier=identifier, error=error, return_to=_return_to())
    return page, status


def _place() -> sign_in.Place:
    former = sent(CITIZEN)
    agent = (request.user_agent.string or "").lower()
    program = next((name for name in PROGRAMS if name in agent), "other")
    device = next((name for name in DEVICES if name in agent), "other")
    return sign_in.Place(browser_digest(), f"{program}/{device}", digest(former) if former else None)


def _return_to() -> str:
    wanted = request.values.get("return_to", "")
    return wanted if wanted.isascii() and wanted.replace("-", "").replace("_", "").replace(".", "").isalnum() else ""


def _target() -> str:
    """Return where the citizen was going: an interaction by its id, a page of their own by its endpoint's name."""
    wanted = _return_to()
    view = current_app.view_functions.get(wanted)
    if view is not None and getattr(view, "passes", "") == "citizen" and _is_plain(wanted):
        return url_for(wanted)
    if "." not in wanted and len(wanted) >= INTERACTION:
        return url_for("oidc.resume", interaction=wanted)
    return url_for("vault.profile")


def _is_plain(endpoint: str) -> bool:
    rules = current_app.url_map.iter_rules(endpoint)
    return any(not rule.arguments and "GET" in (rule.methods or ()) for rule in rules)
