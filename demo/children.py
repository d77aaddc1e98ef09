"""The programs of the demo as child processes: started in groups of their own, watched, and ended without a rest."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import requests

from core.environment import CHECKOUT
from demo.refusals import DemoError

ENDING_SECONDS = 6.0
LOOK_SECONDS = 0.1
ANSWER_SECONDS = 2.0
LAST_LINES = 12
PR_SET_PDEATHSIG = 1  # prctl(2)
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True)
class Program:
    """What to run. `answers` is the address that tells when it is ready; a worker has none."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    answers: str | None = None


@dataclass(slots=True)
class Child:
    """A running program and the file that holds what it says."""

    program: Program
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def has_ended(self) -> bool:
        """Tell whether the program has ended."""
        return self.process.poll() is not None

    def last_lines(self) -> str:
        """Return the last lines of what it said."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-LAST_LINES:])


def start(program: Program, logs: Path) -> Child:
    """Start `program` as the leader of a process group of its own, so that Ctrl-C reaches the runner alone."""
    log = logs / f"{program.name.replace(' ', '-')}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            program.command,
            cwd=CHECKOUT,
            env=dict(program.environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_end_with_the_runner,  # noqa: PLW1509 - the runner has one thread
        )
    return Child(program, process, log)


def wait_until_answering(children: Sequence[Child], seconds: float, stop: threading.Event) -> None:
    """Wait until every address answers, or `stop` is set; raise `DemoError` when a program ends or time is up."""
    deadline = time.monotonic() + seconds
    waiting = [child for child in children if child.program.answers]
    while waiting and not stop.is_set():
        refuse_ended(children)
        waiting = [child for child in waiting if not _answers(child.program.answers or "")]
        if waiting and time.monotonic() > deadline:
            child = waiting[0]
            raise DemoError(
                f"{child.program.answers} did not answer within {seconds:.0f} seconds. Its last lines:\n{child.last_lines()}"
            )
        stop.wait(LOOK_SECONDS)


def refuse_ended(children: Sequence[Child]) -> None:
    """Raise `DemoError` naming the first program that has ended, with its last lines."""
    for child in children:
        if child.has_ended:
            raise DemoError(
                f"The {child.program.name} has ended (exit code {child.process.returncode}), so the demo ends. "
                f"Its last lines, from {child.log}:\n{child.last_lines()}"
            )


def end(children: Sequence[Child], seconds: float = ENDING_SECONDS) -> None:
    """End all programs and whatever they started: politely at first, then whether they like it or not."""
    for child in children:
        _signal_group(child, signal.SIGTERM)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not all(child.has_ended for child in children):
        time.sleep(LOOK_SECONDS / 2)
    for child in children:
        # Also where the leader has ended: one of its workers may hang.
        _signal_group(child, signal.SIGKILL)
        child.process.wait()


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=ANSWER_SECONDS).ok
    except requests.RequestException:
        return False


def _signal_group(child: Child, number: signal.Signals) -> None:
    try:
        os.killpg(child.process.pid, number)
    except (ProcessLookupError, PermissionError):
        # macOS answers EPERM for a group whose members have all ended.
        return


def _end_with_the_runner() -> None:
    # A runner that is killed outright cannot end its children; Linux then does it.
    if _LIBC is not None:
        _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
