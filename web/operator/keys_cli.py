"""`sekali keys`: the group of the key ring, and the rotations for which safe or ledger are opened: index and ledger."""

import click
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from accounts import store as accounts
from core.clock import system_clock
from core.db import engine_of, keeping_on
from keys import rotation
from keys.cli import keys
from keys.material import KeyRingError, Purpose
from keys.opening import open_ring
from keys.refusals import told
from keys.ring import KeyRing
from keys.rotation_cli import retire, rotate, walk
from ledger.checkpoints import public_of
from ledger.handovers import store as handovers
from ledger.handovers.turns import announced, has_handed_over, turns
from ledger.publishing import RefusedToSignError, hand_over, publish
from vault.reindexing import reindex_some

__all__ = ["keys"]


@rotate.command("index")
def rotate_index() -> None:
    """Make a new index of NIKs, and index every checked NIK anew under it; both serve until the old one is retired."""
    with told() as settings, engine_of(settings.database_url) as engine:
        ring = open_ring(settings)
        with Session(engine) as session:
            is_unfinished = accounts.count_without_nik_index(session, ring.nik_index_version) > 0
        if is_unfinished:
            click.echo("An earlier rotation is not finished; it is continued.")
            ring = rotation.promote(settings, Purpose.NIK_INDEX)
        else:
            ring = rotation.advance(settings, Purpose.NIK_INDEX)
        now, version = system_clock(), ring.nik_index_version
        with Session(engine) as session:
            wanted = accounts.count_without_nik_index(session, version)
        moved = walk("Checked NIKs", wanted, engine, lambda session, last: reindex_some(session, ring, last, now))
        with Session(engine) as session:
            left = accounts.count_without_nik_index(session, version)
    click.echo(f"nik-index version {version} is in use; {moved} checked NIKs were indexed anew.")
    if left:
        raise click.ClickException(
            f"{left} checked NIKs could not be: the safe of their citizens does not hold the number that was checked. "
            "The older index has to stay, or an officer checks them again."
        )


@rotate.command("ledger")
def rotate_ledger() -> None:
    """Make a new key of the ledger, and hand over to it: the old key signs the new one's name, and nothing after that."""
    with told() as settings, engine_of(settings.database_url) as engine:
        ring = rotation.announce(settings, Purpose.LEDGER)
        try:
            size = _handed_over(engine, ring, settings.ledger_origin)
        except RefusedToSignError as error:
            raise click.ClickException(str(error)) from None
        ring = rotation.promote(settings, Purpose.LEDGER)
        with Session(engine) as session:
            key = turns(session, ring, settings.ledger_origin)[-1].key
    version = rotation.current(ring, Purpose.LEDGER).version
    click.echo(f"ledger version {version} signs from {size} entries on. Publish its verifier key:")
    click.echo(key)


def _handed_over(engine: Engine, ring: KeyRing, origin: str) -> int:
    # What was cut off behind the handover only has to be told to the ring.
    next_one = announced(ring)
    with Session(engine) as session:
        last = handovers.last(session)
    if last is not None and next_one is not None and public_of(last.successor) == next_one:
        return last.size
    more = True
    while more:
        with keeping_on(engine) as session:
            more = publish(session, ring, origin, system_clock()) is not None
    with keeping_on(engine) as session:
        return hand_over(session, ring, origin, system_clock()).size


@retire.command("ledger")
@click.argument("version", type=int)
def retire_ledger(version: int) -> None:
    """Remove the retired key VERSION of the ledger, once the ledger holds the checkpoint by which it handed over."""
    with told() as settings, engine_of(settings.database_url) as engine:
        ring = open_ring(settings)
        key = rotation.retiring(ring, Purpose.LEDGER, version, system_clock(), settings.backup_life)
        with Session(engine) as session:
            if not has_handed_over(session, ring, settings.ledger_origin, version):
                raise KeyRingError(
                    f"The ledger does not know that its key version {version} handed over: "
                    "this database is older than that rotation, and would need the key."
                )
        rotation.remove(settings, key)
    click.echo(f"ledger version {version} is gone; what it signed stays good.")


@retire.command("index")
@click.argument("version", type=int)
def retire_index(version: int) -> None:
    """Remove the retired index VERSION and everything that was indexed under it."""
    with told() as settings, engine_of(settings.database_url) as engine:
        ring = open_ring(settings)
        key = rotation.retiring(ring, Purpose.NIK_INDEX, version, system_clock(), settings.backup_life)
        with Session(engine) as session:
            lacking = accounts.count_without_nik_index(session, ring.nik_index_version)
        if lacking:
            raise KeyRingError(f"{lacking} checked NIKs are only found under older versions: sekali keys rotate index.")
        rotation.remove(settings, key)
        with keeping_on(engine) as session:
            gone = accounts.drop_nik_indexes(session, version)
    click.echo(f"nik-index version {version} is gone, and {gone} indexes with it.")
