"""The picture of a client, from our own origin: the pages that show it load nothing from anywhere else."""

from flask import Response, abort

from accounts.guard import machine
from core.db import reading
from oidc.blueprint import blueprint
from oidc.clients import store
from oidc.clients.logos import KEEP_SECONDS, LogoCache
from oidc.endpoints.incoming import door

LOGOS = LogoCache()


@blueprint.get("/clients/<client>/logo")
@machine("public")
def logo(client: str) -> Response:
    """Tell the picture that a client registered as `logo_uri` (OpenID Connect Registration 1.0, section 2)."""
    with reading() as session:
        kept = store.find(session, client)
    url = kept.client.details.get("logo_uri") if kept else None
    found = LOGOS.at(str(url), door()) if url else None
    if found is None:
        abort(404)
    response = Response(found.data, mimetype=found.media_type)
    response.headers["Cache-Control"] = f"public, max-age={int(KEEP_SECONDS)}"
    # Opened by itself it is still only a picture, and no other site shows it as its own.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
