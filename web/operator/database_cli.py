"""`sekali db`: which revision the database has, and how it gets to another one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy import Engine, create_engine, make_url

from core.db import engine_options, prepare
from core.environment import load
from web import database, database_roles
from web.operator.sentences import sentences


@click.group()
def db() -> None:
    """Bring the database's tables up to date, or look at them.

    The database is the one of SEKALI_DATABASE_URL. Exit codes: 0 done, 1 refused with the reason, 2 called wrongly.
    """


@db.command()
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the database up to REVISION (the newest unless told)."""
    with _engine() as engine:
        database.upgrade(engine, revision)
        click.echo(f"The database stands at revision {database.current(engine)}.")


@db.command()
def current() -> None:
    """Print the database's revision; exit code 1 when it is not the newest."""
    with _engine() as engine:
        found = database.current(engine)
    click.echo(found or "The database is empty.")
    if found not in database.heads():
        raise click.ClickException("The database is not up to date. Run: sekali db upgrade")


@db.command()
@click.argument("role")
def grant(role: str) -> None:
    """Let the PostgreSQL role ROLE serve, and no more: it can add to the ledger and change nothing in it.

    Run it as the owner of the tables after each upgrade; `sekali serve` and `sekali worker` then connect as ROLE.
    """
    with _engine() as engine:
        try:
            database_roles.grant(engine, role)
        except database_roles.NoSuchRoleError as error:
            raise click.ClickException(str(error)) from None
    click.echo(f"The role {role} can serve. It can add to the ledger, and neither change nor remove what stands there.")


@db.command()
@click.argument("revision")
@click.option("--yes", is_flag=True, help="Do it without asking; data of newer tables is lost.")
def downgrade(revision: str, *, yes: bool) -> None:
    """Take the database down to REVISION (`base` empties it)."""
    if not yes:
        click.confirm(f"Data that revision {revision} does not know will be lost. Go on?", abort=True)
    with _engine() as engine:
        database.downgrade(engine, revision)
        click.echo(f"The database stands at revision {database.current(engine) or 'base'}.")


@db.command()
@click.option("--one", is_flag=True, help="Exit code 1 unless there is exactly one.")
def heads(*, one: bool) -> None:
    """Print the newest revisions that this release knows."""
    found = database.heads()
    click.echo("\n".join(found))
    if one and len(found) != 1:
        raise click.ClickException(f"The history has {len(found)} heads; a new revision must follow the newest one.")


@contextmanager
def _engine() -> Iterator[Engine]:
    with sentences():
        url = load().database_url
        _make_folder(url)
        engine = create_engine(url, **engine_options(url), hide_parameters=True)
        prepare(engine)
        try:
            yield engine
        finally:
            engine.dispose()


def _make_folder(url: str) -> None:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        return
    folder = Path(parsed.database).parent
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise click.ClickException(f"The folder {folder} of the database cannot be made: {error.strerror}.") from None
