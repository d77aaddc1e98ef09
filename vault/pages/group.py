"""One page of the profile: its form as it stands, and the answer to what was typed into it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.sign_ins import SignIn
from core.db import keeping, reading
from core.runtime import request_time, settings
from keys.runtime import ring
from vault import catalogue, countries, forms, profile, regions, safe, sign_in_names
from vault.doubts import doubts
from vault.fields.field import Field, Widget
from vault.profile import Conflict, Invalid, NotOpen, Saved
from vault.texts import sentence
from vault.validation.dates import local_day
from vault.validation.outcome import Facts, Problem
from vault.validation.rows import MOST
from vault.values import Value

FIRST_PAGE = ("nik", "full_name", "birth_date")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Which fields a page asks for, of which group, and whether it is the first page after signing up."""

    group: str
    fields: tuple[Field, ...]
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Remarks:
    """What a page says about an attempt to save it."""

    errors: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    behind: tuple[str, ...] = ()


def show(sign_in: SignIn, sheet: Sheet, typed: Mapping[str, str] | None = None, remarks: Remarks | None = None) -> str:
    """Return the form of a page, filled with what is stored, offered, or was `typed`."""
    said = remarks or Remarks()
    with reading() as session:
        values = safe.kept(session, ring(), sign_in.citizen)
        versions = safe.versions(session, sign_in.citizen)
        offered = sign_in_names.offered(session, ring(), sign_in.citizen, versions)
    fields = (*sheet.fields, *_contacts(sheet, offered, typed or {}))
    inputs = _inputs(fields, values, offered, typed)
    is_saved = typed is None and "saved" in request.args
    return render_template(
        "vault/group.html", group=catalogue.GROUPS[sheet.group], fields=fields, is_first=sheet.is_first,
        inputs=inputs, values=values, versions=versions, offered=offered,
        errors={key: [(problem, sentence(problem)) for problem in found] for key, found in said.errors.items()},
        warnings=_warnings(fields, values) if is_saved else {}, is_saved=is_saved, behind=said.behind,
        return_to=return_to(), onward=_onward(sheet), countries=countries.choices, regencies=_regencies,
        steps=lambda key: forms.steps(inputs, key, settings().home_region), rows=lambda of: forms.rows_shown(of, inputs, MOST),
    )  # fmt: skip


def show_carried(sign_in: SignIn, sheet: Sheet, form: Mapping[str, str]) -> str:
    """Return the page in another language with what was typed; one that was refused keeps its sentences."""
    if "refused" not in form:
        return show(sign_in, sheet, form)
    asked = tuple(one for one in (*sheet.fields, *_contacts(sheet, {}, form)) if one.is_typed)
    with reading() as session:
        found = profile.complaints(
            session, ring(), sign_in.citizen, forms.typed(asked, form), local_day(request_time())
        )
    return show(sign_in, sheet, form, Remarks(errors=found))


def answer(sign_in: SignIn, sheet: Sheet) -> ResponseReturnValue:
    """Keep what was typed, or say why not; a button that only looks further keeps nothing."""
    form = request.form.to_dict()
    if "look" in form:
        return show(sign_in, sheet, forms.with_postal_codes(form))
    if "remove" in form:
        return show(sign_in, sheet, _without_row(sheet, form))
    asked = tuple(one for one in (*sheet.fields, *_contacts(sheet, {}, form)) if one.is_typed)
    now = request_time()
    with keeping() as session:
        typed, seen = forms.typed(asked, form), forms.seen_versions(asked, form)
        outcome = profile.save(session, ring(), sign_in.citizen, typed, seen, local_day(now), now)
    match outcome:
        case Saved(changed=changed, warnings=warnings):
            # Doubts are told once, on a page that can be loaded again; saving the same again goes on.
            return redirect(_here(sheet) if changed and warnings else _onward(sheet), 303)
        case Invalid(errors=errors):
            return show(sign_in, sheet, form, Remarks(errors=errors)), 422
        case Conflict(fields=behind):
            return show(sign_in, sheet, form, Remarks(behind=behind)), 409
        case NotOpen():
            return abort(403)


def return_to() -> str:
    """Return the id of the unfinished visit to a service on which the citizen is; empty when there is none."""
    wanted = request.values.get("return_to", "")
    return wanted if wanted.isascii() and wanted.replace("-", "").replace("_", "").isalnum() else ""


def _contacts(sheet: Sheet, offered: Mapping[str, str], typed: Mapping[str, str]) -> tuple[Field, ...]:
    # The first page asks nothing about contact, except to confirm what was typed a moment ago at sign-up.
    if not sheet.is_first:
        return ()
    return tuple(catalogue.FIELDS[key] for key in sign_in_names.FIELDS if key in offered or f"version_{key}" in typed)


def _inputs(
    fields: tuple[Field, ...], values: Mapping[str, Value], offered: Mapping[str, str], typed: Mapping[str, str] | None
) -> dict[str, str]:
    inputs: dict[str, str] = {}
    for one in fields:
        inputs |= forms.inputs_of(one, values[one.key].data if one.key in values else offered.get(one.key))
    if typed is None:
        return inputs
    # A box that is not ticked is not sent at all.
    return inputs | dict(typed) | {name: typed.get(name, "") for name in forms.boxes(fields, inputs)}


def _without_row(sheet: Sheet, form: Mapping[str, str]) -> Mapping[str, str]:
    key, _, row = form["remove"].partition(".")
    found = next((one for one in sheet.fields if one.key == key and one.widget is Widget.ROWS), None)
    return forms.without_row(found, form, int(row)) if found and re.fullmatch("[0-9]{1,2}", row) else form


def _warnings(fields: tuple[Field, ...], values: Mapping[str, Value]) -> dict[str, list[str]]:
    facts = Facts({key: value.data for key, value in values.items()}, local_day(request_time()))
    found = doubts({one.key: values[one.key].data for one in fields if one.key in values}, facts)
    return {key: [sentence(problem) for problem in problems] for key, problems in found.items()}


def _regencies() -> list[tuple[str, list[tuple[str, str]]]]:
    return [(name, list(regions.children(code))) for code, name in regions.children()]


def _here(sheet: Sheet) -> str:
    if sheet.is_first:
        return url_for("vault.identity", saved="1", return_to=return_to() or None)
    return url_for("vault.group", group=sheet.group, saved="1", return_to=return_to() or None)


def _onward(sheet: Sheet) -> str:
    # An unfinished visit to a service goes on where it was left; its id is all that is carried.
    if wanted := return_to():
        return url_for("oidc.resume", interaction=wanted)
    return url_for("vault.profile", saved="1" if not sheet.is_first else None)
