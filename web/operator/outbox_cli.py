"""`sekali outbox`: what waits to be delivered, what was given up, and trying that again."""

import click

from core import outbox as box
from core.clock import system_clock
from core.db import keeping, reading


@click.group()
def outbox() -> None:
    """Look at work that follows deeds, and let dead work be tried again."""


@outbox.command()
def status() -> None:
    """Show how many rows of each kind are waiting, done (kept for a day) and dead (kept for thirty)."""
    with reading() as session:
        found = box.counts(session)
    for kind, state, number in found:
        click.echo(f"{kind}  {state}  {number}")
    if not found:
        click.echo("The outbox is empty.")


@outbox.command()
def dead() -> None:
    """Show what was given up, newest first: id, kind, attempts, deadline, reason, and whom it was for."""
    with reading() as session:
        found = box.dead(session)
    for one in found:
        receiver = f"  for {one.receiver}" if one.receiver else ""
        click.echo(f"{one.id}  {one.kind}  {one.attempts}  {one.deadline.isoformat()}  {one.reason}{receiver}")
    if not found:
        click.echo("Nothing was given up.")


@outbox.command()
@click.argument("work")
def retry(work: str) -> None:
    """Let dead work be tried again, for one hour."""
    with keeping() as session:
        done = box.revive(session, work, system_clock())
    if not done:
        raise click.ClickException(f"There is no dead work {work}. `sekali outbox dead` shows what there is.")
    click.echo(f"{work} is tried again.")
