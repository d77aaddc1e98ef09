"""The address of the description."""

from flask import Blueprint, Response, current_app, jsonify, make_response

from accounts.guard import machine
from core.operations import Operation
from core.runtime import settings
from oidc import described as oidc
from web.api.description import OWN, Route, described
from web.door.form_check import passes
from web.health import described as health
from web.ledger_pages import described as ledger

OPERATIONS: dict[str, Operation] = {**oidc.OPERATIONS, **ledger.OPERATIONS, **health.OPERATIONS, **OWN}
IMPLIED = frozenset({"HEAD", "OPTIONS"})

blueprint = Blueprint("api", __name__, url_prefix="/api")


@blueprint.get("/openapi.json")
@machine("public")
def openapi() -> Response:
    """Describe all that programs may ask here (OpenAPI 3.1)."""
    answer = make_response(jsonify(described(settings().issuer, _routes(), OPERATIONS)))
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def _routes() -> list[Route]:
    found = []
    for rule in current_app.url_map.iter_rules():
        view = current_app.view_functions[rule.endpoint]
        if passes(view).startswith("machine:") and rule.endpoint not in oidc.FOR_BROWSERS:
            methods = frozenset(rule.methods or ()) - IMPLIED
            found.append(Route(rule.endpoint, rule.rule, methods, view, passes(view)))
    return found
