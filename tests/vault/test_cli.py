"""`sekali checks confirm`: only an officer, only an account that exists, and the NIK opens the door afterwards."""

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from accounts.credentials import passwords
from accounts.desk import deeds
from accounts.tables import CitizenRow
from tests.journeys.story import SITI, open_account, sign_in
from tests.town import PASSWORD
from vault.cli import checks


@pytest.fixture
def counter(town):
    """A citizen with an identity, an officer and an auditor; returns a function that runs the command."""
    open_account(town, identity=SITI)
    kept = passwords.hashed(town.keys, PASSWORD)
    with town.keeping() as session:
        number = session.scalar(select(CitizenRow.number))
        for role in ("officer", "auditor"):
            deeds.add(session, town.keys, f"{role}@contoh.id", role, role, kept, town.clock())

    def run(*fields: str, staff: str = "officer@contoh.id", account: str | None = None):
        arguments = ["confirm", "--number", account or number, "--staff", staff]
        with town.app.app_context():
            return CliRunner().invoke(checks, [*arguments, *(part for field in fields for part in ("--field", field))])

    return run


def test_a_checked_nik_becomes_a_name_to_sign_in_by(town, counter, on_both) -> None:
    assert sign_in(town, SITI["nik"]).here.status == 422, "a NIK that is only declared opens nothing"
    done = counter("nik", "full_name")
    assert (done.exit_code, done.output) == (0, "checked: nik, full_name\n")
    assert sign_in(town, SITI["nik"]).here.status == 200
    assert [(body["type"], body["actor"]) for body in town.check_ledger()][-1] == ("profile.changed", "staff")


@pytest.mark.parametrize(
    ("fields", "changes", "said"),
    [
        (("nik",), {"staff": "auditor@contoh.id"}, "No active officer"),
        (("nik",), {"staff": "nobody@contoh.id"}, "No active officer"),
        (("nik",), {"account": "1234567890"}, "mistyped"),
        (("nik",), {"account": "1234567897"}, "no account"),
        (("religion",), {}, "these fields are empty: religion"),
    ],
)
def test_what_cannot_be_confirmed_is_said(counter, fields, changes, said) -> None:
    refused = counter(*fields, **changes)
    assert refused.exit_code == 1
    assert said in refused.output


def test_an_officer_overrides_a_nik_that_the_terminal_asks_for(town, counter) -> None:
    typed = "3574015713959002"
    with town.keeping() as session:
        number = session.scalar(select(CitizenRow.number))
    order = ["override-nik", "--number", number, "--staff", "officer@contoh.id", "--reason"]
    with town.app.app_context():
        refused = CliRunner().invoke(checks, [*order, "salah"], input=typed)
        done = CliRunner().invoke(checks, [*order, "Tercetak demikian di KTP-el asli"], input=typed)
    assert (refused.exit_code, "A reason is a sentence" in refused.output) == (1, True)
    assert (done.exit_code, "checked: nik" in done.output) == (0, True)
    assert sign_in(town, typed).here.status == 200
    assert [(body["type"], body["actor"]) for body in town.check_ledger()][-1] == ("profile.changed", "staff")
