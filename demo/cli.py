"""`sekali demo`: the whole story on this machine, and a way to start it afresh."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from demo.refusals import DemoError


@click.group(invoke_without_command=True)
@click.option("--reset", "afresh", is_flag=True, help="Forget the demo's data first.")
@click.pass_context
def demo(context: click.Context, afresh: bool) -> None:
    """Run the whole story: the provider, its worker, and three demo e-services; Ctrl-C ends it.

    The data stays for the next start. Exit codes: 0 ended by Ctrl-C; 1 it cannot run, with the reason.
    """
    if context.invoked_subcommand is not None:
        return
    with _sentences():
        from demo.run import run

        if afresh:
            _forget()
        run(_say)


@demo.command()
def reset() -> None:
    """Forget the demo's data and keys; nothing that the demo did not make is touched.

    Exit codes: 0 forgotten, or there was nothing; 1 refused, with the reason.
    """
    with _sentences():
        _forget()


def _forget() -> None:
    import os

    from demo import preflight, settings
    from demo.reset import reset as forget

    preflight.check_addresses(settings.addresses())
    was_there = forget(settings.settings_of(os.environ))
    _say("The demo's data is forgotten." if was_there else "There was no demo data.")


def _say(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()


@contextmanager
def _sentences() -> Iterator[None]:
    from core.environment import SettingsError

    try:
        yield
    except (DemoError, SettingsError) as error:
        raise click.ClickException(str(error)) from None
