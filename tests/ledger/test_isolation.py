"""The verifier alone: copied out of the house, with nothing but the standard library and `cryptography`."""

import json
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import cryptography

from tests.ledger.test_export import DATA, ROGUE

VERIFIER = Path(__file__).parents[2] / "ledger" / "verify"

WATCHED = """
import runpy, sys
sys.path.insert(0, {folder!r})
ALLOWED = set(sys.stdlib_module_names) | {{"ledger", "cryptography", "_cffi_backend", "cffi"}}
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in ALLOWED:
            raise ImportError("the verifier imports " + name)
        if name.startswith("ledger.") and not name.startswith("ledger.verify"):
            raise ImportError("the verifier imports " + name)
sys.meta_path.insert(0, Blocker())
sys.argv = ["verify", *{arguments!r}]
runpy.run_module("ledger.verify", run_name="__main__")
"""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    code = WATCHED.format(folder=str(folder), arguments=list(arguments))
    return subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False, cwd=folder)


def test_it_runs_without_the_house(tmp_path: Path) -> None:
    shutil.copytree(VERIFIER, tmp_path / "ledger" / "verify")
    (tmp_path / "ledger" / "__init__.py").touch()
    export = tmp_path / "export.sekali"
    export.write_bytes(DATA)
    good = run(tmp_path, str(export), "--key", ROGUE.key)
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.startswith("Good: 12 entries of sekali.example/ledger")
    export.write_bytes(DATA.replace(b"nik", b"nig", 1))
    bad = run(tmp_path, str(export), "--key", ROGUE.key, "--json")
    assert (bad.returncode, bad.stderr) == (1, "")
    assert json.loads(bad.stdout)["status"] == "found"
    assert run(tmp_path, str(export) + "x", "--key", ROGUE.key).returncode == 2
    assert run(tmp_path, str(export)).returncode == 1
    export.write_bytes(DATA)
    assert run(tmp_path, str(export)).returncode == 2


def test_the_blocker_blocks(tmp_path: Path) -> None:
    """The control: with an import of the house planted, the same run fails."""
    shutil.copytree(VERIFIER, tmp_path / "ledger" / "verify")
    (tmp_path / "ledger" / "__init__.py").touch()
    planted = tmp_path / "ledger" / "verify" / "tree.py"
    planted.write_text("import sqlalchemy\n" + planted.read_text())
    assert "the verifier imports sqlalchemy" in run(tmp_path, "x").stderr


def test_the_command_in_the_house(tmp_path: Path) -> None:
    export = tmp_path / "export.sekali"
    export.write_bytes(DATA)
    command = [sys.executable, "-m", "ledger.verify", str(export), "--key", "nobody", "--key", ROGUE.key]
    run_ = subprocess.run(command, capture_output=True, text=True, check=False, cwd=VERIFIER.parents[1])
    assert run_.returncode == 2
    assert "'nobody' is not a verifier key" in run_.stdout
    help_ = subprocess.run(
        [*command[:3], "--help"], capture_output=True, text=True, check=False, cwd=VERIFIER.parents[1]
    )
    assert "Exit codes: 0 good; 1 something was found; 2 unreadable" in " ".join(help_.stdout.split())


def test_it_runs_in_an_environment_that_holds_cryptography_alone(tmp_path: Path) -> None:
    """A Python of its own with no other package than `cryptography` (and what that stands on), outside the house."""
    venv.create(tmp_path / "alone", with_pip=False)
    (target,) = (tmp_path / "alone").glob("lib/python*/site-packages")
    home = Path(cryptography.__file__).parents[1]
    for part in [home / "cryptography", home / "cffi", *home.glob("_cffi_backend*"), home / "pycparser"]:
        if part.is_dir():
            shutil.copytree(part, target / part.name)
        elif part.exists():
            shutil.copy(part, target)
    shutil.copytree(VERIFIER, tmp_path / "ledger" / "verify")
    export = tmp_path / "export.sekali"
    export.write_bytes(DATA)
    command = [tmp_path / "alone" / "bin" / "python", "-m", "ledger.verify", export, "--key", ROGUE.key]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, env={})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Good: 12 entries of sekali.example/ledger")
    sees = subprocess.run([command[0], "-c", "import flask"], capture_output=True, text=True, check=False, env={})
    assert "No module named 'flask'" in sees.stderr
