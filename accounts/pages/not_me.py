"""The page behind the link of a notice: opening it changes nothing, since mail scanners open links; its button does."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from accounts.blueprint import blueprint
from accounts.credentials import passwords
from accounts.guard import open_to_all
from accounts.notices import links
from accounts.notices import store as notices
from accounts.rights import disowning
from accounts.texts import device_text
from core.db import keeping, reading
from core.ids import new_secret
from core.runtime import request_time
from keys.runtime import ring


@blueprint.route("/not-me/<token>", endpoint="not_me", methods=["GET", "POST"])
@open_to_all
def not_me(token: str) -> ResponseReturnValue:
    """Say what will happen, and shut the account when the button is pressed."""
    notice = links.notice_of(ring(), token)
    if request.method != "POST":
        return _page(notice)
    nobodys = passwords.hashed(ring(), new_secret())
    with keeping() as session:
        is_done = notice is not None and disowning.disown(session, ring(), notice, nobodys, request_time())
    return render_template("accounts/disowned.html") if is_done else _page(None)


def _page(notice: str | None) -> ResponseReturnValue:
    with reading() as session:
        told = notices.find(session, notice) if notice is not None else None
    is_open = told is not None and told.is_open(request_time())
    page = render_template("accounts/not_me.html", told=told if is_open else None, device_text=device_text)
    return page, 200 if is_open else 410
