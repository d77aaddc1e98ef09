"""`sekali staff`: who sits at the desks."""

import sys

import click
from sqlalchemy.exc import IntegrityError

from accounts.credentials import passwords
from accounts.credentials.totp import is_secret
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
@click.option("--password", "is_typed", is_flag=True, help="Ask for the password, twice; it is generated otherwise.")
@click.option("--password-stdin", "is_piped", is_flag=True, help="Read the password from standard input.")
@click.option("--totp", default="", help="TOTP secret in base32; generated unless given.")
def add(identifier: str, name: str, role: str, totp: str, *, is_typed: bool, is_piped: bool) -> None:
    """Add a member of staff; a generated password and the TOTP secret are shown this once."""
    given = _given_password(is_typed=is_typed, is_piped=is_piped)
    chosen = deeds.new_password() if given is None else given
    if passwords.why_weak(chosen, [identifier]):
        raise click.ClickException("This password is too short or easy to guess; leave it out to have one made.")
    if totp and not is_secret(totp):
        raise click.ClickException("This TOTP secret is not base32 of 26 signs or more; leave it out to have one made.")
    kept = passwords.hashed(ring(), chosen)
    try:
        with keeping() as session:
            added = deeds.add(session, ring(), identifier, name, role, kept, system_clock(), totp)
    except IntegrityError:
        raise click.ClickException("There is a member of staff with this identifier already.") from None
    shown = f"password: {chosen}\n" if given is None else ""
    click.echo(f"id: {added.id}\n{shown}totp secret: {added.totp}\ntotp address: {added.address}")


def _given_password(*, is_typed: bool, is_piped: bool) -> str | None:
    # Never an argument: those stand in the list of processes and in the history of the shell.
    if is_typed and is_piped:
        raise click.UsageError("Choose one of --password and --password-stdin.")
    if is_typed:
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    if not is_piped:
        return None
    return sys.stdin.readline().rstrip("\r\n")


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
