"""Renewing a consent: what the new version of its purpose says otherwise, and the answer to it."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from accounts.guard import citizen_only
from accounts.sign_ins import SignIn
from consent import renewal, texts
from consent.decisions import ShowAgain
from consent.pages.showing import reply_of_form
from consent.sheets import Sheet, ticked_as
from consent.withdrawal import NotPossible
from core.db import keeping, reading
from core.runtime import request_time
from keys.runtime import ring


@citizen_only
def renewing(sign_in: SignIn, grant: str) -> ResponseReturnValue:
    """Show what is new and what is gone, and the fields that would be given."""
    with reading() as session:
        sheet = renewal.show(
            session, ring(), sign_in.citizen, grant, str(get_locale()), texts.proof_words, request_time()
        )
    if isinstance(sheet, NotPossible):
        return redirect(url_for("consent.overview", done="not_yet"), 303)
    return _page(sheet, grant)


@citizen_only
def renew(sign_in: SignIn, grant: str) -> ResponseReturnValue:
    """Keep the answer to the new version."""
    reply = reply_of_form("allow")
    with keeping() as session:
        outcome = renewal.renew(session, ring(), sign_in.citizen, grant, reply, texts.proof_words, request_time())
    if isinstance(outcome, NotPossible):
        abort(404)
    if isinstance(outcome, ShowAgain):
        return _page(ticked_as(outcome.sheet, reply.fields), grant, outcome), 422
    return redirect(url_for("consent.overview", done="renewed"), 303)


def _page(sheet: Sheet, grant: str, again: ShowAgain | None = None) -> str:
    return render_template("consent/renew.html", sheet=sheet, grant=grant, again=again)
