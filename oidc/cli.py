"""`sekali clients`: the operator registers clients of services, and ends them."""

import json
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from consent import unverified
from consent.registry.store import service_by_key
from core.clock import system_clock
from core.db import keeping, reading
from core.runtime import settings
from keys.runtime import ring
from oidc.clients import registration, store
from oidc.clients.profiles import METHODS, PROFILES, Profile, find_offered, profile_for
from oidc.clients.registration import self_portrait
from oidc.clients.values import Rules
from oidc.errors import BodyError
from oidc.mtls.deployment import methods
from oidc.outbound import Door


@click.group()
def clients() -> None:
    """Register, list and end the clients of services."""


@clients.command()
@click.option(
    "--service", help="Key of the service that the client belongs to; without one, its own unverified service."
)
@click.option(
    "--from",
    "document",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with the whole metadata as JSON (RFC 7591, section 2) instead of the options; the answer is JSON too.",
)
@click.option("--redirect", "redirects", multiple=True, help="Redirect address; may be repeated.")
@click.option(
    "--post-logout-redirect", "post_logout", multiple=True, help="Address after signing out; may be repeated."
)
@click.option("--backchannel-logout", help="Address that logout tokens are posted to.")
@click.option("--auth-method", type=click.Choice(METHODS), default=METHODS[0], show_default=True)
@click.option("--profile", type=click.Choice(sorted(PROFILES)), help="As for one that registers itself, unless told.")
@click.option("--alg", help="Algorithm of ID Tokens; the profile's first unless told.")
@click.option(
    "--jwks", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="File with the client's public keys."
)
@click.option("--name", default="", help="Name of the client.")
@click.option("--application-type", type=click.Choice(["web", "native"]), default="web", show_default=True)
@click.option(
    "--offline/--no-offline", default=True, show_default=True, help="May the client register for refresh tokens?"
)
def add(service: str | None, document: Path | None, profile: str | None, jwks: Path | None, **chosen: Any) -> None:
    """Register a client; its id and secret are shown this once."""
    metadata = _metadata(chosen, jwks) if document is None else _read(document)
    rules = Rules(_profile(profile, metadata), settings().mode != "production", methods(settings()))
    try:
        details, sector = registration.checked(
            metadata, rules, Door(settings().outbound_hosts, settings().outbound_ca_file)
        )
    except BodyError as refused:
        raise click.ClickException(f"The client cannot be registered: {refused.description}.") from None
    with keeping() as session:
        owner = _owner(session, service, details)
        made = registration.add(session, ring(), owner, rules, details, sector, system_clock())
    if document is not None:
        click.echo(json.dumps(made.body(settings().issuer), indent=2))
        return
    click.echo(f"client_id: {made.client.id}")
    click.echo(f"client_secret: {made.secret}" if made.secret else f"authentication: {made.client.auth_method}")


def _profile(named: str | None, metadata: Any) -> Profile:
    names = settings().profiles
    found = find_offered(names, named) if named else profile_for(names, metadata if isinstance(metadata, dict) else {})
    if found is None:
        raise click.ClickException(
            f"The profile {named} is not offered here; SEKALI_PROFILES names {', '.join(names)}."
        )
    return found


def _owner(session: Session, service: str | None, details: dict[str, Any]) -> str:
    if service is None:
        return unverified.register(session, self_portrait(details), system_clock())
    owner = service_by_key(session, service)
    if owner is None:
        raise click.ClickException(f"There is no service {service}. `sekali services list` shows them.")
    return owner.id


@clients.command("list")
def list_() -> None:
    """Show every client: id, service, state, profile, authentication, addresses."""
    with reading() as session:
        found = store.all_clients(session)
    for client_id, service, state, profile, details in found:
        addresses = " ".join(details.get("redirect_uris", ()))
        click.echo(
            f"{client_id}  {service}  {state}  {profile}  {details.get('token_endpoint_auth_method', METHODS[0])}  {addresses}"
        )


@clients.command("rotate-secret")
@click.argument("client_id")
def rotate_secret(client_id: str) -> None:
    """Give a client a new secret; the old one stops working at once."""
    with keeping() as session:
        secret = registration.rotate_secret(session, ring(), client_id)
    if secret is None:
        raise click.ClickException(f"There is no active client {client_id} with a secret.")
    click.echo(f"client_secret: {secret}")


@clients.command()
@click.argument("client_id")
def disable(client_id: str) -> None:
    """End a client: its requests are refused and its tokens are dead at once."""
    with keeping() as session:
        done = store.change(session, client_id, state="disabled", registration_digest=None)
    if not done:
        raise click.ClickException(f"There is no active client {client_id}.")
    click.echo(f"{client_id} is disabled.")


def _metadata(chosen: dict[str, Any], jwks: Path | None) -> dict[str, Any]:
    grants = ["authorization_code", "refresh_token"] if chosen["offline"] else ["authorization_code"]
    known = {
        "redirect_uris": list(chosen["redirects"]),
        "post_logout_redirect_uris": list(chosen["post_logout"]),
        "backchannel_logout_uri": chosen["backchannel_logout"],
        "token_endpoint_auth_method": chosen["auth_method"],
        "id_token_signed_response_alg": chosen["alg"],
        "application_type": chosen["application_type"],
        "client_name": chosen["name"],
        "grant_types": grants,
        "jwks": None if jwks is None else _read(jwks),
    }
    return {name: value for name, value in known.items() if value not in (None, "", [])}


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError):
        raise click.ClickException(f"{path} is not a readable JSON file.") from None
