"""`sekali witness`: make a witness, tell it which ledgers to watch, run it, and see what it found."""

import sys
from pathlib import Path

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from core.clock import from_epoch
from ledger.verify.report import UnreadableError
from ledger.witness import identity
from ledger.witness.application import Witness
from ledger.witness.identity import WitnessError
from ledger.witness.state import State

FOLDER = click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
THREADS = 4


@click.group()
def witness() -> None:
    """Cosign the checkpoints of ledgers, in a folder with a key and a memory of its own (C2SP tlog-witness).

    A witness belongs to somebody else than the ledger: another agency, a university, an ombudsman. It needs no
    database and no settings. Exit codes: 0 done; 1 it could not be done, one sentence says why.
    """


@witness.command()
@FOLDER
@click.option("--name", required=True, help="Its name, an address without scheme, such as witness.example/w1.")
def init(folder: Path, name: str) -> None:
    """Make a witness in FOLDER and print its verifier key."""
    try:
        click.echo(identity.create(folder, name).verifier_key)
    except WitnessError as error:
        raise click.ClickException(str(error)) from None


@witness.command()
@FOLDER
def key(folder: Path) -> None:
    """Print the verifier key of the witness in FOLDER."""
    click.echo(_loaded(folder).verifier_key)


@witness.command()
@FOLDER
@click.argument("ledger")
def trust(folder: Path, ledger: str) -> None:
    """Watch the ledger whose verifier key is LEDGER (`sekali ledger key` prints it)."""
    _loaded(folder)
    try:
        click.echo(
            f"Checkpoints of {identity.trust(folder, ledger).origin} are now cosigned when they continue what was seen."
        )
    except UnreadableError as error:
        raise click.ClickException(str(error)) from None


@witness.command()
@FOLDER
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8600, show_default=True)
def serve(folder: Path, host: str, port: int) -> None:
    """Run the witness of FOLDER until SIGTERM or Ctrl-C, at http://HOST:PORT/add-checkpoint."""
    _loaded(folder)
    State(folder)
    Granian(
        f"{__name__}:served",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        log_level=LogLevels.error,
    ).serve(target_loader=lambda *_: Witness(folder), wrap_loader=False)


@witness.command()
@FOLDER
def alarms(folder: Path) -> None:
    """Print the evidence of ledgers that showed two faces or went back; exit with 1 when there is any."""
    _loaded(folder)
    found = State(folder).alarms()
    for one in found:
        click.echo(f"{from_epoch(one.at).isoformat()} {one.origin}: {one.kind}")
        click.echo(f"known:\n{one.known.decode()}\nshown:\n{one.shown.decode()}")
    if not found:
        click.echo("No alarm.")
    sys.exit(1 if found else 0)


def _loaded(folder: Path) -> identity.Identity:
    try:
        return identity.load(folder)
    except WitnessError as error:
        raise click.ClickException(str(error)) from None
