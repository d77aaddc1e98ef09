"""My consents: all answers, and taking back, changing or objecting to one of them."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from accounts.citizens import ACTIVE, FROZEN
from accounts.guard import citizen_only
from accounts.sign_ins import SignIn
from consent import texts, withdrawal
from consent.answers import overview as answers
from consent.decisions import ShowAgain
from consent.grants import can_be_withdrawn
from consent.objections import Ground
from consent.pages.showing import reply_of_form
from consent.sheets import Sheet, ticked_as
from consent.withdrawal import Answered, NotPossible
from core.db import keeping, reading
from core.runtime import request_time
from keys.runtime import ring

# Taking back and objecting stay possible while an account is frozen; giving does not.
IN_USE = (ACTIVE, FROZEN)


@citizen_only(states=IN_USE)
def overview(sign_in: SignIn) -> ResponseReturnValue:
    """Show every answer of the citizen: what holds now, what they were told, and what is over."""
    with reading() as session:
        seen = answers.overview(session, sign_in.citizen, request_time())
    return render_template("consent/overview.html", seen=seen, done=texts.DONE.get(request.args.get("done", "")))


@citizen_only(states=IN_USE)
def withdrawing(sign_in: SignIn, grant: str) -> ResponseReturnValue:
    """Say what taking back this consent does, with the button that does it."""
    with reading() as session:
        found = withdrawal.answer_of(session, sign_in.citizen, grant)
    if isinstance(found, NotPossible):
        abort(404)
    if not can_be_withdrawn(found.grant):
        return redirect(url_for("consent.overview"), 303)
    return render_template("consent/withdraw.html", found=found)


@citizen_only(states=IN_USE)
def withdraw(sign_in: SignIn, grant: str) -> ResponseReturnValue:
    """Take back a consent; it is over when this is answered."""
    with keeping() as session:
        outcome = withdrawal.withdraw(session, ring(), sign_in.citizen, grant, request_time())
    return _done("withdrawn" if isinstance(outcome, Answered) else "over")


@citizen_only
def changing(sign_in: SignIn, grant: str) -> ResponseReturnValue:
    """Show the fields of an ongoing consent, the optional ones to be ticked and unticked."""
    with reading() as session:
        sheet = withdrawal.show_change(
            session, ring(), sign_in.citizen, grant, str(get_locale()), texts.proof_words, request_time()
        )
    if isinstance(sheet, NotPossible):
        abort(404)
    return _change_page(sheet, grant)


@citizen_only
def change(sign_in: SignIn, grant: str) -> ResponseReturnValue:
    """Keep the changed choice of optional fields."""
    reply = reply_of_form("allow")
    with keeping() as session:
        outcome = withdrawal.change(session, ring(), sign_in.citizen, grant, reply, texts.proof_words, request_time())
    if isinstance(outcome, NotPossible):
        abort(404)
    if isinstance(outcome, ShowAgain):
        return _change_page(ticked_as(outcome.sheet, reply.fields), grant, has_changed=True), 422
    return _done("changed")


@citizen_only(states=IN_USE)
def objecting(sign_in: SignIn, grant: str) -> ResponseReturnValue:
    """Show the form for objecting to a use that does not rest on consent."""
    return _objection_page(sign_in, grant, "")


@citizen_only(states=IN_USE)
def object_to(sign_in: SignIn, grant: str) -> ResponseReturnValue:
    """Record the objection and give its number."""
    ground = request.form.get("ground", "")
    if ground not in set(Ground):
        return _objection_page(sign_in, grant, _("Pilih satu alasan.")), 422
    with keeping() as session:
        outcome = withdrawal.object_to(session, sign_in.citizen, grant, Ground(ground), request_time())
    if isinstance(outcome, NotPossible):
        abort(404)
    return _done("objected")


def _done(what: str) -> ResponseReturnValue:
    return redirect(url_for("consent.overview", done=what), 303)


def _change_page(sheet: Sheet, grant: str, *, has_changed: bool = False) -> str:
    return render_template("consent/change.html", sheet=sheet, grant=grant, has_changed=has_changed)


def _objection_page(sign_in: SignIn, grant: str, error: str) -> str:
    with reading() as session:
        found = withdrawal.answer_of(session, sign_in.citizen, grant)
    if isinstance(found, NotPossible) or not found.grant.is_notice:
        abort(404)
    return render_template("consent/objection.html", found=found, grounds=texts.GROUNDS, error=error)
