"""Readers: who may hear what a token is good for (RFC 7662, section 4)."""

from sqlalchemy.orm import Session

from oidc.clients.client import Client
from oidc.resources import store


def may_read(session: Session, client: Client, owner: str, audience: str | None) -> bool:
    """Tell whether `client` may introspect a token of the client `owner` for `audience`, None for ourselves.

    That is its owner, and the resource server that it is for; nobody, once that is not registered any more.
    """
    if audience is None:
        return client.id == owner
    resource = store.find(session, audience)
    return resource is not None and client.id in {owner, resource.reader}
