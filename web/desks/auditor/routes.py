"""The auditor's pages. They show names of services, purposes and fields; no value and no citizen is in reach."""

import io
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for

from accounts.desk.staff import StaffSignIn
from accounts.guard import staff_only
from consent.deletion.store import counts
from consent.registry.store import services
from core.clock import from_epoch
from core.db import keeping, reading
from core.runtime import request_time, settings
from keys.runtime import ring
from ledger.handovers.turns import turns
from vault import catalogue
from vault.derived import answers
from web.desks.auditor import lookups
from web.desks.auditor.criteria import BIGGEST_INDEX, NAMES, Misread, criteria_of, index_of
from web.desks.auditor.texts import ACTORS, PROBLEMS, TYPES
from web.door.page_parts import in_language

MOST_CHOSEN = 500

blueprint = Blueprint("auditor", __name__, url_prefix="/desk/auditor")


@blueprint.get("")
@staff_only("auditor")
def search(desk: StaffSignIn) -> str | tuple[str, int]:
    """Show the search form and, once something is looked for, what fits it."""
    if "look" not in request.args:
        return _page(None)
    criteria = criteria_of(request.args)
    if isinstance(criteria, Misread):
        errors = [{"field": name, "text": PROBLEMS[code]} for name, code in criteria.problems]
        return _page(None, errors), 422
    with keeping() as session:
        found = lookups.look_for(session, ring(), desk.staff, criteria, request_time())
    return _page(found)


@blueprint.get("/entry/<int:index>")
@staff_only("auditor")
def entry(desk: StaffSignIn, index: int) -> str:
    """Show one entry with its body, its place in the tree and how to check both."""
    if index > BIGGEST_INDEX:
        abort(404)
    with keeping() as session:
        lookups.publish_up_to(session, ring(), settings().ledger_origin, index, request_time())
    with keeping() as session:
        known = turns(session, ring(), settings().ledger_origin)
        seen = lookups.look_at(session, ring(), desk.staff, index, request_time())
    if seen is None:
        abort(404)
    ends = seen.entry.terms["ends"] if seen.entry.terms else None
    return render_template(
        "web/auditor_entry.html",
        seen=seen,
        ends=None if ends is None else from_epoch(ends),
        key=known[-1].key,
        types=TYPES,
        actors=ACTORS,
        label=_label,
    )


@blueprint.post("/bundle")
@staff_only("auditor")
def bundle(desk: StaffSignIn) -> Response | tuple[str, int]:
    """Give the chosen entries with their proofs as one zip file that is verified offline."""
    chosen = [index for text in request.form.getlist("index")[:MOST_CHOSEN] if (index := index_of(text)) is not None]
    if not chosen:
        return _page(None, [{"field": "results", "text": PROBLEMS["choice"]}]), 422
    with keeping() as session:
        lookups.publish_up_to(session, ring(), settings().ledger_origin, max(chosen), request_time())
    stream = io.BytesIO()
    with keeping() as session:
        lookups.take_home(session, ring(), desk.staff, chosen, stream, request_time())
    answer = make_response(stream.getvalue())
    answer.headers["Content-Type"] = "application/zip"
    answer.headers["Content-Disposition"] = 'attachment; filename="sekali-bundle.zip"'
    return answer


def _page(found: lookups.Found | None, errors: list[dict[str, str]] | None = None) -> str:
    with reading() as session:
        known, deletions = services(session), counts(session, request_time())
    typed = {name: request.values.get(name, "") for name in NAMES}
    more = ""
    if found is not None and found.after is not None:
        more = url_for("auditor.search") + "?" + urlencode({**typed, "look": "1", "after": found.after})
    return render_template(
        "web/auditor_search.html",
        services=[(one.key, one.legal_name) for one in known],
        deletions=[(one.legal_name, deletions[one.id]) for one in known if one.id in deletions],
        fields=[(key, _label(key)) for key in (*catalogue.FIELDS, *answers.PLAIN) if catalogue.is_releasable(key)],
        found=found,
        errors=errors or [],
        wrong={error["field"]: error["text"] for error in errors or []},
        typed=typed,
        more=more,
        types=TYPES,
        label=_label,
    )


def _label(key: str) -> str:
    field = catalogue.get(key)
    return key if field is None else in_language(field.label_id, field.label_en)
