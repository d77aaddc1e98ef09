"""Comparing with the civil registry: said beforehand what goes out, asked once, and every answer shown."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from accounts.guard import citizen_only
from accounts.identifiers import NIK, Identifier
from accounts.pages.attempts import look_up
from accounts.sign_ins import SignIn
from core.db import keeping, reading
from core.runtime import request_time, settings
from keys.runtime import ring
from vault import catalogue
from vault.verification import matching
from vault.verification.authorities import Authority, AwayError, Dukcapil
from vault.verification.matching import Matched, NotMatched
from vault.verification.results import Result


@citizen_only(fresh=True)
def match(sign_in: SignIn) -> ResponseReturnValue:
    """Say what is compared, and compare it."""
    if not settings().dukcapil_address:
        abort(404)
    with reading() as session:
        asked = matching.question(session, ring(), sign_in.citizen)
    if isinstance(asked, NotMatched) or request.method != "POST":
        return _page(asked)
    lookup = look_up(Identifier(NIK, asked.nik), sign_in.citizen)
    if lookup.wait:
        return _page(asked, "wait"), 429
    authority: Authority = Dukcapil(settings().dukcapil_address)
    try:
        results = authority.match(asked.nik, asked.data)
    except AwayError:
        return _page(asked, "away"), 503
    with keeping() as session:
        outcome = matching.keep(session, ring(), authority, sign_in.citizen, asked, results, request_time())
    if isinstance(outcome, NotMatched):
        return _page(asked, outcome.reason), 409
    return _page(asked, outcome=outcome)


def mount(target: Blueprint) -> None:
    """Add the page to the blueprint of the vault."""
    target.add_url_rule("/profile/match", "match", match, methods=["GET", "POST"])


def _page(asked: matching.Question | NotMatched, problem: str = "", outcome: Matched | None = None) -> str:
    reason = asked.reason if isinstance(asked, NotMatched) else problem
    fields = [] if isinstance(asked, NotMatched) else [catalogue.FIELDS[key] for key in asked.data]
    said = outcome.results if outcome else {}
    return render_template(
        "vault/match.html", fields=fields, problem=reason, results=said, is_done=outcome is not None,
        count=sum(one is Result.YES for one in said.values()),
    )  # fmt: skip
