"""Usulan bansos: a proposal with specific personal data, later pulls, and a way to object."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from demo.relying_party import pulls
from demo.relying_party.aid_proposal import missing_from, number_for
from demo.relying_party.objections import Objections
from demo.relying_party.pages import present_visit
from demo.relying_party.refusals import UNREACHABLE, RefusedError

pages = Blueprint("own", __name__)
OBJECTIONS = "demo.objections"


def objections() -> Objections:
    """Return the objections that came in."""
    kept: Objections = current_app.extensions.setdefault(OBJECTIONS, Objections())
    return kept


@pages.get("/")
def home() -> str:
    """Show the proposal, or what would be asked for it."""
    visit = present_visit()
    return render_template(
        "relying_party/aid.html",
        number=number_for(visit.subject) if visit else None,
        missing=missing_from(visit.answer) if visit else (),
    )


@pages.post("/pull")
def pull() -> Response:
    """Pull the fields again, as a service does weeks after the sign-in."""
    visit = present_visit()
    if visit is not None:
        try:
            pulls.again(visit)
        except RefusedError as refusal:
            if refusal.reason == UNREACHABLE:
                return redirect(url_for("pages.refused", reason=UNREACHABLE), 303)
    return redirect(url_for("own.home"), 303)


@pages.get("/objection")
def objection() -> str:
    """Show how to object, and to what was objected."""
    return render_template("relying_party/objection.html", filed=objections().find(request.args.get("number", "")))


@pages.post("/objection")
def object_to_use() -> Response | tuple[str, int]:
    """Take an objection; it needs words, and nothing else."""
    said = request.form.get("words", "")
    if not said.strip():
        return render_template("relying_party/objection.html", filed=None, empty=True), 422
    return redirect(url_for("own.objection", number=objections().file(said).number), 303)
