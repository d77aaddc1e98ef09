"""`sekali resources`: the operator registers the resource servers that read our access tokens."""

from datetime import timedelta

import click
from sqlalchemy.orm import Session

from core.clock import system_clock
from core.db import keeping, reading
from core.runtime import settings
from oidc.clients import store as clients
from oidc.clients.profiles import access_token_algorithms, offered
from oidc.resources import store
from oidc.resources.resource import JWT, OPAQUE, Resource, why_no_identifier, why_no_scope

SHORTEST, LONGEST = 30, 3600


@click.group()
def resources() -> None:
    """Register, list and remove resource servers."""


@resources.command()
@click.argument("identifier")
@click.option("--name", required=True, help="Name, as people of both sides know it.")
@click.option("--scope", "scopes", multiple=True, help="Scope that it knows; may be repeated.")
@click.option("--form", type=click.Choice([OPAQUE, JWT]), default=OPAQUE, show_default=True, help="Of its tokens.")
@click.option("--alg", help="Algorithm of its JWTs; the deployment's first unless told.")
@click.option(
    "--lifetime", type=click.IntRange(SHORTEST, LONGEST), default=300, show_default=True, help="Of a token, in seconds."
)
@click.option("--client", "reader", help="Id of the client as which it introspects; opaque tokens need one.")
def add(
    identifier: str, name: str, scopes: tuple[str, ...], form: str, alg: str | None, lifetime: int, reader: str | None
) -> None:
    """Register the resource server IDENTIFIER, an https address (RFC 8707, section 2)."""
    algorithms = access_token_algorithms(offered(settings().profiles))
    resource = Resource(identifier, name, scopes, form, alg or algorithms[0], timedelta(seconds=lifetime), reader)
    with keeping() as session:
        if why := _why_not(session, resource, algorithms):
            raise click.ClickException(f"The resource server cannot be registered: {why}.")
        store.add(session, resource, system_clock())
    click.echo(f"{identifier} is registered.")


@resources.command("list")
def show() -> None:
    """Show every resource server: address, form and life of its tokens, client, scopes."""
    with reading() as session:
        known = store.listed(session)
    for one in known:
        form = f"{one.form} {one.algorithm}" if one.form == JWT else one.form
        click.echo(
            f"{one.identifier}  {form}  {int(one.lifetime.total_seconds())}s  {one.reader or '-'}  {' '.join(one.scopes)}"
        )


@resources.command()
@click.argument("identifier")
def remove(identifier: str) -> None:
    """Remove a resource server: no token is given for it any more, and none is told to be active."""
    with keeping() as session:
        done = store.remove(session, identifier)
    if not done:
        raise click.ClickException(f"There is no resource server {identifier}.")
    click.echo(f"{identifier} is removed.")


def _why_not(session: Session, resource: Resource, algorithms: tuple[str, ...]) -> str | None:
    if why := why_no_identifier(settings().issuer, resource.identifier):
        return f"{resource.identifier} {why}"
    if why := next((f"{scope} {why}" for scope in resource.scopes if (why := why_no_scope(scope))), None):
        return why
    if resource.algorithm not in algorithms:
        return f"--alg must be one of {', '.join(algorithms)}"
    if store.find(session, resource.identifier) is not None:
        return "it is registered already; remove it first"
    return _why_no_reader(session, resource)


def _why_no_reader(session: Session, resource: Resource) -> str | None:
    if resource.reader is None:
        return (
            "opaque tokens are read by introspection; name its client by --client" if resource.form == OPAQUE else None
        )
    found = clients.find(session, resource.reader)
    if found is None:
        return f"there is no active client {resource.reader}"
    return "its client has nothing to prove itself with" if found.client.is_public else None
