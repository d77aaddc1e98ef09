"""Serving: what is looked at before the first request, and the server itself (Granian, N processes)."""

import socket

import structlog
from granian import Granian
from granian.constants import Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from core.db import db, reading
from core.settings import Settings
from keys.runtime import ring
from web import database, database_roles, demo_secrets

THREADS = 8  # per process; each may hold one connection of the pool in core.db
LONGEST_HEADERS = 16_384  # bytes, all headers of a request together
HEADER_SECONDS = 10
STOP_SECONDS = 15
_log = structlog.stdlib.get_logger("sekali.serve")


class CannotServeError(Exception):
    """What stands in the way of serving, in one sentence that says what to do."""


def look_first(settings: Settings) -> None:
    """Look at database and secrets before a socket is opened; needs an application context.

    Raises `CannotServeError`.
    """
    _check_revision(db.engine)
    if settings.mode == "production" and database_roles.may_rewrite(db.engine):
        _log.warning("database_role_may_rewrite_the_ledger", what_to_do="connect as a role of `sekali db grant ROLE`")
    known = _demo_secrets() if settings.mode == "production" else []
    # The processes that serve are forked from this one: none may inherit an open connection.
    db.engine.dispose()
    if known:
        raise CannotServeError(
            f"This deployment is in production and still has secrets of the demo ({', '.join(known)}). "
            "Start with a new database, or disable them."
        )


def run(host: str, port: int, workers: int) -> None:
    """Serve in `workers` processes until SIGTERM or SIGINT; raise `CannotServeError` when the address cannot be had."""
    _check_address(host, port)
    Granian(
        "web.application:create_app",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        loop=Loops.asyncio,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=LONGEST_HEADERS),
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
    ).serve()


def _demo_secrets() -> list[str]:
    with reading() as session:
        return demo_secrets.found(session, ring())


def _check_revision(engine: Engine) -> None:
    try:
        current = database.current(engine)
    except SQLAlchemyError:
        raise CannotServeError("The database does not answer; check SEKALI_DATABASE_URL.") from None
    if current not in database.heads():
        raise CannotServeError("The database is not up to date. Run: sekali db upgrade")


def _check_address(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotServeError(f"{host}:{port} cannot be used: {error.strerror}.") from None
