"""`sekali purposes submit|proposals`: what was proposed, and what the data-protection officer said to it."""

import click

from consent.registry import changes
from consent.registry.sentences import OPERATOR, sentences
from consent.review import proposing, store
from core.clock import system_clock
from core.db import keeping, reading
from keys.runtime import ring


@click.command("submit")
@click.argument("service")
@click.argument("proposal")
def submit_purpose(service: str, proposal: str) -> None:
    """Put the draft PROPOSAL of SERVICE before the data-protection officer. Exit codes: 0 done; 1 there is no such draft."""
    with sentences(), keeping() as session:
        made = proposing.submit(session, ring(), service, proposal, system_clock(), staff=OPERATOR)
    click.echo(f"Purpose {made.purpose.key} of {service} waits for the data-protection officer.")


@click.command("proposals")
@click.argument("service")
def list_proposals(service: str) -> None:
    """List what was proposed for SERVICE, newest first: id, state, purpose, and the officer's remark."""
    with sentences(), reading() as session:
        found = store.of_service(session, changes.known_service(session, service).id)
    for one in found:
        name = one.purpose.key if one.version is None else f"{one.purpose.key}@{one.version}"
        click.echo(f"{one.id}\t{one.state}\t{name}\t{one.remark}".rstrip())
