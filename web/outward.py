"""Work that goes out to other people's servers: a few threads, one delivery at a time to each receiver, so that no slow one holds up the rest."""

import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait

import structlog
from flask import Flask

from core import outbox
from core.clock import Clock
from core.db import keeping
from core.outbox import RECEIVER, Handler, Work
from core.runtime import CLOCK
from web.delivery import deliver

THREADS = 8
REST_SECONDS = 10.0

log = structlog.stdlib.get_logger("sekali.worker")


class Outward:
    """The deliveries under way. Nothing waits for them: work is claimed only while a thread is free for it."""

    def __init__(self, app: Flask, handlers: Mapping[str, Handler]) -> None:
        self._app = app
        self._handlers = handlers
        self._clock: Clock = app.extensions[CLOCK]
        self._pool = ThreadPoolExecutor(THREADS, "outward")
        self._under_way: set[Future[None]] = set()
        self._receivers: dict[str, float] = {}  # busy until that moment of the stopwatch
        self._lock = threading.Lock()

    def begin(self) -> int:
        """Begin what is due, as far as threads are free; return how many were begun. Needs an application context."""
        begun = 0
        self._under_way = {future for future in self._under_way if not future.done()}
        while self._handlers and len(self._under_way) < THREADS:
            with keeping() as session:
                work = outbox.claim(session, self._clock(), self._handlers, self._busy())
            if work is None:
                break
            with self._lock:
                self._receivers[_receiver(work)] = float("inf")
            self._under_way.add(self._pool.submit(self._deliver, work))
            begun += 1
        return begun

    def settle(self) -> None:
        """Wait until everything that was begun has ended."""
        wait(self._under_way)

    def close(self) -> None:
        """End the threads once they have finished what they began."""
        self._pool.shutdown()

    def _busy(self) -> tuple[str, ...]:
        with self._lock:
            now = time.monotonic()
            self._receivers = {one: until for one, until in self._receivers.items() if until > now}
            return tuple(self._receivers)

    def _deliver(self, work: Work) -> None:
        is_done = False
        try:
            with self._app.app_context():
                is_done = deliver(work, self._handlers[work.kind], self._clock())
        except Exception as error:  # noqa: BLE001 - how it went could not be kept: the lease ends, and it comes again
            log.error("failed", work=work.id, kind=type(error).__name__)  # noqa: TRY400 - messages may quote values
        # Whoever did not answer well just now is left alone for a moment, or their backlog would take every thread.
        with self._lock:
            self._receivers[_receiver(work)] = time.monotonic() + (0.0 if is_done else REST_SECONDS)


def _receiver(work: Work) -> str:
    return str(work.payload.get(RECEIVER, work.id))
