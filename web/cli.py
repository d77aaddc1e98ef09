"""`sekali`: the operator's command line; every wing's group, the database, the server and the worker."""

import copy
import functools
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

import click

from web.backup.cli import backup, restore_
from web.operator.database_cli import db
from web.operator.runners_cli import serve, worker
from web.operator.sentences import sentences

# Where the groups of the wings are; those in HOMELESS read settings themselves and need no running house.
GROUPS = {
    "checks": "vault.cli",
    "clients": "oidc.cli",
    "keys": "web.operator.keys_cli",
    "ledger": "ledger.cli",
    "openings": "web.operator.openings_cli",
    "outbox": "web.operator.outbox_cli",
    "purposes": "consent.cli",
    "resources": "oidc.resources.cli",
    "services": "consent.cli",
    "staff": "accounts.cli",
    "verify": "ledger.receipt_cli",
    "witness": "ledger.witness.cli",
}
HOMELESS = frozenset({"keys", "ledger verify", "verify", "witness"})
OWN: dict[str, click.Command] = {"backup": backup, "db": db, "restore": restore_, "serve": serve, "worker": worker}
EXTRA = "sekali.commands"


class Sekali(click.Group):
    """The commands of all wings, each imported when it is asked for."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """Return the names of all commands, those of installed extensions too."""
        return sorted({*GROUPS, *OWN, *(point.name for point in entry_points(group=EXTRA))})

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """Return a command, its leaves wrapped so that they run inside the application."""
        if name in OWN:
            return OWN[name]
        if name in GROUPS:
            return _housed(getattr(import_module(GROUPS[name]), name), name)
        for point in entry_points(group=EXTRA, name=name):
            found = point.load()
            return found if isinstance(found, click.Command) else None
        return None


@click.group(cls=Sekali, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sekali", prog_name="sekali")
def main() -> None:
    """Sekali: one account, data entered once, only the consented fields pulled.

    Settings come from the environment (docs/settings.md); in a checkout nothing needs to be set.

    Exit codes: 0 done; 1 it could not be done, one sentence on standard error says why; 2 the command
    was called wrongly (`sekali ledger verify` has its own meanings of 1 and 2).
    """


def _housed(command: click.Command, path: str) -> click.Command:
    if path in HOMELESS:
        return command
    housed = copy.copy(command)
    if isinstance(housed, click.Group):
        housed.commands = {name: _housed(one, f"{path} {name}") for name, one in housed.commands.items()}
    if command.callback is not None and not isinstance(command, click.Group):
        housed.callback = _inside(command.callback)
    return housed


def _inside(callback: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(callback)
    def run(*args: Any, **kwargs: Any) -> Any:
        from web.application import create_app

        with sentences(), create_app().app_context():
            return callback(*args, **kwargs)

    return run


if __name__ == "__main__":
    sys.exit(main())
