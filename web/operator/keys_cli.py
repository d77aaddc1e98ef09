"""`sekali keys`: the group of the key ring, and the rotation of the index of NIKs, for which the safe is opened."""

import click
from sqlalchemy.orm import Session

from accounts import store as accounts
from core.clock import system_clock
from core.db import engine_of, keeping_on
from keys import rotation
from keys.cli import keys
from keys.material import KeyRingError, Purpose
from keys.opening import open_ring
from keys.refusals import told
from keys.rotation_cli import retire, rotate, walk
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
