"""The command line: every command explains itself, refusals are one sentence, exit codes mean what they say."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from core.db import keeping
from tests.conftest import build_town, leave
from web import cli, demo_secrets, serve
from web.cli import main
from web.database import heads
from web.operator.database_cli import db


@pytest.fixture
def told(tmp_path, monkeypatch) -> dict[str, str]:
    """The environment of an operator who has set nothing but two paths."""
    places = {
        "SEKALI_DATABASE_URL": f"sqlite:///{tmp_path}/db/sekali.sqlite",
        "SEKALI_KEYS_FILE": f"{tmp_path}/keys/ring.json",
    }
    for name in [name for name in os.environ if name.startswith("SEKALI_")]:
        monkeypatch.delenv(name)
    for name, value in places.items():
        monkeypatch.setenv(name, value)
    return places


def run(*arguments: str, typed: str = ""):
    return CliRunner().invoke(main, arguments, typed, prog_name="sekali")


def every_command(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from every_command(found, (*path, name))


def test_every_command_explains_itself() -> None:
    paths = list(every_command(main))
    assert {("serve",), ("worker",), ("db", "upgrade"), ("ledger", "verify"), ("keys", "rotate", "tokens")} <= set(
        paths
    )
    for path in paths:
        shown = run(*path, "--help")
        assert shown.exit_code == 0, path
        lines = [line for line in shown.output.splitlines() if line.strip()]
        assert len(lines) >= 4, path


def test_a_new_deployment_in_three_commands(told) -> None:
    assert run("keys", "init").exit_code == 0
    (head,) = heads()
    assert head in run("db", "upgrade").output
    assert run("db", "current").output.strip() == head
    assert run("ledger", "key").output.startswith("localhost:8000/ledger+")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("ledger", "key"), "key ring"),
        (("db", "current"), "sekali db upgrade"),
        (("serve",), "key ring"),
        (("worker",), "key ring"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(told, arguments, sentence) -> None:
    refused = run(*arguments)
    assert refused.exit_code == 1
    assert sentence in refused.stderr
    assert refused.stderr.startswith("Error: ")
    assert "Traceback" not in refused.stderr


def test_an_empty_database_is_said_in_one_sentence(told) -> None:
    run("keys", "init")
    Path(told["SEKALI_DATABASE_URL"].removeprefix("sqlite:///")).parent.mkdir(parents=True)
    for arguments in (("serve",), ("staff", "list"), ("services", "list")):
        refused = run(*arguments)
        assert refused.exit_code == 1, arguments
        assert "sekali db upgrade" in refused.stderr
        assert len(refused.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("name", ["SEKALI_MODE", "SEKALI_LOCALE"])
def test_an_unreadable_setting_is_said_in_one_sentence(told, monkeypatch, name) -> None:
    monkeypatch.setenv(name, "nonsense")
    refused = run("db", "upgrade")
    assert refused.exit_code == 1
    assert name in refused.stderr


@pytest.mark.parametrize(
    "arguments", [("nonsense",), ("serve", "--port", "x"), ("db", "downgrade"), ("ledger", "verify")]
)
def test_wrong_use_is_exit_code_two(arguments) -> None:
    assert run(*arguments).exit_code == 2


def test_going_down_asks_first(told) -> None:
    run("db", "upgrade")
    kept = CliRunner().invoke(db, ["downgrade", "base"], input="n\n")
    assert kept.exit_code == 1
    assert run("db", "current").exit_code == 0
    assert run("db", "downgrade", "base", "--yes").exit_code == 0
    assert run("db", "current").exit_code == 1


def test_verifying_needs_no_deployment(tmp_path) -> None:
    nothing = {name: value for name, value in os.environ.items() if not name.startswith("SEKALI_")} | {
        "SEKALI_MODE": "nonsense"
    }
    (tmp_path / "x").write_bytes(b"x")
    done = subprocess.run(
        [sys.executable, "-m", "web.cli", "ledger", "verify", str(tmp_path / "x")],
        env=nothing,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_busy_port_is_said_in_one_sentence() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(serve.CannotServeError, match="cannot be used"):
            serve.run("127.0.0.1", taken.getsockname()[1], 1)


def test_extensions_add_commands(monkeypatch) -> None:
    @click.command()
    def extra() -> None:
        """Do something more."""

    class Point:
        name = "extra"

        def load(self) -> click.Command:
            return extra

    monkeypatch.setattr(
        cli,
        "entry_points",
        lambda group, **named: (
            [Point()] if named.get("name", "extra") == "extra" and group == "sekali.commands" else []
        ),
    )
    assert run("extra").exit_code == 0
    assert "extra" in run("--help").output


def test_the_list_of_demo_secrets_is_the_demos() -> None:
    from demo.people import CITIZENS, STAFF
    from demo.services import SERVICES

    assert set(demo_secrets.CITIZENS) == {one.identifier for one in CITIZENS}
    assert set(demo_secrets.STAFF) == {one.identifier for one in STAFF}
    assert set(demo_secrets.CLIENT_SECRETS) == {one.client_secret for one in SERVICES}


def test_production_refuses_secrets_of_the_demo(database_url, ring, capfd) -> None:
    from core.clock import system_clock
    from demo.seed import fill_in

    built = build_town(database_url, ring, mode="production", issuer="https://sekali.contoh.id")
    settings = built.app.extensions["sekali.settings"]
    with built.app.app_context():
        serve.look_first(settings)
    demo = build_town(database_url, ring)
    with demo.app.app_context():
        fill_in(ring, demo.app.extensions["sekali.settings"], system_clock())
    with built.app.app_context():
        with keeping() as session:
            found = demo_secrets.found(session, ring)
        with pytest.raises(serve.CannotServeError, match="secrets of the demo"):
            serve.look_first(settings)
    assert {"the citizen siti@contoh.id", "the staff member auditor@contoh.id"} <= set(found)
    assert sum(one.startswith("the client ") for one in found) == 3
    with demo.app.app_context():
        serve.look_first(demo.app.extensions["sekali.settings"])
    built.alarm_expected = demo.alarm_expected = True
    leave(demo, capfd)
    leave(built, capfd)


@pytest.mark.usefixtures("told")
def test_a_totp_secret_that_no_app_could_keep_is_refused() -> None:
    for arguments in (("keys", "init"), ("db", "upgrade")):
        assert run(*arguments).exit_code == 0
    given = ("staff", "add", "--identifier", "a@contoh.id", "--name", "A", "--role", "auditor", "--totp")
    for secret in ("abc", "1" * 32, "A" * 24, "\u00dc" * 32):
        refused = run(*given, secret)
        assert refused.exit_code == 1
        assert refused.stderr.startswith("Error: This TOTP secret is not base32 of 26 signs or more")
    assert run(*given, "A" * 26).exit_code == 0


STAFF = ("staff", "add", "--identifier", "b@contoh.id", "--name", "B", "--role", "auditor")
CHOSEN = "kata sandi yang panjang sekali"


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("options", "typed", "code", "why"),
    [
        (("--password",), f"{CHOSEN}\n{CHOSEN}\n", 0, ""),
        (("--password",), f"{CHOSEN}\nanother one\n", 1, "do not match"),
        (("--password-stdin",), f"{CHOSEN}\n", 0, ""),
        (("--password-stdin",), "short\n", 1, "too short"),
        (("--password-stdin",), "", 1, "too short"),
        (("--password", "--password-stdin"), "", 2, "Choose one"),
        (("--password", CHOSEN), "", 2, "unexpected extra argument"),
    ],
)
def test_a_password_is_typed_or_read_and_never_shown_again(options, typed, code, why) -> None:
    for arguments in (("keys", "init"), ("db", "upgrade")):
        assert run(*arguments).exit_code == 0
    done = run(*STAFF, *options, typed=typed)
    assert done.exit_code == code, done.output
    assert why in done.output
    assert ("totp secret: " in done.output) is (code == 0)
    assert CHOSEN not in done.stdout
