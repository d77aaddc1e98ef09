"""What the pages on the way of an interaction know of it, though they lie on lower floors: where it ends, and for whom it is."""

import re
from collections.abc import Mapping
from typing import Any

from flask import g, request, url_for

from accounts import errands
from accounts.browser import known_browser
from accounts.errands import Errand
from consent.purposes import Service
from core.db import reading
from core.ids import digest
from core.runtime import request_time
from keys.runtime import ring
from oidc import hints
from oidc.authorization.store import UnderWay, under_way
from oidc.blueprint import blueprint

INTERACTION = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")


@blueprint.before_app_request
def tell_the_errand() -> None:
    """Let the forms on the way of an interaction end at its service, and let their pages say which one that is.

    Browsers apply `form-action` to the redirects after a form too, and the last of them leaves the house.
    """
    if request.endpoint is None or request.endpoint == "static" or request.endpoint.startswith("oidc."):
        return
    wanted = (request.view_args or {}).get("interaction") or request.values.get("return_to", "")
    browser = known_browser() if INTERACTION.match(wanted) else None
    if browser is None:
        return
    with reading() as session:
        found = under_way(session, wanted, digest(browser), request_time())
    if found is None:
        return
    # What a device asked ends on a page of ours.
    if found.request.device is None:
        g.form_action_origins = (found.request.redirect_uri,)
    errands.tell(_errand(found, wanted))


def _errand(found: UnderWay, interaction: str) -> Errand:
    own, details = found.service, found.details
    return Errand(
        service=own.legal_name,
        is_verified=own.verified,
        homepage=_address(own, own.homepage, details, "client_uri"),
        privacy=_address(own, own.privacy_url, details, "policy_uri"),
        terms=str(details.get("tos_uri", "")),
        logo=url_for("oidc.logo", client=found.request.client_id) if "logo_uri" in details else "",
        # Who comes from a device was asked already whether to go on.
        leave=url_for("oidc.leave", interaction=interaction) if found.request.device is None else "",
        languages=found.request.ui_locales,
        hint=hints.opened(ring(), found.request.login_hint),
    )


def _address(service: Service, registered: str, details: Mapping[str, Any], name: str) -> str:
    # Of a verified service the register speaks first, of others only they themselves.
    told = str(details.get(name, ""))
    return (registered or told) if service.verified else (told or registered)
