"""`sekali keys rotate` and `retire`: newer keys into use while the servers run, and old ones away once nothing needs them."""

from collections.abc import Callable

import click
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from core.clock import system_clock
from core.db import engine_of, keeping_on
from keys import file_ring, overview, rotation, store
from keys.material import KeyRingError, Purpose
from keys.opening import open_ring
from keys.refusals import told
from keys.ring import KeyRing


@click.group("rotate")
def rotate() -> None:
    """Put newer keys into use while the servers run. A rotation that was cut off goes on when it is called again."""


@click.group("retire")
def retire() -> None:
    """Take old keys away for good. Refused while anything still needs them, backups included."""


@rotate.command("tokens")
def rotate_tokens() -> None:
    """Let the published next token keys sign from now on, and publish new next ones.

    The keys that signed until now stay published until nothing they signed can be alive.
    Running servers notice within a second; no restart is needed.
    """
    now = system_clock()
    with told() as settings:
        before = file_ring.load(settings.keys_file, settings.database_url)
        after = file_ring.rotate_tokens(settings.keys_file, settings.database_url, now)
    if overview.is_hasty(before.facts, now):
        click.echo(
            "Note: the keys that sign now were published less than a day ago; "
            "a service that keeps our key list longer may refuse tokens until it reads it again.",
            err=True,
        )
    for line in overview.lines(after.facts, now):
        if line.kid:
            click.echo(f"{line.purpose:<14}{line.state:<8} {line.kid}")


@rotate.command("kek")
def rotate_kek() -> None:
    """Make a new key-encryption key, and wrap every citizen's key anew under it.

    It is made where SEKALI_CUSTODY says; so this is also how keys move into a custodian, or back.
    """
    with told() as settings, engine_of(settings.database_url) as engine:
        ring = open_ring(settings)
        if _under_others(engine, ring) == 0:
            ring = rotation.advance(settings, Purpose.KEK)
        else:
            click.echo("An earlier rotation is not finished; it is continued.")
            ring = rotation.promote(settings, Purpose.KEK)
        wanted = _under_others(engine, ring)
        moved = walk("Citizen keys", wanted, engine, lambda session, last: rotation.rewrap_some(session, ring, last))
        left = _under_others(engine, ring)
    version = rotation.current(ring, Purpose.KEK).version
    click.echo(f"kek version {version} is in use; {moved} citizen keys were brought under it.")
    if left:
        raise click.ClickException(f"{left} citizen keys are still under older versions; call this again.")


@retire.command("kek")
@click.argument("version", type=int)
def retire_kek(version: int) -> None:
    """Remove the retired key-encryption key VERSION: what only old backups hold stays dark for ever."""
    with told() as settings, engine_of(settings.database_url) as engine:
        ring = open_ring(settings)
        key = rotation.retiring(ring, Purpose.KEK, version, system_clock(), settings.backup_life)
        with Session(engine) as session:
            count = store.count_by_kek(session).get(version, 0)
        if count:
            raise KeyRingError(f"{count} citizen keys are still under kek version {version}: sekali keys rotate kek.")
        rotation.remove(settings, key)
    click.echo(f"kek version {version} is gone.")


def walk(label: str, wanted: int, engine: Engine, step: Callable[[Session, tuple[str, int]], rotation.Batch]) -> int:
    """Do `step` after `step`, each in a transaction of its own, until one finds nothing more; return how many were moved."""
    moved, last, more = 0, rotation.START, True
    with click.progressbar(length=wanted, label=label, hidden=not wanted) as bar:
        while more:
            with keeping_on(engine) as session:
                batch = step(session, last)
            last, more, moved = batch.last, batch.seen > 0, moved + batch.moved
            bar.update(batch.seen)
    return moved


def _under_others(engine: Engine, ring: KeyRing) -> int:
    with Session(engine) as session:
        counted = store.count_by_kek(session)
    counted.pop(rotation.current(ring, Purpose.KEK).version, None)
    return sum(counted.values())
