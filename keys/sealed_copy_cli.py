"""`sekali keys export` and `import`: the ring on paper for two holders, and back."""

import os
from pathlib import Path

import click

from core.clock import system_clock
from keys import file_ring, sealed_copy
from keys.material import KeyRingError
from keys.refusals import told
from keys.ring_text import keys_of

NAMES = ("First holder", "Second holder")


@click.command("export")
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
def export_copy(path: Path) -> None:
    """Write a sealed copy of the key ring to PATH, to be printed; it opens with the passphrases of two people.

    Each types their own and looks away while the other does. PATH must not exist yet.
    """
    phrases = [click.prompt(f"{name}, your passphrase", hide_input=True, confirmation_prompt=True) for name in NAMES]
    with told() as settings:
        page = sealed_copy.sealed(file_ring.text(settings.keys_file, settings.database_url), phrases, system_clock())
        try:
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, file_ring.FILE_MODE), "w") as file:
                file.write(page)
        except OSError as error:
            raise KeyRingError(f"{path} cannot be written: {error.strerror}.") from None
    click.echo(
        f"Wrote {path}. Print it twice, remove the file, and keep the papers in two places; then try them: docs/keys.md."
    )


@click.command("import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_copy(path: Path) -> None:
    """Make the key ring anew from the sealed copy at PATH; a ring that exists stays as it is."""
    phrases = [click.prompt(f"{name}, your passphrase", hide_input=True) for name in NAMES]
    with told() as settings:
        text = sealed_copy.opened(path.read_text("utf-8"), phrases)
        file_ring.place(settings.keys_file, settings.database_url, keys_of(text))
    click.echo(f"The key ring {settings.keys_file} stands again. See that it opens everything: sekali keys status.")
