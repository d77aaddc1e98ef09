"""The whole story in the foreground: look, prepare, fill in, start, wait, tell, watch, end."""

import os
import signal
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

from core.clock import system_clock
from core.settings import Settings
from demo import belongings, children, preflight, settings, table
from demo.children import Child
from demo.prepare import prepare
from demo.programs import programs
from demo.seed import seed
from demo.witness import prepare_witness

Say = Callable[[str], None]

ANSWER_SECONDS = 90.0
WATCH_SECONDS = 0.5
ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run(say: Say) -> None:
    """Run the demo until Ctrl-C; raise `DemoError` when it cannot start, or when one of its programs ends."""
    preflight.check_modules()
    chosen = settings.settings_of(os.environ)
    preflight.check_addresses(settings.addresses())
    preflight.check_folders(
        (belongings.folder(chosen), belongings.logs(chosen), Path(chosen.keys_file).resolve().parent)
    )
    say("Preparing the key ring and the database ...")
    prepare(chosen, system_clock())
    witness_key = prepare_witness(chosen)
    say("Filling in the demo's people and services ...")
    registrations = seed(chosen)
    stop = _stop_on_signal()
    started: list[Child] = []
    try:
        say("Starting the provider, its worker, a witness, a simulator and three e-services ...")
        for program in programs(chosen, registrations, witness_key, os.environ):
            # One by one: what was started before one fails to start must be ended as well.
            started.append(children.start(program, belongings.logs(chosen)))  # noqa: PERF401
        children.wait_until_answering(started, ANSWER_SECONDS, stop)
        _tell(chosen, say, stop)
        _watch(started, stop)
    finally:
        children.end(started)
    say("Sekali has ended.")


def _tell(chosen: Settings, say: Say, stop: threading.Event) -> None:
    if not stop.is_set():
        say(table.table(chosen, system_clock()))
        say("Ctrl-C ends everything; the data stays. `make demo-reset` starts afresh.")
        say(f"Sekali is ready: {chosen.issuer}")


def _watch(started: Sequence[Child], stop: threading.Event) -> None:
    while not stop.wait(WATCH_SECONDS):
        children.refuse_ended(started)


def _stop_on_signal() -> threading.Event:
    stop = threading.Event()

    def tell(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in ENDING_SIGNALS:
        signal.signal(number, tell)
    return stop
