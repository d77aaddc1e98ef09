"""The worker: delivers what deeds left in the outbox, publishes checkpoints, clears away what is over."""

import signal
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog
from flask import Flask
from sqlalchemy.exc import OperationalError

from core import outbox
from core.clock import Clock
from core.db import keeping
from core.runtime import CLOCK, SETTINGS
from core.settings import Settings
from keys.runtime import ring
from ledger import publishing
from ledger.witnessing.rules import read_witnesses
from web import cosigning
from web.chores import CLEARING, HANDLERS, OUTWARD
from web.delivery import deliver
from web.outward import Outward

TICK_SECONDS = 0.5
CLEARING_SECONDS = 60
MOST_PER_TICK = 100

log = structlog.stdlib.get_logger("sekali.worker")


@dataclass(slots=True)
class Chore:
    """Something done every so many seconds, measured by a stopwatch and not by the time of day."""

    name: str
    seconds: float
    do: Callable[[datetime], object]
    next_at: float = 0.0


class Worker:
    """One worker of `app`. Several may run beside each other: every piece of work is claimed by one statement."""

    def __init__(
        self,
        app: Flask,
        handlers: Mapping[str, outbox.Handler] = HANDLERS,
        outward: Mapping[str, outbox.Handler] = OUTWARD,
    ) -> None:
        self._app = app
        self._handlers = handlers
        self.outward = Outward(app, outward)
        self._settings: Settings = app.extensions[SETTINGS]
        self._clock: Clock = app.extensions[CLOCK]
        self._witnesses = read_witnesses(self._settings.witnesses)
        self._stop = threading.Event()
        self._chores = (
            Chore("deliver", TICK_SECONDS, self.deliver),
            Chore("send", TICK_SECONDS, lambda _now: self.outward.begin()),
            Chore("publish", self._settings.checkpoint_seconds, self.publish),
            Chore("witness", self._settings.checkpoint_seconds, self.witness),
            Chore("clear", CLEARING_SECONDS, self.clear),
        )

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; what has begun is finished first."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: self._stop.set())
        log.info("started")
        while not self._stop.is_set():
            self.turn()
            self._stop.wait(TICK_SECONDS)
        self.outward.close()
        log.info("ended")

    def turn(self) -> None:
        """Do every chore whose time has come."""
        for chore in self._chores:
            if time.monotonic() >= chore.next_at and not self._stop.is_set():
                chore.next_at = time.monotonic() + chore.seconds
                self._do(chore)

    def deliver(self, now: datetime) -> int:
        """Do due work of the kinds we have handlers for, one transaction per step; return how many were done."""
        done = 0
        while done < MOST_PER_TICK and not self._stop.is_set():
            with keeping() as session:
                work = outbox.claim(session, now, self._handlers)
            if work is None:
                break
            deliver(work, self._handlers[work.kind], now)
            done += 1
        return done

    def publish(self, now: datetime) -> None:
        """Sign the ledger as it is now, in as many rounds as it takes."""
        more = True
        while more and not self._stop.is_set():
            with keeping() as session:
                more = publishing.publish(session, ring(), self._settings.ledger_origin, now) is not None

    def witness(self, now: datetime) -> None:
        """See to it that every witness is asked for the newest checkpoint."""
        if self._witnesses:
            with keeping() as session:
                cosigning.announce(session, self._witnesses, now)

    def clear(self, now: datetime) -> None:
        """Clear away what is over, wing by wing."""
        for clear in CLEARING:
            with keeping() as session:
                clear(session, now)

    def _do(self, chore: Chore) -> None:
        with self._app.app_context():
            try:
                chore.do(self._clock())
            except OperationalError as error:
                log.warning("the database is busy or away", chore=chore.name, kind=type(error).__name__)
            except Exception as error:  # noqa: BLE001 - one failing chore must not stop the others
                log.error("failed", chore=chore.name, kind=type(error).__name__)  # noqa: TRY400 - messages may quote values
