"""The profile's pages: everything at a glance, one group at a time, what a value was before, and the download."""

from datetime import date, timedelta, timezone
from typing import Any

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from accounts.guard import citizen_only
from accounts.sign_ins import SignIn
from core.db import keeping, reading
from core.runtime import request_time, settings
from keys.runtime import ring
from vault import catalogue, countries, display, forms, profile, regions, safe
from vault.fields.field import Field
from vault.profile import Conflict, Invalid, NotOpen, Saved
from vault.texts import sentence
from vault.validation.rows import MOST

blueprint = Blueprint("vault", __name__, template_folder="templates")

WIB = timezone(timedelta(hours=7))
FIRST_PAGE = ("nik", "full_name", "birth_date")


@blueprint.app_template_global()
def field_text(key: str, data: Any, *, is_masked: bool = False) -> str:
    """Return a value as a person reads it, in the page's language."""
    show = display.masked if is_masked else display.text_of
    return show(key, data, str(get_locale()))


@blueprint.get("/profile", endpoint="profile")
@citizen_only
def overview(sign_in: SignIn) -> ResponseReturnValue:
    """Show all groups with their values, states and ages."""
    with reading() as session:
        values = safe.read(session, ring(), sign_in.citizen)
    groups = [(group, catalogue.fields_of(key)) for key, group in catalogue.GROUPS.items()]
    return render_template(
        "vault/profile.html", groups=groups, values=values, total=len(catalogue.FIELDS), shown=request.args.get("show")
    )


@blueprint.route("/profile/start", endpoint="identity", methods=["GET", "POST"])
@citizen_only
def identity(sign_in: SignIn) -> ResponseReturnValue:
    """Ask who the citizen is: the first page of the profile, right after the account was opened."""
    return _page(sign_in, tuple(catalogue.FIELDS[key] for key in FIRST_PAGE), "identity", is_first=True)


@blueprint.route("/profile/<group>", endpoint="group", methods=["GET", "POST"])
@citizen_only
def group_page(sign_in: SignIn, group: str) -> ResponseReturnValue:
    """Show one group's form, and keep what was typed."""
    if group not in catalogue.GROUPS:
        abort(404)
    return _page(sign_in, catalogue.fields_of(group), group, is_first=False)


@blueprint.get("/profile/<group>/<field>/history")
@citizen_only
def history(sign_in: SignIn, group: str, field: str) -> ResponseReturnValue:
    """Show what a value was before, who said so and when."""
    found = catalogue.FIELDS.get(field)
    if found is None or found.group != group:
        abort(404)
    with reading() as session:
        versions = safe.former(session, ring(), sign_in.citizen, field)
    return render_template("vault/history.html", field=found, versions=versions)


@blueprint.get("/profile/download")
@citizen_only
def download(sign_in: SignIn) -> ResponseReturnValue:
    """Hand the citizen all their data, machine-readable (UU 27/2022, article 13)."""
    with reading() as session:
        values = safe.read(session, ring(), sign_in.citizen)
    told = {
        key: {"label": catalogue.FIELDS[key].label_id, "value": one.data, "state": one.state, "source": one.source,
              "as_of": one.as_of.isoformat(), "version": one.version}
        for key, one in values.items()
    }  # fmt: skip
    response = Response(
        current_app.json.dumps({"format": "sekali-profile-1", "fields": told}), mimetype="application/json"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="sekali-data.json"'
    return response


def _page(sign_in: SignIn, fields: tuple[Field, ...], group: str, *, is_first: bool) -> ResponseReturnValue:
    if request.method == "GET":
        return _form(sign_in, fields, group, is_first=is_first)
    if "look" in request.form:
        return _form(sign_in, fields, group, typed=request.form.to_dict(), is_first=is_first)
    with keeping() as session:
        typed, seen = forms.typed(fields, request.form), forms.seen_versions(fields, request.form)
        outcome = profile.save(session, ring(), sign_in.citizen, typed, seen, _today(), request_time())
    match outcome:
        case Saved(changed=changed, warnings=warnings) if warnings:
            return _form(sign_in, fields, group, warnings=warnings, is_saved=bool(changed), is_first=is_first)
        case Saved():
            return redirect(_after(is_first=is_first), 303)
        case Invalid(errors=errors):
            return _form(sign_in, fields, group, typed=request.form.to_dict(), errors=errors, is_first=is_first), 422
        case Conflict(fields=behind):
            return _form(sign_in, fields, group, typed=request.form.to_dict(), behind=behind, is_first=is_first), 409
        case NotOpen():
            return abort(403)


def _form(
    sign_in: SignIn, fields: tuple[Field, ...], group: str, *, typed: dict[str, str] | None = None, **told: Any
) -> str:
    with reading() as session:
        values = safe.read(session, ring(), sign_in.citizen)
        versions = safe.versions(session, sign_in.citizen)
    inputs: dict[str, str] = {}
    for field in fields:
        inputs |= forms.inputs_of(field, values[field.key].data if field.key in values else None)
    if typed is not None:
        inputs = inputs | typed | {name: typed.get(name, "") for name in inputs if name.endswith(".none")}
    errors = {key: [(problem, sentence(problem)) for problem in found] for key, found in told.pop("errors", {}).items()}
    warnings = {key: [sentence(problem) for problem in found] for key, found in told.pop("warnings", {}).items()}
    return render_template(
        "vault/group.html", group=catalogue.GROUPS[group], fields=fields, inputs=inputs, values=values, versions=versions,
        errors=errors, warnings=warnings, steps=lambda key: forms.steps(inputs, key, settings().home_region),
        countries=countries.choices, regencies=_regencies, rows=lambda field: forms.rows_shown(field, inputs, MOST), return_to=_return_to(), **told,
    )  # fmt: skip


def _regencies() -> list[tuple[str, list[tuple[str, str]]]]:
    return [(name, list(regions.children(code))) for code, name in regions.children()]


def _return_to() -> str:
    wanted = request.values.get("return_to", "")
    return wanted if wanted.isascii() and wanted.replace("-", "").replace("_", "").isalnum() else ""


def _after(*, is_first: bool) -> str:
    # An unfinished visit to a service goes on where it was left; its id is all that is carried.
    if wanted := _return_to():
        return url_for("oidc.resume", interaction=wanted)
    return url_for("vault.profile", saved="1" if not is_first else None)


def _today() -> date:
    return request_time().astimezone(WIB).date()
