"""`sekali ledger`: export the ledger, print its verifier key, verify an export or a bundle."""

import sys
from pathlib import Path

import click
from sqlalchemy.orm import Session

from core.clock import system_clock
from core.db import keeping, reading
from core.runtime import settings
from keys.runtime import ring
from ledger import checkpoints, publishing
from ledger import export as exporting
from ledger.handovers.turns import turns
from ledger.verify.verification import verify as verification
from ledger.witnessing import asking, store
from ledger.witnessing.rules import policy_of, read_witnesses


@click.group()
def ledger() -> None:
    """Export the tamper-evident ledger, verify it, print its public key."""


@ledger.command()
@click.argument("path", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--anchored", is_flag=True, help="Up to the newest checkpoint that enough witnesses have cosigned.")
def export(path: Path, *, anchored: bool) -> None:
    """Write the whole ledger to PATH, up to a checkpoint that is signed now.

    PATH appears only when it is complete. Exit codes: 0 written; 1 refused, with the reason.
    """
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        while not anchored and _publish():
            pass
        with reading() as session, unfinished.open("wb") as stream:
            checkpoint = exporting.export(session, stream, _anchored(session) if anchored else None)
        unfinished.replace(path)
    except publishing.RefusedToSignError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from None
    click.echo(f"{checkpoint.size} entries of {checkpoint.origin} were written to {path}.")


@ledger.command()
def witnesses() -> None:
    """Show what each witness cosigned last, what is anchored, and what a witness saw that must not be.

    Exit codes: 0 no alarm; 1 alarms, or no witness.
    """
    known = read_witnesses(settings().witnesses)
    if not known:
        raise click.ClickException("No witness is named in SEKALI_WITNESSES.")
    with reading() as session:
        last = {witness.key.name: store.last_of(session, witness.key.name) for witness in known}
        anchor = asking.anchored(session, policy_of(known, settings().witness_quorum))
        raised = store.alarms(session)
    for name, seen in last.items():
        click.echo(f"{name}: {f'{seen[0]} entries, {seen[1].isoformat()}' if seen else 'nothing yet'}")
    click.echo(f"Anchored by {settings().witness_quorum} of {len(known)}: {anchor.size if anchor else 'nothing yet'}")
    for one in raised:
        click.echo(f"ALARM {one.kind} at {one.size} entries, seen by {one.witness}, {one.at.isoformat()}")
    sys.exit(1 if raised else 0)


@ledger.command()
@click.option("--all", "history", is_flag=True, help="All keys of this ledger, oldest first; the last one signs now.")
def key(*, history: bool) -> None:
    """Print the verifier key: publish it where auditors can trust it. Whoever trusts an older one can follow to it."""
    with reading() as session:
        known = turns(session, ring(), settings().ledger_origin)
    for turn in known if history else known[-1:]:
        click.echo(turn.key)


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
@click.option(
    "--witness", "witnesses", multiple=True, metavar="KEY", help="A witness that is trusted; may be repeated."
)
@click.option("--quorum", type=int, help="How many of them must have cosigned; more than half, unless told.")
def verify(
    path: Path, trusted: tuple[str, ...], kept: tuple[Path, ...], witnesses: tuple[str, ...], quorum: int | None
) -> None:
    """Verify the export or bundle at PATH, offline.

    The same check runs without Sekali's database: python -m ledger.verify PATH --key KEY.
    Exit codes: 0 good; 1 something was found; 2 unreadable, or not anchored in a given key and witnesses.
    """
    report = verification(path, trusted, kept, witnesses=witnesses, quorum=quorum, shows=True)
    click.echo("\n".join(report.sentences()))
    sys.exit(report.exit_code)


def _anchored(session: Session) -> checkpoints.Checkpoint:
    policy = policy_of(read_witnesses(settings().witnesses), settings().witness_quorum)
    found = asking.anchored(session, policy)
    if found is None:
        raise click.ClickException("No checkpoint is anchored: too few witnesses have cosigned one (SEKALI_WITNESSES).")
    return found


def _publish() -> bool:
    with keeping() as session:
        return publishing.publish(session, ring(), settings().ledger_origin, system_clock()) is not None
