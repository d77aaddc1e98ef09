"""The pages of consent: the question of a service, and everything a citizen may do with their answers."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from accounts.browser import browser_digest
from accounts.guard import citizen_only
from accounts.sign_ins import SignIn
from consent import decisions, texts
from consent.decisions import Granted, Refused, ShowAgain
from consent.pages import directory, freezing, mine, paper, records, renewing
from consent.pages.showing import group_of, page_parts, reply_of_form, ticked_in_form
from consent.sheets import Sheet, ticked_as
from consent.waiting.question import Over, Question
from core.db import keeping, reading
from core.runtime import request_time
from keys.runtime import ring

blueprint = Blueprint("consent", __name__, template_folder="templates")
blueprint.context_processor(page_parts)


@blueprint.get("/consent/<interaction>")
@citizen_only
def page(sign_in: SignIn, interaction: str) -> ResponseReturnValue:
    """Show what the service wants, with the real values that it would receive."""
    with reading() as session:
        sheet = decisions.show(
            session, ring(), _question(sign_in, interaction), _language(), texts.proof_words, request_time()
        )
    return _over(sheet, interaction) if isinstance(sheet, Over) else _sheet(sheet, interaction)


@blueprint.post("/consent/<interaction>")
@citizen_only
def decide(sign_in: SignIn, interaction: str) -> ResponseReturnValue:
    """Take the citizen's answer; or tick everything and show the page again; or go and fill in what is empty."""
    decision = request.form.get("decision", "")
    if wanted := request.form.get("fill"):
        return _to_the_profile(sign_in, interaction, wanted)
    if decision not in {"allow", "deny"}:
        return _all_ticked(sign_in, interaction, ticks_all=decision == "tick_all")
    reply = reply_of_form(decision)
    with keeping() as session:
        outcome = decisions.decide(
            session, ring(), _question(sign_in, interaction), reply, texts.proof_words, request_time()
        )
    match outcome:
        case Granted() | Refused():
            return redirect(url_for("oidc.resume", interaction=interaction), 303)
        case ShowAgain(sheet):
            return _sheet(ticked_as(sheet, reply.fields), interaction, outcome), 422
        case Over():
            return _over(outcome, interaction)


def _to_the_profile(sign_in: SignIn, interaction: str, wanted: str) -> ResponseReturnValue:
    with keeping() as session:
        over = decisions.set_aside(session, _question(sign_in, interaction), ticked_in_form(), request_time())
    if over is not None:
        return _over(over, interaction)
    return redirect(url_for("vault.group", group=group_of(wanted), return_to=interaction), 303)


def _all_ticked(sign_in: SignIn, interaction: str, *, ticks_all: bool) -> ResponseReturnValue:
    with reading() as session:
        sheet = decisions.show(
            session, ring(), _question(sign_in, interaction), _language(), texts.proof_words, request_time()
        )
    if isinstance(sheet, Over):
        return _over(sheet, interaction)
    ticked = sheet.everything if ticks_all else ticked_in_form()
    return _sheet(ticked_as(sheet, frozenset(ticked)), interaction)


def _sheet(sheet: Sheet, interaction: str, again: ShowAgain | None = None) -> str:
    return render_template("consent/ask.html", sheet=sheet, interaction=interaction, again=again)


def _over(over: Over, interaction: str) -> ResponseReturnValue:
    if over.code == "answered":
        return redirect(url_for("oidc.resume", interaction=interaction), 303)
    status = {"unknown": 404, "other_browser": 403}.get(over.code, 410)
    # The service does not know yet that its purpose is gone, and the citizen should not have to tell it.
    way_back = url_for("oidc.resume", interaction=interaction) if over.code == "purpose_gone" else None
    return render_template("consent/over.html", text=texts.OVER[over.code], way_back=way_back), status


def _question(sign_in: SignIn, interaction: str) -> Question:
    return Question(interaction, sign_in.citizen, browser_digest())


def _language() -> str:
    return str(get_locale())


def _mount(target: Blueprint) -> None:
    views: tuple[tuple[str, Any, str], ...] = (
        ("/consents", mine.overview, "GET"),
        ("/consents/<grant>/withdraw", mine.withdrawing, "GET"),
        ("/consents/<grant>/withdraw", mine.withdraw, "POST"),
        ("/consents/<grant>/change", mine.changing, "GET"),
        ("/consents/<grant>/change", mine.change, "POST"),
        ("/consents/<grant>/renew", renewing.renewing, "GET"),
        ("/consents/<grant>/renew", renewing.renew, "POST"),
        ("/consents/<grant>/objection", mine.objecting, "GET"),
        ("/consents/<grant>/objection", mine.object_to, "POST"),
        ("/consents/services/<service>/freeze", freezing.freezable, "GET"),
        ("/consents/services/<service>/freeze", freezing.freeze, "POST"),
        ("/consents/services/<service>/thaw", freezing.thaw, "POST"),
        ("/profile/download/<language>.pdf", paper.on_paper, "GET"),
        ("/receipts", records.receipts, "GET"),
        ("/receipts/<grant>", records.receipt, "GET"),
        ("/receipts/<grant>/download", records.receipt_file, "GET"),
        ("/profile/<group>/<field>/history", records.history, "GET"),
        ("/services", directory.directory, "GET"),
        ("/access-log", records.access_log, "GET"),
        ("/access-log/<int:entry>/receipt/download", records.disclosure_file, "GET"),
        ("/access-log/download", records.access_log_file, "GET"),
    )
    for rule, view, method in views:
        target.add_url_rule(rule, view_func=view, methods=[method])


_mount(blueprint)
