"""`sekali openings`: whether the sealed parts of entries are still what the entries commit to."""

import sys

import click

from core.db import reading
from keys.runtime import ring
from web.operator.openings_check import check as checking


@click.group()
def openings() -> None:
    """Look after the sealed parts of the ledger's entries, which never leave with an export."""


@openings.command()
def check() -> None:
    """Open every sealed part and compare it with what its entry commits to; print nothing of what is in them.

    Exit codes: 0 all open, or were erased with their account; 1 something was found, each with its entry.
    """
    found = 0
    with reading() as session:
        for wrong in checking(session, ring()):
            found += 1
            click.echo(f"Entry {wrong.entry}: {wrong.text} ({wrong.code})")
    click.echo(f"{found} found." if found else "Every sealed part opens, or was erased with its account.")
    sys.exit(1 if found else 0)
