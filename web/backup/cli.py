"""`sekali backup` and `sekali restore`: a sealed copy of the database, and the way back from it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from core.clock import system_clock
from core.environment import load
from core.settings import Settings
from keys.opening import open_ring
from web.backup.manifest import BackupError
from web.backup.restoring import Restored, Wanted, checked, restore
from web.backup.taking import take
from web.operator.sentences import sentences

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("backup")
@click.argument("folder", type=FOLDER)
def backup(folder: Path) -> None:
    """Write a sealed backup of the database into FOLDER, a new one, while the servers go on.

    The citizens' wrapped keys lie in the file `citizen-keys.sealed`, apart from all that they open: keep it in another place.
    The key ring is in neither; it has its copy on paper (sekali keys export). Exit codes: 0 written; 1 refused, with the reason.
    """
    with _told() as settings:
        made = take(settings, open_ring(settings), folder, system_clock())
    click.echo(f"Backup {made.id} of {made.size} ledger entries is in {folder}. Remove it by {made.keep_until.date()}.")
    if not settings.erase_list:
        click.echo(
            "Note: SEKALI_ERASE_LIST names no file, so this backup would bring back who is erased from now on.",
            err=True,
        )


@click.command("restore")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--erase-list", type=FILE, help="The erase list; the one of SEKALI_ERASE_LIST unless told.")
@click.option("--no-erase-list", is_flag=True, help="There is none: whoever was erased since comes back.")
@click.option("--checkpoint", type=FILE, help="The newest checkpoint that anybody kept, such as a witness.")
@click.option("--lose-entries", is_flag=True, help="Go on although that checkpoint signs more than the backup has.")
@click.option("--check", "only_check", is_flag=True, help="See whether the backup is whole and opens; restore nothing.")
def restore_(
    folder: Path, erase_list: Path | None, checkpoint: Path | None, *, no_erase_list: bool, lose_entries: bool, only_check: bool
) -> None:  # fmt: skip
    """Put the backup in FOLDER back into the empty database of SEKALI_DATABASE_URL: all of it, or nothing.

    Whoever was erased after it was taken is erased again before the database can be served.
    Exit codes: 0 restored; 1 refused, with the reason, and nothing was changed.
    """
    with _told() as settings:
        ring = open_ring(settings)
        if only_check:
            manifest, _ = checked(settings, ring, folder)
            click.echo(f"Whole: backup {manifest.id} of {manifest.made_at.isoformat()}, {manifest.size} entries.")
            return
        listed = erase_list or (Path(settings.erase_list) if settings.erase_list else None)
        if listed is None and not no_erase_list:
            raise BackupError(
                "Without the erase list, whoever was erased since would come back. Name it: --erase-list PATH; "
                "if there really is none: --no-erase-list."
            )
        kept = None if checkpoint is None else checkpoint.read_bytes()
        wanted = Wanted(None if no_erase_list else listed, kept, lose_entries)
        _tell(restore(settings, ring, folder, wanted, system_clock()), is_compared=kept is not None)


def _tell(done: Restored, *, is_compared: bool) -> None:
    click.echo(f"Restored the database of {done.manifest.made_at.isoformat()}, revision {done.manifest.revision}.")
    click.echo(f"{done.erased} accounts were erased again.")
    if done.lost:
        click.echo(
            f"{done.lost} entries that were signed for are lost. The ledger went back to {done.manifest.size}: every witness "
            "says so from now on, and so does /ledger. Tell auditors and witnesses why, before they ask (docs/backup.md)."
        )
    elif not is_compared:
        click.echo(
            f"The ledger ends at {done.manifest.size} entries. Compare with a checkpoint that somebody else kept (a witness, "
            "an auditor) before you serve: if it has more, the ledger went back."
        )
    click.echo("Before you serve: sekali db upgrade, sekali ledger export and verify, sekali openings check.")


@contextmanager
def _told() -> Iterator[Settings]:
    with sentences():
        try:
            yield load()
        except (BackupError, OSError) as error:
            raise click.ClickException(str(error)) from None
