"""Looks before anything is started: modules, folders, addresses. Each refusal is one sentence."""

import errno
import importlib.util
import socket
import tempfile
from collections.abc import Iterable
from pathlib import Path

from demo.refusals import DemoError
from web.start import missing_module

# What the children import and this process perhaps does not; each is named as Python imports it.
MODULES = ("alembic", "argon2", "authlib", "flask", "flask_babel", "granian", "joserfc", "requests", "sqlalchemy")


def check_modules(names: Iterable[str] = MODULES) -> None:
    """Raise `DemoError` naming the first Python module that is not installed."""
    for name in names:
        if importlib.util.find_spec(name) is None:
            raise DemoError(missing_module(name))


def check_folders(folders: Iterable[Path]) -> None:
    """Make the folders, and raise `DemoError` for the first in which no file can be written."""
    for folder in folders:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            raise DemoError(
                f"The folder {folder} cannot be written to ({error.strerror}). "
                "Run the demo in a copy of the folder that is yours."
            ) from None


def check_addresses(addresses: Iterable[tuple[str, int]]) -> None:
    """Raise `DemoError` for the first address where this process could not listen."""
    for host, port in addresses:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
                probe.listen(1)
            except OSError as error:
                raise DemoError(_why_not(host, port, error)) from None


def _why_not(host: str, port: int, error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"Port {port} is used by another program. Stop it (perhaps another demo), then start the demo again."
        case errno.EADDRNOTAVAIL:
            return f"This machine has no address {host}. On macOS: sudo ifconfig lo0 alias {host}"
        case _:
            return f"The demo may not listen at {host}:{port} ({error.strerror})."
