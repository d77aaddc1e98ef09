"""The citizen's rights: what can be done at once, what is asked of people, and every request with its clock."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.blueprint import blueprint
from accounts.citizens import ACTIVE, CLOSING, FROZEN
from accounts.guard import citizen_only
from accounts.pages.attempts import prove
from accounts.rights import freezing, store
from accounts.rights.texts import ASKED_HERE, CHANNELS, OUTCOMES, RIGHTS
from accounts.rights.tickets import Right
from accounts.sign_ins import SignIn
from accounts.texts import ERRORS, wait_text
from core.db import keeping, reading
from core.runtime import request_time
from keys.runtime import ring

OWN = (ACTIVE, FROZEN, CLOSING)


@blueprint.get("/rights", endpoint="rights")
@citizen_only(states=OWN)
def rights(me: SignIn) -> ResponseReturnValue:
    """Show what the citizen can do, and their requests with the time that is left."""
    return _page(me)


@blueprint.post("/rights", endpoint="ask")
@citizen_only(states=OWN)
def ask(me: SignIn) -> ResponseReturnValue:
    """Record a request that people must answer."""
    wanted = request.form.get("right", "")
    if wanted not in ASKED_HERE:
        return _page(me, ERRORS["right"], 422)
    with keeping() as session:
        ticket = store.add(session, me.citizen, Right(wanted), request_time())
    return redirect(url_for("accounts.rights", asked=ticket.number), 303)


@blueprint.route("/rights/freeze", endpoint="freeze", methods=["GET", "POST"])
@citizen_only(fresh=True)
def freeze(me: SignIn) -> ResponseReturnValue:
    """Say what freezing does, and do it."""
    if request.method != "POST":
        return render_template("accounts/freeze.html")
    with keeping() as session:
        freezing.freeze(session, ring(), me.citizen, me.id, request_time())
    return redirect(url_for("accounts.frozen"), 303)


@blueprint.route("/rights/frozen", endpoint="frozen", methods=["GET", "POST"])
@citizen_only(states=(FROZEN,))
def frozen(me: SignIn) -> ResponseReturnValue:
    """Show that the account is frozen, and let the citizen use it again with their password."""
    if request.method != "POST":
        return render_template("accounts/frozen.html", error="")
    proof = prove(me.citizen, request.form.get("password", ""))
    if proof.wait:
        return render_template("accounts/frozen.html", error=wait_text(proof.wait)), 429
    if not proof.is_right:
        return render_template("accounts/frozen.html", error=ERRORS["password"]), 422
    with keeping() as session:
        freezing.unfreeze(session, ring(), me.citizen, request_time())
    return redirect(url_for("accounts.rights", done="thawed"), 303)


def _page(me: SignIn, error: object = "", status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        tickets = store.of_citizen(session, me.citizen)
    page = render_template(
        "accounts/rights.html", me=me, tickets=tickets, now=request_time(), error=error, rights=RIGHTS, channels=CHANNELS,
        outcomes=OUTCOMES, asked_here=ASKED_HERE, asked=request.args.get("asked", ""),
    )  # fmt: skip
    return page, status
