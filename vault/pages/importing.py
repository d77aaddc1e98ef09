"""Bringing data from another instance: the file is chosen, the differences are shown, and what is picked is taken over."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import citizen_only
from accounts.sign_ins import SignIn
from core.db import keeping, reading
from core.runtime import request_time, settings
from keys.runtime import ring
from vault import catalogue, forms, texts
from vault.profile import Conflict, Invalid, NotOpen, Saved
from vault.takeout import foreign, importing
from vault.takeout.foreign import Bundle, Unusable
from vault.texts import sentence

LARGEST_BODY = 512 * 1024


@citizen_only
def choose(sign_in: SignIn) -> ResponseReturnValue:
    """Ask for the file; show the differences again where the language was changed on their page."""
    carried = request.form.get("bundle")
    return _answer(sign_in, carried) if carried else _choosing()


@citizen_only
def look(sign_in: SignIn) -> ResponseReturnValue:
    """Check the file and show what is different here."""
    sent = request.files.get("file")
    text = sent.read(LARGEST_BODY).decode("utf-8", "replace") if sent and sent.filename else ""
    return _answer(sign_in, text)


@citizen_only
def take(sign_in: SignIn) -> ResponseReturnValue:
    """Keep what was picked; what changed meanwhile is shown again and not overwritten."""
    bundle = _read(request.form.get("bundle", ""))
    if isinstance(bundle, Unusable):
        return _choosing(bundle), 422
    seen = forms.seen_versions(catalogue.FIELDS.values(), request.form.to_dict())
    with keeping() as session:
        outcome = importing.take(
            session, ring(), sign_in.citizen, bundle, request.form.getlist("fields"), seen, request_time()
        )
    match outcome:
        case Saved(changed=changed):
            return redirect(url_for("vault.profile", taken=len(changed)), 303)
        case Invalid() | Conflict():
            return _differences(sign_in, bundle, has_changed=True), 409
        case NotOpen():
            return redirect(url_for("vault.profile"), 303)


look.largest_body = LARGEST_BODY  # type: ignore[attr-defined]


def mount(target: Blueprint) -> None:
    """Add the pages to the blueprint of the vault."""
    target.add_url_rule("/profile/bring-along", "bring_along", choose)
    target.add_url_rule("/profile/bring-along", "bring_along_look", look, methods=["POST"])
    target.add_url_rule("/profile/bring-along/take", "bring_along_take", take, methods=["POST"])


def _read(text: str) -> Bundle | Unusable:
    return foreign.read(text, foreign.instances(settings().trusted_instances), request_time())


def _answer(sign_in: SignIn, text: str) -> ResponseReturnValue:
    bundle = _read(text)
    return (_choosing(bundle), 422) if isinstance(bundle, Unusable) else _differences(sign_in, bundle)


def _choosing(unusable: Unusable | None = None) -> str:
    known = foreign.instances(settings().trusted_instances)
    error = texts.UNUSABLE[unusable.code] if unusable else ""
    return render_template("vault/bring_along.html", known=known, error=error, unusable=unusable)


def _differences(sign_in: SignIn, bundle: Bundle, *, has_changed: bool = False) -> str:
    with reading() as session:
        found = importing.compare(session, ring(), sign_in.citizen, bundle, request_time())
    return render_template(
        "vault/differences.html", bundle=bundle, found=found, has_changed=has_changed, sentence=sentence
    )
