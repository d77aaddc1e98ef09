"""The officer's pages: which citizen and which paper, then value by value. Every look is an entry that the citizen finds."""

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accounts.desk.staff import StaffSignIn
from accounts.guard import staff_only
from core.db import keeping, reading
from core.runtime import request_time
from keys.runtime import ring
from vault import catalogue
from vault.checks import Confirmed, NotConfirmed, Sight
from vault.validation.dates import expiry, local_day
from vault.validation.outcome import Facts
from vault.verification import counter
from vault.verification.counter import Seen
from web.desks.officer.texts import PAPERS, PROBLEMS

LONGEST_PLACE = 120

blueprint = Blueprint("officer", __name__, url_prefix="/desk/officer")


@blueprint.get("")
@staff_only("officer")
def begin(_desk: StaffSignIn) -> str:
    """Ask which citizen and which paper."""
    return _begin_page()


@blueprint.post("/look")
@staff_only("officer")
def look(desk: StaffSignIn) -> ResponseReturnValue:
    """Show the values that stand on the paper."""
    return _look(desk)


@blueprint.post("/confirm")
@staff_only("officer")
def confirm(desk: StaffSignIn) -> ResponseReturnValue:
    """Keep what the officer said, value by value."""
    document, until = request.form.get("document", ""), expiry(request.form.get("valid_until", ""), _today())
    if until.errors:
        return _look(desk, "valid_until")
    citizen = _citizen()
    if citizen is None or document not in counter.PAPERS:
        return _begin_page("number"), 422
    sight = Sight(
        document,
        " ".join(request.form.get("place", "").split())[:LONGEST_PLACE],
        date.fromisoformat(until.data) if until.data else None,
    )
    with keeping() as session:
        outcome = counter.decide(
            session, ring(), desk.staff, citizen, _said("same"), sight, _said("different"), request_time()
        )
    if isinstance(outcome, NotConfirmed):
        return _look(desk, outcome.reason)
    return _begin_page(done=outcome)


def _look(desk: StaffSignIn, problem: str = "") -> ResponseReturnValue:
    citizen, document = _citizen(), request.form.get("document", "")
    if citizen is None:
        return _begin_page("number"), 422
    if document not in counter.PAPERS:
        return _begin_page("document"), 422
    with keeping() as session:
        seen = counter.look(session, ring(), desk.staff, citizen, document, request_time())
    if seen is None:
        return _begin_page("account_not_active"), 422
    return _values_page(seen, problem), 422 if problem else 200


def _begin_page(problem: str = "", done: Confirmed | None = None) -> str:
    return render_template(
        "web/officer.html",
        papers=PAPERS,
        typed=request.form,
        problem=problem,
        error=PROBLEMS.get(problem, ""),
        done=done,
    )


def _values_page(seen: Seen, problem: str) -> str:
    fields = [catalogue.FIELDS[key] for key in counter.PAPERS[seen.document].supports]
    return render_template(
        "web/officer_values.html", seen=seen, fields=fields, paper=PAPERS[seen.document], typed=request.form,
        problem=problem, error=PROBLEMS.get(problem, ""),
    )  # fmt: skip


def _citizen() -> str | None:
    with reading() as session:
        return counter.citizen_of(session, ring(), request.form.get("number", ""))


def _said(word: str) -> dict[str, int]:
    found = {}
    for key in catalogue.FIELDS:
        version = request.form.get(f"version_{key}", "")
        if request.form.get(f"said_{key}") == word and version.isascii() and version.isdigit():
            found[key] = int(version[:9])
    return found


def _today() -> Facts:
    return Facts({}, local_day(request_time()))
