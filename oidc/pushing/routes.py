"""The endpoint to which clients push their authorization requests."""

from flask import Response

from accounts.guard import machine
from core.db import keeping
from core.runtime import request_time, settings
from keys.runtime import ring
from oidc import hints
from oidc.blueprint import blueprint, told
from oidc.endpoints.incoming import presented_in, proof_of_client
from oidc.endpoints.routes import incoming
from oidc.endpoints.unfolding import unfold
from oidc.possession.holding import Asker
from oidc.pushing.push import push
from oidc.request_checks import WayIn
from oidc.terms import terms_of


@blueprint.post("/par")
@machine("client")
def pushed_request() -> Response:
    """Keep an authorization request and give a handle for it (RFC 9126, section 2)."""
    asking = incoming()
    shown = presented_in(asking)
    asked = hints.sealed(
        ring(), unfold(asking.parameters, shown.credentials.client_id, WayIn.PUSHED, WayIn.PUSHED_SIGNED)
    )
    asker = Asker(shown, proof_of_client(asking))
    with keeping() as session:
        handle = push(session, ring(), terms_of(settings()), asker, asked, request_time())
    return told(handle.body(), 201)
