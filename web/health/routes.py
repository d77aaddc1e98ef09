"""Answers for machines that look after this one: alive, ready, figures."""

import ipaddress

from flask import Blueprint, Response, abort, current_app, jsonify, make_response, request
from prometheus_client import CONTENT_TYPE_LATEST

from accounts.guard import machine
from accounts.lookups.store import usage
from core.db import db, reading
from core.runtime import request_time
from keys.runtime import ring
from web.door.request_log import VISITS
from web.health import figures, readiness, store

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@machine("public")
def alive() -> Response:
    """Say that this process answers."""
    return make_response(jsonify(alive=True))


@blueprint.get("/readyz")
@machine("public")
def ready() -> Response:
    """Say whether citizens can be served: 200 or 503, with what was looked at."""
    with reading() as session:
        found = readiness.checks(db.engine, session, ring())
    is_ready = all(found.values())
    return make_response(jsonify(ready=is_ready, checks=found), 200 if is_ready else 503)


@blueprint.get("/metrics")
@machine("public")
def metrics() -> Response:
    """Give the figures to callers inside the operator's own network; others learn nothing of this page."""
    if not _is_inside(request.remote_addr):
        abort(404)
    with reading() as session:
        ledger, outbox, used = store.heads(session), store.outbox_by_state(session), usage(session, request_time())
    answer = make_response(figures.as_text(current_app.extensions[VISITS].registry, ledger, outbox, used))
    answer.headers["Content-Type"] = CONTENT_TYPE_LATEST
    return answer


def _is_inside(address: str | None) -> bool:
    try:
        own = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    return own.is_loopback or own.is_private
