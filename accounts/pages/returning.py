"""Where the citizen was going: an interaction by its id, or a page of their own by its endpoint's name; never an address."""

from flask import current_app, request, url_for

INTERACTION = 22


def return_to() -> str:
    """Return where the citizen was going, if it is a name or an id at all."""
    wanted = request.values.get("return_to", "")
    return wanted if wanted.isascii() and wanted.replace("-", "").replace("_", "").replace(".", "").isalnum() else ""


def target() -> str:
    """Return the address to go on to after signing in."""
    wanted = return_to()
    view = current_app.view_functions.get(wanted)
    if view is not None and getattr(view, "passes", "") == "citizen" and _is_plain(wanted):
        return url_for(wanted)
    if "." not in wanted and len(wanted) >= INTERACTION:
        return url_for("oidc.resume", interaction=wanted)
    return url_for("vault.profile")


def _is_plain(endpoint: str) -> bool:
    rules = current_app.url_map.iter_rules(endpoint)
    return any(not rule.arguments and "GET" in (rule.methods or ()) for rule in rules)
