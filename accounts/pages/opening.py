"""Opening an account. The same form sent twice, at once or later, opens one account and shows its codes both times."""

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from accounts import guesses, identifiers, sign_up
from accounts.blueprint import blueprint
from accounts.browser import browser_id
from accounts.citizens import language_of
from accounts.cookies import CITIZEN, put
from accounts.credentials import passwords
from accounts.guard import current_sign_in, limits, open_to_all
from accounts.identifiers import EMAIL, PHONE, Identifier
from accounts.living import store as living
from accounts.pages.attempts import prove, sign_ups
from accounts.pages.place import place
from accounts.pages.returning import return_to
from accounts.sign_up_form import Form, another_form, next_form
from accounts.texts import ERRORS, wait_text
from core.db import keeping, reading
from core.ids import digest
from core.runtime import request_time
from keys.runtime import ring


@blueprint.route("/sign-up", endpoint="sign_up", methods=["GET", "POST"])
@open_to_all
def open_account() -> ResponseReturnValue:
    """Tell what an account is, and open one."""
    if request.method != "POST":
        return _page(_offered())
    form = _sent_form()
    name, errors = _judged()
    if errors:
        return _page(form, errors, 422)
    with keeping() as session:
        guess = guesses.begin(session, sign_ups(), (), request_time())
    if guess.wait:
        return _page(form, {"": wait_text(guess.wait)}, 429)
    hashed = passwords.hashed(ring(), request.form["password"])
    wanted = sign_up.Wanted(name, hashed, language_of(str(get_locale())))
    try:
        with keeping() as session:
            opened = sign_up.open_once(session, ring(), form, wanted, place(), request_time())
    except sign_up.FormUsed:
        return _once_more(form, name)
    return _codes(form, opened)


def _once_more(form: Form, name: Identifier | None) -> ResponseReturnValue:
    """Show the account that this form opened to who sent it, and to nobody else."""
    with reading() as session:
        before = sign_up.opened_before(session, ring(), form, name, place(), limits(), request_time())
    if before is not None and prove(before.citizen.id, request.form["password"]).is_right:
        return _codes(form, before)
    return _page(another_form(browser_id()), {"": ERRORS["form_used"]}, 409)


def _judged() -> tuple[Identifier | None, dict[str, object]]:
    typed, password = request.form.get("identifier", ""), request.form.get("password", "")
    name = identifiers.parse(typed) if typed.strip() else None
    errors: dict[str, object] = {}
    if typed.strip() and (name is None or name.kind not in {EMAIL, PHONE}):
        errors["identifier"] = ERRORS["identifier"]
    if weak := passwords.why_weak(password, [typed]):
        errors["password"] = ERRORS[weak]
    return name, errors


def _offered() -> Form:
    """Return the browser's next form; a new one once the answer to that has arrived, or its sign-in is over."""
    form = next_form(ring(), browser_id(), request_time())
    if current_sign_in() is not None:
        return another_form(browser_id())
    with reading() as session:
        is_over = living.has_ended(session, digest(form.secret(ring())), request_time(), limits())
    return another_form(browser_id()) if is_over else form


def _sent_form() -> Form:
    once = request.form.get("once", "")
    return Form(browser_id(), once) if once else another_form(browser_id())


def _page(form: Form, errors: dict[str, object] | None = None, status: int = 200) -> ResponseReturnValue:
    told = {"errors": errors or {}, "identifier": request.form.get("identifier", ""), "return_to": return_to()}
    return render_template("accounts/sign_up.html", once=form.once, **told), status


def _codes(form: Form, opened: sign_up.Opened) -> ResponseReturnValue:
    page = render_template(
        "accounts/codes.html", opened=opened, codes=opened.recovery_codes, is_new=True, return_to=return_to()
    )
    response = make_response(page)
    put(response, CITIZEN, form.secret(ring()))
    return response
