"""`sekali ledger`: export the ledger, print its verifier key, verify an export or a bundle."""

import sys
from pathlib import Path

import click

from core.clock import system_clock
from core.db import keeping, reading
from core.runtime import settings
from keys.runtime import ring
from ledger import checkpoints, publishing
from ledger import export as exporting
from ledger.verify.verification import verify as verification


@click.group()
def ledger() -> None:
    """Export the tamper-evident ledger, verify it, print its public key."""


@ledger.command()
@click.argument("path", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def export(path: Path) -> None:
    """Write the whole ledger to PATH, up to a checkpoint that is signed now.

    PATH appears only when it is complete. Exit codes: 0 written; 1 refused, with the reason.
    """
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        while _publish():
            pass
        with reading() as session, unfinished.open("wb") as stream:
            checkpoint = exporting.export(session, stream)
        unfinished.replace(path)
    except publishing.RefusedToSignError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from None
    click.echo(f"{checkpoint.size} entries of {checkpoint.origin} were written to {path}.")


@ledger.command()
def key() -> None:
    """Print the verifier key: publish it where auditors can trust it."""
    click.echo(checkpoints.verifier_key(settings().ledger_origin, ring().ledger_public))


@ledger.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--key", "trusted", multiple=True, metavar="KEY", help="A verifier key that is trusted; may be repeated.")
@click.option(
    "--since",
    "--checkpoint",
    "kept",
    multiple=True,
    type=click.Path(path_type=Path),
    help="An earlier checkpoint that was kept; the export must be a continuation of it. May be repeated.",
)
def verify(path: Path, trusted: tuple[str, ...], kept: tuple[Path, ...]) -> None:
    """Verify the export or bundle at PATH, offline.

    The same check runs without Sekali's database: python -m ledger.verify PATH --key KEY.
    Exit codes: 0 good; 1 something was found; 2 unreadable, or not anchored in a given key.
    """
    report = verification(path, trusted, kept, shows=True)
    click.echo("\n".join(report.sentences()))
    sys.exit(report.exit_code)


def _publish() -> bool:
    with keeping() as session:
        return publishing.publish(session, ring(), settings().ledger_origin, system_clock()) is not None
