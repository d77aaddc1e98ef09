"""The command line of the key ring: make it, look at it without seeing a key, rotate and retire keys."""

import click

from core.clock import system_clock
from keys import file_ring, overview
from keys.refusals import told
from keys.rotation_cli import retire, rotate
from keys.sealed_copy_cli import export_copy, import_copy


@click.group("keys")
def keys() -> None:
    """Make, look at and rotate the keys.

    The ring is the file that SEKALI_KEYS_FILE names. Exit codes: 0 done, 1 refused (a sentence says why), 2 wrong usage.
    """


@keys.command("init")
def init() -> None:
    """Make the key ring if there is none yet; one that exists is checked and left as it is."""
    with told() as settings:
        made = file_ring.create_if_absent(settings.keys_file, settings.database_url, system_clock())
    if not made:
        click.echo(f"The key ring {settings.keys_file} is there already and in order; nothing was changed.")
        return
    click.echo(f"Made the key ring {settings.keys_file}.")
    click.echo("Keep a sealed copy in another place than the database's backups: without it, nothing opens again.")


@keys.command("status")
def status() -> None:
    """Show purpose, version, state and age of every key, and how many citizen keys they wrap; never a key itself."""
    with told() as settings:
        ring = file_ring.load(settings.keys_file, settings.database_url)
    click.echo(f"{'purpose':<14}{'version':>8}  {'state':<8}{'days old':>9}  kid or handle")
    for line in overview.lines(ring.facts, system_clock()):
        name = line.kid + ("  (the next rotation removes it)" if line.leaves else "")
        click.echo(f"{line.purpose:<14}{line.version:>8}  {line.state:<8}{line.days:>9}  {name}".rstrip())
    counted = overview.citizen_keys_by_kek(settings.database_url)
    if counted is None:
        click.echo("Citizen keys: unknown, the database does not answer.")
        return
    click.echo(f"Citizen keys: {sum(counted.values())}")
    for version, count in sorted(counted.items()):
        click.echo(f"  under kek version {version}: {count}")


@keys.command("bundles")
def bundles() -> None:
    """Print this instance's entry for SEKALI_TRUSTED_INSTANCES of another one: its address and the key of signed bundles."""
    with told() as settings:
        ring = file_ring.load(settings.keys_file, settings.database_url)
    click.echo(f"{settings.issuer} {ring.receipt_public_jwk['x']}")


keys.add_command(rotate)
keys.add_command(retire)
keys.add_command(export_copy)
keys.add_command(import_copy)
