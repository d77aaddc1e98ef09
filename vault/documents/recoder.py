"""Running the program that makes files anew, and reading what it says; this process never parses a stranger's file."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Timer
from typing import IO, Any

from vault.documents.kinds import LARGEST_KEPT, NotTaken

MOST_SECONDS = 40.0
LONGEST_LINE = 1_000  # bytes
COMMAND = (sys.executable, "-I", "-m", "vault.documents.recoding")


@dataclass(frozen=True, slots=True)
class Fresh:
    """A file that was made anew, with what is told of it: media type, size in bytes, digest, pages or pixels."""

    data: bytes = field(repr=False)
    told: dict[str, Any]


def made_anew(pieces: Iterable[bytes], kind: str) -> Fresh:
    """Return the file of `pieces` made anew; raise `NotTaken` for one that is broken, too large, or a trap.

    The pieces go through one after the other, and at most the largest file that is kept comes back.
    """
    # Nothing of ours is in the environment of a program that reads hostile input.
    child = subprocess.Popen(  # noqa: S603 - our own program
        [*COMMAND, kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
    )
    try:
        said = _answer(child, pieces)
    finally:
        child.kill()
        for pipe in (child.stdin, child.stdout):
            _close(pipe)
        child.wait()
    line, _, data = said.partition(b"\n")
    try:
        told = json.loads(line)
    except ValueError:
        # Killed by its limits, or by its own fault: either way the file is to blame.
        raise NotTaken("file_bomb") from None
    if "refused" in told:
        raise NotTaken(str(told["refused"]))
    return Fresh(data, told | {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()})


def _answer(child: "subprocess.Popen[bytes]", pieces: Iterable[bytes]) -> bytes:
    assert child.stdin is not None and child.stdout is not None  # noqa: S101, PT018 - both were opened as pipes
    with lasting(Timer(MOST_SECONDS, child.kill)):
        try:
            for piece in pieces:
                child.stdin.write(piece)
            child.stdin.close()
        except BrokenPipeError:
            return b""
        said = child.stdout.read(LARGEST_KEPT + LONGEST_LINE)
        return b"" if child.stdout.read(1) else said


@contextmanager
def lasting(timer: Timer) -> Iterator[None]:
    """Run a timer for as long as the block lasts."""
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _close(pipe: IO[bytes] | None) -> None:
    # What was left unwritten is lost with the child, and closing would try to write it.
    with suppress(BrokenPipeError):
        if pipe is not None:
            pipe.close()
