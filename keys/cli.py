"""The command line of the key ring: make it, look at it without seeing a key, move token keys on."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from core.clock import system_clock
from core.environment import SettingsError, load
from core.settings import Settings
from keys import file_ring, overview
from keys.material import KeyRingError


@contextmanager
def _sentences() -> Iterator[Settings]:
    try:
        yield load()
    except (SettingsError, KeyRingError) as error:
        raise click.ClickException(str(error)) from None


@click.group("keys")
def keys() -> None:
    """Make, look at and rotate the keys.

    The ring is the file that SEKALI_KEYS_FILE names. Exit codes: 0 done, 1 refused (a sentence says why), 2 wrong usage.
    """


@keys.command("init")
def init() -> None:
    """Make the key ring if there is none yet; one that exists is checked and left as it is."""
    with _sentences() as settings:
        made = file_ring.create_if_absent(settings.keys_file, settings.database_url, system_clock())
    if not made:
        click.echo(f"The key ring {settings.keys_file} is there already and in order; nothing was changed.")
        return
    click.echo(f"Made the key ring {settings.keys_file}.")
    click.echo("Keep a sealed copy in another place than the database's backups: without it, nothing opens again.")


@keys.command("status")
def status() -> None:
    """Show purpose, version, state and age of every key, and how many citizen keys they wrap; never a key itself."""
    with _sentences() as settings:
        ring = file_ring.load(settings.keys_file, settings.database_url)
    click.echo(f"{'purpose':<14}{'version':>8}  {'state':<8}{'days old':>9}  kid")
    for line in overview.lines(ring.facts, system_clock()):
        kid = line.kid + ("  (the next rotation removes it)" if line.leaves else "")
        click.echo(f"{line.purpose:<14}{line.version:>8}  {line.state:<8}{line.days:>9}  {kid}".rstrip())
    counted = overview.citizen_keys_by_kek(settings.database_url)
    if counted is None:
        click.echo("Citizen keys: unknown, the database does not answer.")
        return
    click.echo(f"Citizen keys: {sum(counted.values())}")
    for version, count in sorted(counted.items()):
        click.echo(f"  under kek version {version}: {count}")


@keys.group("rotate")
def rotate() -> None:
    """Put newer keys into use."""


@rotate.command("tokens")
def rotate_tokens() -> None:
    """Let the published next token keys sign from now on, and publish new next ones.

    The keys that signed until now stay published until nothing they signed can be alive.
    Running servers notice within a second; no restart is needed.
    """
    now = system_clock()
    with _sentences() as settings:
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
