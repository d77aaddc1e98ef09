"""`sekali staff`: who sits at the desks."""

import click
from sqlalchemy.exc import IntegrityError

from accounts.credentials import passwords
from accounts.desk import deeds, store
from accounts.desk.staff import ROLES
from core.clock import system_clock
from core.db import keeping, reading
from keys.runtime import ring


@click.group()
def staff() -> None:
    """Add, list and disable members of staff."""


@staff.command()
@click.option("--identifier", required=True, help="E-mail address to sign in by.")
@click.option("--name", required=True, help="Name, as the ledger's readers know it.")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--password", help="Password; generated unless given.")
@click.option("--totp", default="", help="TOTP secret in base32; generated unless given.")
def add(identifier: str, name: str, role: str, password: str | None, totp: str) -> None:
    """Add a member of staff; password and TOTP secret are shown this once."""
    chosen = password or deeds.new_password()
    if passwords.why_weak(chosen, [identifier]):
        raise click.ClickException("This password is too short or easy to guess; leave it out to have one made.")
    if totp and not deeds.is_totp_secret(totp):
        raise click.ClickException("This TOTP secret is not base32 of 26 signs or more; leave it out to have one made.")
    kept = passwords.hashed(ring(), chosen)
    try:
        with keeping() as session:
            added = deeds.add(session, ring(), identifier, name, role, kept, system_clock(), totp)
    except IntegrityError:
        raise click.ClickException("There is a member of staff with this identifier already.") from None
    click.echo(f"id: {added.id}\npassword: {chosen}\ntotp secret: {added.totp}\ntotp address: {added.address}")


@staff.command("list")
def list_() -> None:
    """Show all staff: id, role, state, name."""
    with reading() as session:
        found = store.all_staff(session)
    for one, name, role, state in found:
        click.echo(f"{one}  {role}  {state}  {name}")


@staff.command()
@click.argument("staff_id")
def disable(staff_id: str) -> None:
    """Close a desk for good."""
    with keeping() as session:
        is_done = store.disable(session, staff_id)
    if not is_done:
        raise click.ClickException("There is no active member of staff with this id. `sekali staff list` shows them.")
