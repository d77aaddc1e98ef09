"""The runner's parts: what it looks at first, how it ends its children, and what it may remove."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from core.environment import CHECKOUT, checked, load
from core.settings import Settings
from demo import belongings, children, preflight
from demo.children import Program
from demo.refusals import DemoError
from demo.settings import addresses, environment_of, settings_of

STUBBORN = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork() == 0:
    time.sleep(600)
print("started", flush=True)
time.sleep(600)
"""


def members_of(group: int) -> list[int]:
    """The processes of a group that are not zombies, as Linux knows them."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(words[2]) == group and words[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def program(code: str, answers: str | None = None) -> Program:
    return Program("test program", (sys.executable, "-c", code), os.environ, answers)


def test_the_demo_listens_at_fixed_addresses() -> None:
    assert addresses() == (
        ("127.0.0.1", 8000),
        ("127.0.0.2", 8001),
        ("127.0.0.3", 8002),
        ("127.0.0.4", 8003),
        ("127.0.0.5", 8004),
        ("127.0.0.6", 8005),
    )


def test_a_busy_port_is_one_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(DemoError, match=f"^Port {port} is used by another program. Stop it"):
            preflight.check_addresses([("127.0.0.1", port)])
    preflight.check_addresses([("127.0.0.1", port)])


def test_a_port_taken_on_every_address_is_busy_too() -> None:
    with socket.socket() as other:
        other.bind(("0.0.0.0", 0))
        other.listen()
        with pytest.raises(DemoError, match="is used by another program"):
            preflight.check_addresses([("127.0.0.3", other.getsockname()[1])])


def test_a_missing_module_is_named() -> None:
    with pytest.raises(DemoError, match="The Python module no_such_module is missing"):
        preflight.check_modules(["json", "no_such_module"])
    preflight.check_modules()


def test_a_command_without_its_modules_is_one_sentence() -> None:
    # -S leaves out site-packages, so that nothing but the standard library is there.
    code = "import sys; sys.path.insert(0, sys.argv[1]); from web.start import main; main()"
    told = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, str(CHECKOUT), "demo"], capture_output=True, text=True, check=False
    )
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr == (
        "Error: The Python module click is missing. Run `make clean`, then `make demo`, to install everything anew.\n"
    )


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a target of the Makefile in another folder, as a newcomer's shell would."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    command = ("make", "-C", str(folder), "-f", str(CHECKOUT / "Makefile"), *words)
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_a_python_that_is_missing_or_too_old_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "tools.lock").touch()
    old = tmp_path / "python3.9"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    for python, sentence in ((old, f"{old} is older."), ("no-such-python", "There is no no-such-python")):
        told = make(tmp_path, f"PY={python}", ".venv/.uv")
        assert told.returncode == 2
        said = next(line for line in told.stdout.splitlines() if not line.startswith("make"))
        assert sentence in said
        assert not (tmp_path / ".venv").exists()


def test_an_environment_that_was_moved_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (tmp_path / ".venv" / ".uv").write_text(f"{tmp_path}\n")
    make(tmp_path, "help")
    assert (tmp_path / ".venv").exists()
    (tmp_path / ".venv" / ".uv").write_text("/somewhere/else\n")
    make(tmp_path, "help")
    assert not (tmp_path / ".venv").exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    preflight.check_folders([tmp_path / "new"])
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
    (tmp_path / "file").touch()
    for folder in (Path("/proc/sekali"), tmp_path / "file" / "var"):
        with pytest.raises(DemoError, match=f"^The folder {folder} cannot be written to"):
            preflight.check_folders([folder])


def test_children_end_with_everything_they_started_even_when_they_hang(tmp_path: Path) -> None:
    child = children.start(program(STUBBORN), tmp_path)
    while "started" not in child.log.read_text():
        time.sleep(0.02)
    assert len(members_of(child.process.pid)) == 2
    children.end([child], seconds=0.3)
    assert child.process.returncode == -signal.SIGKILL
    # The orphan has a new parent, which takes a moment to see that it is dead.
    for _ in range(100):
        if not members_of(child.process.pid):
            return
        time.sleep(0.02)
    pytest.fail("a grandchild is left")


def test_a_polite_child_is_not_waited_for_long(tmp_path: Path) -> None:
    child = children.start(program("import time; time.sleep(600)"), tmp_path)
    began = time.monotonic()
    children.end([child])
    assert child.process.returncode == -signal.SIGTERM
    assert time.monotonic() - began < children.ENDING_SECONDS


def test_a_child_that_ends_is_named_with_its_last_words(tmp_path: Path) -> None:
    child = children.start(program("import sys; sys.exit('the cat sat on the disk')"), tmp_path)
    child.process.wait()
    with pytest.raises(DemoError, match=r"The test program has ended \(exit code 1\)[\s\S]*the cat sat on the disk"):
        children.refuse_ended([child])


def test_a_child_that_never_answers_is_named(tmp_path: Path) -> None:
    child = children.start(program("import time; time.sleep(600)", answers="http://127.0.0.1:9/"), tmp_path)
    try:
        with pytest.raises(DemoError, match=r"^http://127.0.0.1:9/ did not answer within 0 seconds"):
            children.wait_until_answering([child], 0.2, threading.Event())
    finally:
        children.end([child])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends the children of a killed parent")
def test_children_end_when_the_runner_is_killed_outright(tmp_path: Path) -> None:
    code = (
        "import os, time, pathlib\nfrom demo.children import Program, start\n"
        "child = start(Program('sleeper', ('sleep', '600'), os.environ), pathlib.Path(os.environ['LOGS']))\n"
        "print(child.process.pid, flush=True)\ntime.sleep(600)"
    )
    runner = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=os.environ | {"LOGS": str(tmp_path)}
    )
    assert runner.stdout
    sleeper = int(runner.stdout.readline())
    assert members_of(sleeper)
    runner.kill()
    runner.wait()
    runner.stdout.close()
    for _ in range(100):
        if not members_of(sleeper):
            return
        time.sleep(0.02)
    pytest.fail("the child outlived the runner")


def test_the_demo_is_a_demo_whatever_the_environment_says(tmp_path: Path) -> None:
    given = {
        "SEKALI_MODE": "production",
        "SEKALI_ISSUER": "https://sekali.example",
        "SEKALI_DATABASE_URL": f"sqlite:///{tmp_path}/a.sqlite",
        "HOME": "/home",
    }
    settings = settings_of(given)
    assert (settings.mode, settings.issuer, settings.open_registration) == ("demo", "http://localhost:8000", True)
    environment = environment_of(settings, given)
    assert environment["SEKALI_MODE"] == "demo"
    assert environment["SEKALI_KEYS_FILE"] == settings.keys_file
    assert environment["HOME"] == "/home"


def test_the_demo_is_shown_to_many_from_one_place(tmp_path: Path) -> None:
    given = {"SEKALI_DATABASE_URL": f"sqlite:///{tmp_path}/a.sqlite"}
    settings, per_minute = settings_of(given), 60
    assert min(settings.registrations_per_hour, settings.sign_ups_per_hour) >= 60 * per_minute
    assert settings_of(given | {"SEKALI_SIGN_IN_FAILURES": "3"}).sign_in_failures == 3
    assert load(environment_of(settings, given)).registrations_per_hour == settings.registrations_per_hour
    assert load(given).registrations_per_hour < settings.registrations_per_hour


def test_the_note_belongs_to_one_database(tmp_path: Path) -> None:
    def settings(name: str) -> Settings:
        return checked(
            Settings(database_url=f"sqlite:///{tmp_path}/{name}", keys_file=str(tmp_path / "keys" / "ring.json"))
        )

    assert belongings.note_of(settings("a.sqlite")) is None
    belongings.write_note(settings("a.sqlite"), made_ring=False)
    assert belongings.note_of(settings("a.sqlite")) is not None
    assert belongings.note_of(settings("b.sqlite")) is None
    (tmp_path / "demo.json").write_text("[]")
    assert belongings.note_of(settings("a.sqlite")) is None
    server = checked(Settings(database_url="postgresql+psycopg://u:password@h/db", keys_file="/x"))
    assert belongings.database_file(server) is None


def test_the_note_does_not_tell_the_databases_address(tmp_path: Path) -> None:
    settings = checked(Settings(database_url=f"sqlite:///{tmp_path}/word-of-mouth.sqlite", keys_file="/x"))
    belongings.write_note(settings, made_ring=True)
    assert "word-of-mouth" not in belongings.note_path(settings).read_text()
