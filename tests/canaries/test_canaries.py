"""A fair sample of the hunt: one life in a server of this process, and the files that it leaves. The rest is test_programs.py."""

import random
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.canaries.hunting import Hunter, files, spellings
from tests.canaries.life import Life


@pytest.fixture
def left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the database and all temporary files of the server are."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    return tmp_path


def test_a_life_leaves_no_value_on_disk(left: Path, live, capfd: pytest.CaptureFixture[str]):
    life = Life(live.issuer, random.Random(7))
    life.open_account()
    life.fill_in()
    life.use_a_service()
    life.change_secrets()
    assert len(set(life.canaries.values())) > 65
    printed = capfd.readouterr()
    hunter = Hunter(life.canaries)
    with sqlite3.connect(left / "db" / "sekali.sqlite") as connection:
        dump = "\n".join(connection.iterdump()).encode()
    found = list(files(left))
    assert {"db/sekali.sqlite", "db/sekali.sqlite-wal"} <= {name for name, _ in found}
    assert hunter.hunt([*found, ("dump", dump), ("log", (printed.out + printed.err).encode())]) == []
    # The control: the same hunter finds one that is left in a temporary file, and one in a row.
    (name, value), *_ = life.canaries.items()
    with tempfile.NamedTemporaryFile() as planted:
        planted.write(b"x" * 999 + value)
        planted.flush()
        assert hunter.hunt(files(left)) == [f"{name} in tmp/{Path(planted.name).name}"]
    connection.execute("CREATE TABLE planted AS SELECT ? AS data", (value.hex(),))
    connection.commit()
    connection.close()
    assert hunter.hunt(files(left))


@pytest.mark.parametrize("before", [b"", b"1", b"12", b"123"])
def test_a_value_is_found_however_it_is_spelt(before: bytes):
    import base64

    value = b"Jl. Kenari Penjaga No. 991"
    told = [
        value,
        value.decode().encode("utf-16-le"),
        value.hex().encode(),
        base64.b64encode(before + value + b"after"),
    ]
    for text in told:
        assert Hunter({"street": value}).hunt([("here", b"\0" * 9 + text + b"\0")]) == ["street in here"]
    assert Hunter({"street": value}).hunt([("here", base64.b64encode(before + value[1:]))]) == []
    assert all(len(one) >= 8 for one in spellings(value))


def test_a_crash_of_our_programs_leaves_no_memory():
    """What `sekali serve` and `sekali worker` do first holds for whatever they start."""
    asked = (
        "import subprocess; from web.operator import no_cores; no_cores.leave_none();"
        "print(subprocess.run(['cat', '/proc/self/limits', '/proc/self/coredump_filter'], capture_output=True, text=True).stdout)"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split("\n")
    [limit] = [line.split() for line in told if line.startswith("Max core file size")]
    assert limit[4:6] == ["0", "0"]
    assert int(told[-3], 16) == 0
