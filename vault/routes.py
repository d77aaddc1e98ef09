"""The profile's pages: everything at a glance, one group at a time, what a value was before, and the download."""

from collections.abc import Container, Sequence
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from accounts.guard import citizen_only
from accounts.sign_ins import SignIn
from core.db import reading
from core.runtime import request_time, settings
from keys.runtime import ring
from vault import catalogue, display, safe
from vault.documents import pages as documents
from vault.fields.field import Field, Group
from vault.pages import group as page
from vault.pages import importing, matching, takeout
from vault.pages.group import FIRST_PAGE, Sheet
from vault.sensitivity import is_of_child
from vault.validation.dates import local_day
from vault.verification import store as verification
from vault.verification.results import disputes

blueprint = Blueprint("vault", __name__, template_folder="templates")


@blueprint.app_template_global()
def field_text(key: str, data: Any, *, is_masked: bool = False) -> str:
    """Return a value as a person reads it, in the page's language."""
    show = display.masked if is_masked else display.text_of
    return show(key, data, str(get_locale()))


@blueprint.app_template_global()
def source_name(authority: str) -> str:
    """Return what a source of checks is called on a page; an authority bears its own name."""
    return _("Petugas") if authority == "officer" else authority


@blueprint.get("/profile", endpoint="profile")
@citizen_only
def overview(sign_in: SignIn) -> ResponseReturnValue:
    """Show all groups with their values, states and ages."""
    with reading() as session:
        values = safe.read(session, ring(), sign_in.citizen)
        checks = verification.all_of(session, sign_in.citizen)
    disputed = disputes(checks, {key: one.version for key, one in values.items()})
    is_child = is_of_child(values, local_day(request_time()))
    groups, extra = catalogue.pages(is_for_some=False), catalogue.pages(is_for_some=True)
    (filled, total), (extra_filled, extra_total) = _counted(groups, values), _counted(extra, values)
    return render_template(
        "vault/profile.html", groups=groups, extra=extra, values=values, is_child=is_child, shown=request.args.get("show"),
        disputes=disputed, can_match=bool(settings().dukcapil_address), filled=filled, total=total, extra_filled=extra_filled, extra_total=extra_total,
    )  # fmt: skip


def _counted(pages: Sequence[tuple[Group, Sequence[Field]]], values: Container[str]) -> tuple[int, int]:
    # What only some have is counted where a whole group is of that kind: a profile is full without it.
    keys = [
        one.key for _group, of in pages for one in of if not one.is_for_some or all(each.is_for_some for each in of)
    ]
    return sum(key in values for key in keys), len(keys)


@blueprint.route("/profile/start", endpoint="identity", methods=["GET", "POST"])
@citizen_only
def identity(sign_in: SignIn) -> ResponseReturnValue:
    """Ask who the citizen is: the first page of the profile, right after the account was opened."""
    return _page(sign_in, Sheet("identity", tuple(catalogue.FIELDS[key] for key in FIRST_PAGE), is_first=True))


@blueprint.route("/profile/<group>", endpoint="group", methods=["GET", "POST"])
@citizen_only
def group_page(sign_in: SignIn, group: str) -> ResponseReturnValue:
    """Show one group's form, and keep what was typed."""
    if group not in catalogue.GROUPS:
        abort(404)
    return _page(sign_in, Sheet(group, catalogue.fields_of(group)))


documents.mount(blueprint)
matching.mount(blueprint)
takeout.mount(blueprint)
importing.mount(blueprint)


def _page(sign_in: SignIn, sheet: Sheet) -> ResponseReturnValue:
    if request.method == "GET":
        # A form comes with it when the page is shown again in another language: rows and villages follow what was typed.
        form = request.form.to_dict()
        return page.show_carried(sign_in, sheet, form) if form else page.show(sign_in, sheet)
    return page.answer(sign_in, sheet)
