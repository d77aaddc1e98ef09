"""The witness by its protocol: every status with its body, one winner of a race, evidence kept, nothing forgotten."""

import base64
import hashlib
import signal
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from werkzeug.test import Client, TestResponse

from ledger import merkle
from ledger.verify import cosignatures
from ledger.verify.notes import read_note
from ledger.witness import identity
from ledger.witness.application import Witness
from ledger.witness.cli import witness as command
from ledger.witness.requests import write_request
from ledger.witness.state import State
from tests.ledger.rogue import Rogue, naive_root
from tests.ledger.trees import in_memory

NOW = 1_796_000_000
LEAVES = [hashlib.sha256(b"\x00%d" % number).digest() for number in range(64)]
OTHERS = [*LEAVES[:5], *(hashlib.sha256(b"\x00other %d" % number).digest() for number in range(59))]


class Watched:
    """A ledger and the witness that watches it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.ledger = folder, Rogue()
        self.identity = identity.create(folder, "witness.example/w1")
        identity.trust(folder, self.ledger.key)
        self.application = Witness(folder, lambda: NOW)

    def note(self, size: int, leaves: list[bytes] = LEAVES, ledger: Rogue | None = None) -> bytes:
        return (ledger or self.ledger).note(size, naive_root(leaves[:size]))

    def ask(
        self,
        old: int,
        size: int,
        leaves: list[bytes] = LEAVES,
        path: list[bytes] | None = None,
        ledger: Rogue | None = None,
    ) -> TestResponse:
        proof = merkle.consistency(old, size, in_memory(leaves[:size])) if path is None and old <= size else path or []
        return self.post(write_request(old, tuple(proof), self.note(size, leaves, ledger)))

    def post(self, body: bytes) -> TestResponse:
        return Client(self.application).post("/add-checkpoint", data=body)

    def kinds(self) -> list[str]:
        return [alarm.kind for alarm in State(self.folder).alarms()]


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path / "w1")


def test_a_continuation_is_cosigned(watched: Watched) -> None:
    for old, size in ((0, 3), (3, 3), (3, 10), (10, 64)):
        answer = watched.ask(old, size)
        assert answer.status_code == 200
        note = read_note(watched.note(size) + answer.data)
        key = cosignatures.read_witness_key(watched.identity.verifier_key)
        assert cosignatures.cosigners(note, [key]) == {"witness.example/w1": NOW}
    assert watched.kinds() == []


def test_an_empty_ledger_is_cosigned_too(watched: Watched) -> None:
    assert watched.ask(0, 0).status_code == 200
    assert watched.ask(0, 2).status_code == 200


def test_an_unknown_ledger_is_404(watched: Watched) -> None:
    other = Rogue("other.example/ledger")
    assert watched.ask(0, 3, ledger=other).status_code == 404
    identity.trust(watched.folder, other.key)
    assert watched.ask(0, 3, ledger=other).status_code == 200, "trusted without a new start"


def test_another_key_of_the_same_name_is_403(watched: Watched) -> None:
    assert watched.ask(0, 3, ledger=Rogue()).status_code == 403
    forger = Rogue()
    forger._key_id = watched.ledger._key_id  # type: ignore[method-assign]
    assert watched.ask(0, 3, ledger=forger).status_code == 403
    assert watched.kinds() == []


def test_another_old_size_is_409_with_the_known_one(watched: Watched) -> None:
    watched.ask(0, 7)
    for old in (0, 3, 8):
        answer = watched.ask(old, 10)
        assert (answer.status_code, answer.data, answer.mimetype) == (409, b"7\n", "text/x.tlog.size")
    assert watched.kinds() == []


def test_a_proof_that_does_not_hold_is_422_and_an_alarm(watched: Watched) -> None:
    watched.ask(0, 7)
    good = merkle.consistency(7, 10, in_memory(LEAVES[:10]))
    for path in ([], good[:-1], [*good, good[0]], good[::-1]):
        assert watched.ask(7, 10, path=path).status_code == 422
    assert watched.ask(7, 10, OTHERS).status_code == 422, "another history"
    assert watched.kinds() == ["no continuation"] * 2, "each checkpoint once"
    assert watched.ask(7, 7, path=[LEAVES[0]]).status_code == 422
    assert watched.ask(7, 10).status_code == 200, "what was refused has not moved anything"


def test_a_split_view_is_409_and_an_alarm_with_both_notes(watched: Watched) -> None:
    watched.ask(0, 7)
    for old in (7, 0, 3):
        answer = watched.ask(old, 7, OTHERS)
        assert (answer.status_code, answer.data) == (409, b"7\n")
    (alarm,) = State(watched.folder).alarms()
    assert (alarm.kind, alarm.known, alarm.shown) == ("split view", watched.note(7), watched.note(7, OTHERS))
    watched.ask(7, 10)
    assert watched.ask(0, 7, OTHERS).status_code == 409
    assert len(watched.kinds()) == 1


def test_a_ledger_that_went_back_is_409_and_an_alarm(watched: Watched) -> None:
    watched.ask(0, 7)
    watched.ask(7, 30)
    assert watched.ask(0, 7).status_code == 409
    assert watched.kinds() == [], "an old checkpoint that was cosigned here may be sent again by anybody"
    answer = watched.ask(0, 12, OTHERS)
    assert (answer.status_code, answer.data) == (409, b"30\n")
    assert watched.kinds() == ["rolled back"]


NOTE = Rogue().note(3, bytes(32))
HASH = base64.b64encode(bytes(32))
MALFORMED = {
    "nothing": b"",
    "no old size": b"\n" + NOTE,
    "an old size with a zero in front": b"old 01\n\n" + NOTE,
    "a negative old size": b"old -1\n\n" + NOTE,
    "an old size above the checkpoint's": b"old 4\n\n" + NOTE,
    "a hash that is too short": b"old 1\nAAAA\n\n" + NOTE,
    "a hash in another spelling": b"old 1\n" + HASH[:-2] + b"B=\n\n" + NOTE,
    "64 hashes": b"old 1\n" + (HASH + b"\n") * 64 + b"\n" + NOTE,
    "no empty line": b"old 1\n" + NOTE,
    "no checkpoint": b"old 1\n\n",
    "windows line ends": (b"old 1\n\n" + NOTE).replace(b"\n", b"\r\n"),
    "a huge body": b"old 1\n" + (HASH + b"\n") * 3000 + b"\n" + NOTE,
    "a huge old size": b"old " + b"9" * 5000 + b"\n\n" + NOTE,
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_is_no_request_is_400(watched: Watched, body: bytes) -> None:
    assert watched.post(body).status_code == 400


def test_other_addresses_and_methods(watched: Watched) -> None:
    client = Client(watched.application)
    assert client.get("/").text == watched.identity.verifier_key + "\n"
    assert [client.get("/add-checkpoint").status_code, client.post("/").status_code, client.get("/x").status_code] == [
        405,
        405,
        404,
    ]


@pytest.mark.race
def test_of_many_at_once_no_two_move_from_the_same_place(watched: Watched) -> None:
    """The race of the protocol's text: requests of many sizes at once; no answer is ever taken back."""
    watched.ask(0, 3)
    barrier = threading.Barrier(8)

    def ask(size: int) -> int:
        barrier.wait()
        return watched.ask(3, size).status_code

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(ask, range(10, 18)))
    assert sorted(told) == [200] + [409] * 7
    won = 10 + told.index(200)
    assert watched.ask(0, 40).data == b"%d\n" % won


@pytest.mark.race
def test_control_without_the_lock_one_place_is_left_twice(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    watched.ask(0, 3)
    barrier = threading.Barrier(4)
    connect = sqlite3.connect

    class Careless(sqlite3.Connection):
        def execute(self, statement, *given):
            if statement.startswith("INSERT OR REPLACE"):
                barrier.wait(60)
            return super().execute(
                statement.replace("BEGIN IMMEDIATE", "SELECT 1").replace("COMMIT", "SELECT 1"), *given
            )

    monkeypatch.setattr(sqlite3, "connect", lambda *args, **named: connect(*args, factory=Careless, **named))
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda size: watched.ask(3, size).status_code, range(10, 14)))
    assert told.count(200) > 1


DIES = """
import os, signal, sys
from ledger.witness import identity
from ledger.witness.application import Witness
identity.Identity.cosign = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
from pathlib import Path
from werkzeug.test import Client
Client(Witness(Path(sys.argv[1]))).post("/add-checkpoint", data=sys.stdin.buffer.read())
"""


def test_what_is_about_to_be_answered_is_kept_already(watched: Watched) -> None:
    """Killed between keeping and answering: the next start knows what could have been cosigned."""
    body = write_request(0, (), watched.note(7))
    died = subprocess.run([sys.executable, "-c", DIES, watched.folder], input=body, check=False)
    assert died.returncode == -signal.SIGKILL
    assert watched.ask(0, 9).data == b"7\n"
    assert watched.ask(0, 7, OTHERS).status_code == 409
    assert watched.kinds() == ["split view"]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_the_commands(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    assert "sekali witness init" in run("key", folder).output
    made = run("init", folder, "--name", "witness.example/w1")
    key = cosignatures.read_witness_key(made.output)
    assert key.name == "witness.example/w1"
    assert (folder / "key").stat().st_mode & 0o777 == 0o600
    assert run("key", folder).output == made.output
    assert "holds a witness already" in run("init", folder, "--name", "other").output
    assert "no plus" in run("init", tmp_path / "x", "--name", "a+b").output
    assert run("trust", folder, "nonsense").exit_code == 1
    assert run("trust", folder, Rogue().key).exit_code == 0
    quiet = run("alarms", folder)
    assert (quiet.exit_code, quiet.output) == (0, "No alarm.\n")
    (folder / "key").chmod(0o644)
    assert "0600" in run("key", folder).output


def test_alarms_are_printed_with_their_evidence(watched: Watched) -> None:
    watched.ask(0, 7)
    watched.ask(7, 7, OTHERS)
    told = run("alarms", watched.folder)
    assert told.exit_code == 1
    assert "sekali.example/ledger: split view" in told.output
    assert watched.note(7).decode() in told.output and watched.note(7, OTHERS).decode() in told.output
