"""What machine endpoints read of a request: its form, and who sends it."""

from flask import request

from core.db import reading
from core.runtime import settings
from oidc.clients.authentication import Presented, claimed_client, presented
from oidc.clients.credentials import credentials
from oidc.clients.fetched_keys import KeyCache
from oidc.outbound import Door
from oidc.parameters import Parameters, read

FORM = "application/x-www-form-urlencoded"
CLIENT_KEYS = KeyCache()


def form() -> Parameters:
    """Return the parameters of the body; any other type of body has none."""
    return read(request.form.items(multi=True) if request.mimetype == FORM else ())


def presented_in(parameters: Parameters) -> Presented:
    """Return the client's credentials, with the keys to judge them by, fetched before any transaction begins."""
    shown = credentials(parameters, request.headers.get("Authorization"))
    with reading() as session:
        client = claimed_client(session, shown)
    return presented(shown, client, CLIENT_KEYS, door())


def door() -> Door:
    """Return the way out that this deployment's settings allow."""
    own = settings()
    return Door(own.outbound_hosts, own.outbound_ca_file)
