"""The records: receipts of every answer, and who saw my data; on the page, on paper, and as files."""

import json
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from flask import Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, get_locale

from accounts.citizens import ACTIVE, CLOSING, FROZEN
from accounts.guard import citizen_only
from accounts.sign_ins import SignIn
from consent import access_log as log
from consent import receipts as receipting
from consent.access_log import Access
from consent.answers import overview as answers
from consent.correction import history as histories
from consent.derivation import WIB
from consent.disclosures.receipts import for_citizen
from core.db import keeping, reading
from core.runtime import request_time, settings
from keys.runtime import ring
from vault import catalogue

MOST_ENTRIES = 2**53 - 1  # RFC 8785: no greater number is told in JSON
LANGUAGES = ("id", "en")
# Proof of what was agreed stays within reach until the account is gone.
OWN_RECORDS = (ACTIVE, FROZEN, CLOSING)


@citizen_only(states=OWN_RECORDS)
def receipts(sign_in: SignIn) -> ResponseReturnValue:
    """List the receipts of all answers."""
    with reading() as session:
        seen = answers.overview(session, sign_in.citizen, request_time())
    return render_template("consent/receipts.html", seen=seen)


@citizen_only(states=OWN_RECORDS)
def receipt(sign_in: SignIn, grant: str) -> ResponseReturnValue:
    """Show one receipt in both languages, ready for paper."""
    found = _receipt(sign_in, grant)
    first = str(get_locale())
    sheets = []
    for language in sorted(LANGUAGES, key=lambda one: one != first):
        with force_locale(language):
            sheets.append((language, render_template("consent/receipt_sheet.html", receipt=found)))
    return render_template("consent/receipt.html", receipt=found, sheets=sheets)


@citizen_only(states=OWN_RECORDS)
def receipt_file(sign_in: SignIn, grant: str) -> ResponseReturnValue:
    """Give one receipt as JSON: its data, the same signed (JWS), the key, and its entries with openings and proofs."""
    with keeping() as session:
        found = receipting.receipt(session, ring(), settings().issuer, sign_in.citizen, grant, request_time())
        if found is None:
            abort(404)
        proven = receipting.proven(session, ring(), settings(), sign_in.citizen, found, request_time())
    data = {"receipt": found.claims, "jws": found.jws, "key": found.key, **proven}
    return _file(data, f"sekali-receipt-{found.grant.id}.json")


@citizen_only(states=OWN_RECORDS)
def access_log(sign_in: SignIn) -> ResponseReturnValue:
    """Show who saw the citizen's data, by month, newest first."""
    service, before = request.args.get("service") or None, request.args.get("before", type=int)
    with reading() as session:
        page = log.page(session, sign_in.citizen, service, before)
    return render_template("consent/access_log.html", page=page, months=_by_month(page.accesses), service=service)


@citizen_only(states=OWN_RECORDS)
def access_log_file(sign_in: SignIn) -> ResponseReturnValue:
    """Give the whole log as JSON."""
    service = request.args.get("service") or None
    with reading() as session:
        accesses = list(log.as_data(session, sign_in.citizen, service))
    data = {"format": "sekali-access-log-1", "issuer": settings().issuer, "accesses": accesses}
    return _file(data, "sekali-access-log.json")


@citizen_only(states=OWN_RECORDS)
def disclosure_file(sign_in: SignIn, entry: int) -> ResponseReturnValue:
    """Give the receipt of one read as JSON: signed, with its entry, opening and proof."""
    if entry > MOST_ENTRIES:
        abort(404)
    with keeping() as session:
        found = for_citizen(session, ring(), settings(), sign_in.citizen, entry, request_time())
    if found is None:
        abort(404)
    return _file(found, f"sekali-disclosure-{entry}.json")


@citizen_only(states=OWN_RECORDS)
def history(sign_in: SignIn, group: str, field: str) -> ResponseReturnValue:
    """Show what a value was before, who said so and when, and who received it (UU 27/2022, articles 6 and 7)."""
    found = catalogue.FIELDS.get(field)
    if found is None or found.group != group:
        abort(404)
    with reading() as session:
        told = histories.history(session, ring(), sign_in.citizen, field)
    return render_template("consent/history.html", field=found, told=told)


def _receipt(sign_in: SignIn, grant: str) -> receipting.Receipt:
    with reading() as session:
        found = receipting.receipt(session, ring(), settings().issuer, sign_in.citizen, grant, request_time())
    if found is None:
        abort(404)
    return found


def _by_month(accesses: Sequence[Access]) -> list[tuple[date, list[Access]]]:
    months = groupby(accesses, key=lambda access: access.time.astimezone(WIB).date().replace(day=1))
    return [(month, list(of_month)) for month, of_month in months]


def _file(data: dict[str, Any], name: str) -> Response:
    answer = make_response(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
    answer.headers["Content-Type"] = "application/json; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
