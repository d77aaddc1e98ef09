"""The scanner: asked by the protocol of clamd, over TCP and a socket; whatever it does not call clean is not taken."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.town import START
from tests.vault import files
from vault import catalogue
from vault.documents import safe, scanning, taking
from vault.documents.kinds import NotTaken

KTP = catalogue.DOCUMENTS["ktp_scan"]
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd(threading.Thread):
    """A stand-in that speaks clamd's INSTREAM: it finds the test file of EICAR, and has a limit of size."""

    def __init__(self, listening: socket.socket, says: bytes | None = None, most: int = 30_000_000) -> None:
        super().__init__(daemon=True)
        self._listening, self._says, self._most = listening, says, most
        self.received = b""

    def run(self) -> None:
        line, _ = self._listening.accept()
        with line, line.makefile("rb") as heard:
            if heard.read(10) != b"zINSTREAM\0":
                line.sendall(b"UNKNOWN COMMAND\0")
                return
            while size := int.from_bytes(heard.read(4), "big"):
                self.received += heard.read(size)
                if len(self.received) > self._most:
                    line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                    return
            found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in self.received else b"stream: OK\0"
            line.sendall(found if self._says is None else self._says)


@contextmanager
def clamd(tmp_path=None, **named) -> Iterator[tuple[str, Clamd]]:
    if tmp_path is None:
        listening = socket.create_server(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{listening.getsockname()[1]}"
    else:
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(tmp_path / "clamd.ctl"))
        listening.listen()
        address = f"unix://{tmp_path}/clamd.ctl"
    program = Clamd(listening, **named)
    program.start()
    yield address, program
    program.join(5)
    listening.close()


def reason(address: str, data: bytes) -> str:
    with pytest.raises(NotTaken) as told:
        scanning.scan(address, safe.cut(data))
    return told.value.code


def test_what_is_clean_passes_as_it_is(tmp_path):
    data = files.jpeg(900, 700, noise=60)
    for where in (None, tmp_path):
        with clamd(where) as (address, program):
            scanning.scan(address, safe.cut(data))
        assert program.received == data


def test_what_is_found_is_not_taken():
    with clamd() as (address, _):
        assert reason(address, files.pdf() + EICAR) == "file_malware"


@pytest.mark.parametrize(
    "says", [b"", b"stream: OK", b"ERROR\0", b"stream: OK\nFOUND\0", b"INSTREAM: Out of memory. ERROR\0", b"x" * 5000]
)
def test_an_answer_that_is_not_clean_fails_closed(says):
    with clamd(says=says) as (address, _):
        assert reason(address, b"x") == "scanner_away"


def test_a_scanner_that_is_full_or_away_fails_closed(tmp_path):
    with clamd(most=1_000) as (address, _):
        assert reason(address, b"x" * 400_000) == "scanner_away"
    assert reason(address, b"x") == "scanner_away", "nobody listens there any more"
    assert reason(f"unix://{tmp_path}/nobody.ctl", b"x") == "scanner_away"


def test_without_a_scanner_nothing_is_asked():
    scanning.scan("", iter([b"x"]))


def test_the_scanner_sees_the_file_as_it_was_sent_before_anybody_opens_it():
    sent = files.jpeg() + EICAR
    with clamd() as (address, program), pytest.raises(NotTaken) as told:
        taking.prepare(KTP, lambda: safe.cut(sent), address, "", START)
    assert told.value.code == "file_malware"
    assert program.received == sent
