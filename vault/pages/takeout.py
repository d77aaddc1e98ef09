"""The page of downloads, and the files that it leads to."""

from flask import Blueprint, Response, current_app, render_template
from flask.typing import ResponseReturnValue

from accounts.citizens import ACTIVE, CLOSING, FROZEN
from accounts.guard import citizen_only, open_to_all
from accounts.sign_ins import SignIn
from core.db import reading
from core.runtime import request_time, settings
from keys.runtime import ring
from vault import safe, schemas
from vault.takeout.bundle import bundle
from vault.takeout.shape import json_schema
from vault.takeout.table import table
from vault.validation.dates import local_day
from vault.values import Value

# Whoever froze or closes their account may still take everything along.
OWN = (ACTIVE, FROZEN, CLOSING)


@citizen_only(states=OWN)
def page(_sign_in: SignIn) -> str:
    """Show what can be taken along, and in which forms."""
    return render_template("vault/takeout.html")


@citizen_only(states=OWN)
def as_json(sign_in: SignIn) -> ResponseReturnValue:
    """Hand the citizen all their data, machine-readable in the shape of `vault.schemas` (UU 27/2022, article 13)."""
    return _file(current_app.json.dumps(_download(sign_in)), "application/json", "sekali-data.json")


@citizen_only(states=OWN)
def as_table(sign_in: SignIn) -> ResponseReturnValue:
    """Hand over the same as a table for spreadsheets."""
    # A byte order mark: without it, a common spreadsheet program takes UTF-8 for something else.
    return _file("\ufeff" + table(_values(sign_in)), "text/csv; charset=utf-8", "sekali-data.csv")


@citizen_only(states=OWN, fresh=True)
def as_bundle(sign_in: SignIn) -> ResponseReturnValue:
    """Hand over the same, signed."""
    signed = bundle(ring(), settings().issuer, _download(sign_in), request_time())
    return _file(current_app.json.dumps(signed), "application/json", "sekali-data-signed.json")


@open_to_all
def schema() -> Response:
    """Publish the shape of the file."""
    return Response(current_app.json.dumps(json_schema(settings().issuer)), mimetype="application/schema+json")


def mount(target: Blueprint) -> None:
    """Add the page and its files to the blueprint of the vault."""
    target.add_url_rule("/profile/take-along", "take_along", page)
    target.add_url_rule("/profile/download", "download", as_json)
    target.add_url_rule("/profile/download.csv", "download_table", as_table)
    target.add_url_rule("/profile/download-signed", "download_signed", as_bundle)
    target.add_url_rule("/profile-download.schema.json", "download_schema", schema)


def _values(sign_in: SignIn) -> dict[str, Value]:
    with reading() as session:
        return safe.read(session, ring(), sign_in.citizen)


def _download(sign_in: SignIn) -> dict[str, object]:
    return schemas.download(_values(sign_in), local_day(request_time()), request_time())


def _file(text: str, kind: str, name: str) -> Response:
    answer = Response(text, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
