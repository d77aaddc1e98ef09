"""The data-protection officer's pages: what waits and for how long, and the answers. No value of a citizen is in reach."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.desk.staff import StaffSignIn
from accounts.guard import staff_only
from accounts.rights import answering, store
from accounts.rights.texts import ANSWERS, CHANNELS, OUTCOMES, RIGHTS
from accounts.rights.tickets import Channel, Outcome, Right
from consent.deletion import store as deletions
from core.db import keeping, reading
from core.runtime import request_time
from keys.runtime import ring
from vault.verification.counter import citizen_of

blueprint = Blueprint("protection", __name__, url_prefix="/desk/protection")


@blueprint.get("")
@staff_only("dpo")
def desk(_desk: StaffSignIn) -> str:
    """Show the requests that wait, and those that were answered last."""
    return _page()


@blueprint.post("/answer")
@staff_only("dpo")
def answer(desk: StaffSignIn) -> ResponseReturnValue:
    """Answer one request."""
    outcome = request.form.get("outcome", "")
    if outcome not in ANSWERS:
        return _page(_("Pilih jawabannya lebih dulu.")), 422
    with keeping() as session:
        done = answering.answer(
            session, ring(), desk.staff, request.form.get("ticket", ""), Outcome(outcome), request_time()
        )
    if done is None:
        return _page(_("Permintaan ini sudah dijawab.")), 409
    return redirect(url_for("protection.desk", answered=done.number), 303)


@blueprint.post("/record")
@staff_only("dpo")
def record(_desk: StaffSignIn) -> ResponseReturnValue:
    """Record a request that came by letter or at a counter; its clock runs from now."""
    right, channel = request.form.get("right", ""), request.form.get("channel", "")
    if right not in set(Right) or channel not in {Channel.COUNTER, Channel.LETTER}:
        return _page(_("Pilih hak dan cara masuknya.")), 422
    with keeping() as session:
        citizen = citizen_of(session, ring(), request.form.get("number", ""))
        ticket = citizen and store.add(session, citizen, Right(right), request_time(), channel=Channel(channel))
    if not ticket:
        return _page(_("Nomor akun terdiri dari 10 angka. Nomor ini salah ketik atau tidak ada.")), 422
    return redirect(url_for("protection.desk", recorded=ticket.number), 303)


def _page(error: str = "") -> str:
    with reading() as session:
        waiting, answered = store.waiting(session), store.answered(session)
        asked = deletions.waiting(session)
    return render_template(
        "web/protection.html", waiting=waiting, answered=answered, asked=asked, now=request_time(), error=error, typed=request.form,
        rights=RIGHTS, channels=CHANNELS, outcomes=OUTCOMES, answers=ANSWERS,
    )  # fmt: skip
