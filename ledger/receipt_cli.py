"""`sekali verify`: check what one was handed, offline."""

import sys
from pathlib import Path

import click

from ledger.verify.verification import verify as verification


@click.group()
def verify() -> None:
    """Check what Sekali handed out, without asking it."""


@verify.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--key", "trusted", multiple=True, metavar="KEY", help="A verifier key that is trusted; may be repeated.")
@click.option(
    "--witness", "witnesses", multiple=True, metavar="KEY", help="A witness that is trusted; may be repeated."
)
@click.option("--quorum", type=int, help="How many of them must have cosigned; more than half, unless told.")
def receipt(path: Path, trusted: tuple[str, ...], witnesses: tuple[str, ...], quorum: int | None) -> None:
    """Verify the receipt at PATH, a file that a citizen downloaded.

    Exit codes: 0 good; 1 something was found; 2 unreadable, or not anchored in a given key and witnesses.
    """
    report = verification(path, trusted, witnesses=witnesses, quorum=quorum)
    click.echo("\n".join(report.sentences()))
    sys.exit(report.exit_code)
