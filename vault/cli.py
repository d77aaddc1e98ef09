"""`sekali checks`: an officer at the counter compared a citizen's data with the original document."""

import click

from accounts import identifiers, names
from accounts.desk import deeds
from accounts.desk import store as desks
from accounts.identifiers import NUMBER
from accounts.lookups.store import usage
from core.clock import system_clock
from core.db import keeping, reading
from keys.runtime import ring
from vault import agency_papers, catalogue
from vault.checks import Confirmed, NotConfirmed, confirm
from vault.overrides import enter_nik

READ_ONLY = [key for key, field in catalogue.FIELDS.items() if field.is_read_only]
REASONS = {
    "account_not_active": "The account is frozen, closing or closed; nothing was changed.",
    "not_filled": "Nothing was changed, because these fields are empty: {fields}.",
    "nik_of_another_account": "Another account has this NIK as checked already; nothing was changed.",
    "reason_missing": "A reason is a sentence of 10 to 200 characters; nothing was changed.",
    "nik_not_digits": "A NIK has digits only, and never more than 20; nothing was changed.",
    "nik_breaks_no_rule": "This NIK breaks no rule: the citizen enters it, and `sekali checks confirm` checks it.",
    "citizen_types_it": "The citizen types this field; `sekali checks confirm` checks it.",
    "paper_missing": "Name the agency's paper in 10 to 200 characters; nothing was changed.",
    "value_unknown": "The value must be one of: {fields}.",
    "nik_checked_already": "This account has a checked NIK already; nothing was changed.",
}


@click.group()
def checks() -> None:
    """Record what an officer has compared with the original document."""


@checks.command("confirm")
@click.option("--number", required=True, help="The citizen's account number, as their account page shows it.")
@click.option("--staff", required=True, help="E-mail address of the officer who compared.")
@click.option(
    "--field", "fields", multiple=True, required=True, type=click.Choice(sorted(catalogue.FIELDS)), metavar="FIELD",
    help="Key of a field that equals the original, such as nik; may be repeated.",
)  # fmt: skip
def confirm_fields(number: str, staff: str, fields: tuple[str, ...]) -> None:
    """Raise fields to "checked by an officer"; a checked NIK becomes a name to sign in by."""
    officer, citizen = _officer(staff), _citizen(number)
    with keeping() as session:
        outcome = confirm(session, ring(), officer, citizen, tuple(dict.fromkeys(fields)), system_clock())
    _told(outcome)


@checks.command("override-nik")
@click.option("--number", required=True, help="The citizen's account number, as their account page shows it.")
@click.option("--staff", required=True, help="E-mail address of the officer who holds the original.")
@click.option("--reason", required=True, help="Why the number is right although it breaks a rule; no personal data.")
@click.option(
    "--nik", "nik", prompt="NIK, as on the original", help="Leave it out to be asked for it: shells remember."
)
def override_nik(number: str, staff: str, reason: str, nik: str) -> None:
    """Enter a NIK that breaks the rules but stands on the original; it counts as checked by the officer."""
    officer, citizen = _officer(staff), _citizen(number)
    with keeping() as session:
        outcome = enter_nik(session, ring(), officer, citizen, nik, reason, system_clock())
    _told(outcome)


@checks.command("enter-paper")
@click.option("--number", required=True, help="The citizen's account number, as their account page shows it.")
@click.option("--staff", required=True, help="E-mail address of the officer who holds the paper.")
@click.option("--field", required=True, type=click.Choice(READ_ONLY), help="The field that no citizen types.")
@click.option("--value", required=True, help="What the paper says.")
@click.option("--paper", required=True, help="Which paper of which agency it is; no personal data.")
def enter_paper(number: str, staff: str, field: str, value: str, paper: str) -> None:
    """Enter what an agency's paper says of a citizen; it counts as checked by the officer."""
    officer, citizen = _officer(staff), _citizen(number)
    with keeping() as session:
        outcome = agency_papers.enter(session, ring(), officer, citizen, field, value, paper, system_clock())
    _told(outcome)


@checks.command("lookups")
def lookups() -> None:
    """Show how often NIKs are looked up, and when that was last unusually often (exit code 1: within the last day)."""
    with reading() as session:
        used = usage(session, system_clock())
    click.echo(f"Look-ups of NIKs this minute: {used.now}; usually {used.usual:.2f} a minute.")
    if used.alarmed_at:
        raise click.ClickException(f"ALARM: there were unusually many at {used.alarmed_at.isoformat()}.")


def _told(outcome: Confirmed | NotConfirmed) -> None:
    if isinstance(outcome, NotConfirmed):
        raise click.ClickException(REASONS[outcome.reason].format(fields=", ".join(outcome.fields)))
    click.echo(f"checked: {', '.join(outcome.fields)}")


def _officer(staff: str) -> str:
    with reading() as session:
        found = desks.find(session, "", deeds.index(ring(), staff))
        roles = {one: role for one, _, role, _ in desks.all_staff(session)}
    if found is None or roles[found[0]] != "officer":
        raise click.ClickException("No active officer has this address. `sekali staff list` shows all staff.")
    return found[0]


def _citizen(number: str) -> str:
    identifier = identifiers.parse(number)
    if identifier is None or identifier.kind != NUMBER:
        raise click.ClickException("An account number has 10 digits; this one is mistyped.")
    with reading() as session:
        found = names.candidates(session, ring(), identifier)
    if not found:
        raise click.ClickException("There is no account with this number.")
    return found[0][0]
