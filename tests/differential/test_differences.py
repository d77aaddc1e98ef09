"""The same requests to both providers: every difference is in the list, and everything in the list still differs."""

from pathlib import Path

from tests.differential.asking import Provider
from tests.differential.differences import DIFFERENCES
from tests.differential.table import ROWS
from tests.differential.table_signed_in import SIGNED_IN

PAGE = Path(__file__).parents[2] / "docs" / "differences-oidc-provider.md"
EXPLAINED = {row: difference.aspects for difference in DIFFERENCES for row in difference.rows}


# What the rows must have reached, or they would agree about nothing.
REACHED = {
    "signed in: good": ("3xx", "", ""),
    "signed in: silent": ("3xx", "", ""),
    "signed in: another subject": ("3xx", "login_required", ""),
    "code: good": ("2xx", "", "access_token refresh_token id_token"),
    "code: used": ("4xx", "invalid_grant", ""),
    "refresh: good": ("2xx", "", "access_token refresh_token id_token"),
    "refresh: used": ("4xx", "invalid_grant", ""),
    "userinfo: access": ("2xx", "", "sub"),
    "userinfo: access_of_replayed": ("4xx", "invalid_token", ""),
    "userinfo: access_of_reused": ("4xx", "invalid_token", ""),
    "introspect: access": ("2xx", "", "sub active"),
    "introspect: revoked_access": ("2xx", "", "not active"),
    "left: silent": ("3xx", "login_required", ""),
}


def _cell(text: str) -> str:
    return text.replace("|", "\\|") or "none"


def written() -> str:
    """Return the lines of the page's table."""
    lines = ["| requests | aspect: here / there | why |", "|---|---|---|"]
    for one in DIFFERENCES:
        aspects = "; ".join(f"{name}: {_cell(ours)} / {_cell(theirs)}" for name, (ours, theirs) in one.aspects.items())
        lines.append(f"| {', '.join(one.rows)} | {aspects} | {one.reason} |")
    return "\n".join(lines) + "\n"


def test_every_difference_has_a_reason_and_every_reason_a_difference(both: tuple[Provider, Provider]) -> None:
    ours, theirs = both
    wrong = []
    for row in (*ROWS, *SIGNED_IN):
        here, there = ours.ask(row), theirs.ask(row)
        found = {name: (here[name], there[name]) for name in here if here[name] != there[name]}
        if found != EXPLAINED.get(row.name, {}):
            wrong.append(f"{row.name}: found {found}, explained {EXPLAINED.get(row.name, {})}")
        if (expected := REACHED.get(row.name)) is not None and expected != (
            here["status"],
            here["error"],
            here["holds"],
        ):
            wrong.append(f"{row.name}: reached {here}, expected {expected}")
        if here["status"] == "5xx":
            wrong.append(f"{row.name}: this provider fails")
    assert not wrong, "\n".join(wrong)


def test_the_table_is_whole() -> None:
    names = [row.name for row in (*ROWS, *SIGNED_IN)]
    assert len(names) == len(set(names)) >= 200
    explained = [row for difference in DIFFERENCES for row in difference.rows]
    assert len(explained) == len(set(explained)) and set(explained) <= set(names)


def test_the_page_tells_the_list() -> None:
    assert written() in PAGE.read_text()
