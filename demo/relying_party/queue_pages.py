"""Antrean MPP: a queue ticket for whoever signs in; it asks nothing and knows a pairwise subject only."""

from datetime import date, datetime

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from demo.relying_party.pages import present_visit
from demo.relying_party.queue_tickets import DESKS, Tickets
from demo.relying_party.words import WIB

pages = Blueprint("own", __name__)
TICKETS = "demo.tickets"


def tickets() -> Tickets:
    """Return the tickets of today."""
    kept: Tickets = current_app.extensions.setdefault(TICKETS, Tickets())
    return kept


@pages.get("/")
def home() -> str:
    """Show the desks, and the visitor's tickets."""
    visit = present_visit()
    taken = tickets().of(visit.subject, _today()) if visit else ()
    return render_template("relying_party/queue.html", desks=DESKS, taken=taken)


@pages.post("/tickets")
def take() -> Response:
    """Take a ticket for the chosen desk."""
    visit = present_visit()
    desk = request.form.get("desk", "")
    if visit is not None and desk in DESKS:
        tickets().take(desk, visit.subject, _today())
    return redirect(url_for("own.home"), 303)


def _today() -> date:
    return datetime.now(WIB).date()
