"""What every template may use: form token, language, addresses of fixed files, states, dates, and who is signed in."""

import hashlib
from base64 import b64encode
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from accounts.browser import browser_id
from accounts.guard import current_sign_in
from core.runtime import request_time, settings
from keys.runtime import ring
from web.door import moments
from web.texts import state_words

NAVIGATION = ("vault.profile", "consent.overview", "consent.access_log", "accounts.account")


def install(app: Flask) -> None:
    """Give the templates of `app` their globals and filters."""
    stamps = _stamps(Path(app.static_folder or ""))

    def static_address(name: str) -> str:
        return url_for("static", filename=name, v=stamps.get(name))

    app.jinja_env.globals.update(
        form_token=form_token,
        in_language=in_language,
        locale=language,
        navigation=navigation,
        request_id=lambda: g.get("request_id", ""),
        someone_signed_in=lambda: current_sign_in() is not None,
        state_words=state_words,
        static_address=static_address,
        this_page=this_page,
    )
    app.jinja_env.filters.update(
        base64=lambda data: b64encode(data).decode(), date_long=_date_long, moment=_moment, iso=moments.iso
    )
    app.context_processor(lambda: {"settings": settings()})


def language() -> str:
    """Return the language of this page, `id` or `en`."""
    return str(get_locale())


def in_language(text_id: str, text_en: str) -> str:
    """Return the one of two stored texts that this page speaks; a missing one is replaced by the other."""
    first, second = (text_en, text_id) if language() == "en" else (text_id, text_en)
    return first or second


def form_token() -> Markup:
    """Return the hidden input that proves a form was ours; one token serves all forms of a page."""
    if "form_token" not in g:
        g.form_token = ring().form_token(browser_id(), request_time())
    return Markup('<input type="hidden" name="form_token" value="{}" data-fresh>').format(g.form_token)


def this_page() -> str:
    """Return the address of this page inside the house, for coming back after a change of language."""
    return request.full_path.rstrip("?")


def navigation() -> list[tuple[str, str]]:
    """Return the pages of a signed-in citizen: address and words."""
    words = (_("Data saya"), _("Persetujuan saya"), _("Siapa yang melihat data saya"), _("Akun"))
    return [(url_for(endpoint), text) for endpoint, text in zip(NAVIGATION, words, strict=True)]


def _date_long(value: date | datetime | None, zone: str = "WIB") -> str:
    return "" if value is None else moments.date_long(value, language(), zone)


def _moment(value: datetime | None, zone: str = "WIB") -> str:
    return "" if value is None else moments.moment_long(value, language(), zone)


def _stamps(folder: Path) -> dict[str, Any]:
    # The address of a fixed file changes with its content, so browsers may keep it for a year.
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:10] for path in files}
