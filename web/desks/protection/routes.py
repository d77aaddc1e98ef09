"""The data-protection officer's pages: what waits and for how long, and the answers. No value of a citizen is in reach."""

from datetime import date, datetime, time

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.desk.staff import StaffSignIn
from accounts.guard import staff_only
from accounts.holds import deeds
from accounts.holds import store as holds
from accounts.rights import answering, store
from accounts.rights.texts import ANSWERS, CHANNELS, OUTCOMES, RIGHTS
from accounts.rights.tickets import Channel, Outcome, Right
from consent.deletion import store as deletions
from core.db import keeping, reading
from core.runtime import request_time
from keys.runtime import ring
from vault import catalogue
from vault.validation.dates import WIB
from vault.verification.counter import citizen_of

LONGEST_LAW = 200  # characters

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


@blueprint.post("/hold")
@staff_only("dpo")
def hold(desk: StaffSignIn) -> ResponseReturnValue:
    """Record that a law keeps somebody's data, or one of their documents, until a day."""
    form, until = request.form, _end_of_day(request.form.get("until", ""))
    law, field = form.get("law", "").strip(), form.get("field", "")
    if not law or len(law) > LONGEST_LAW or until is None or until <= request_time():
        return _page(_("Tulis aturan dengan pasalnya, dan tanggal di masa depan.")), 422
    if field and field not in catalogue.DOCUMENTS:
        return _page(_("Pilih semua data atau satu dokumen.")), 422
    with keeping() as session:
        citizen = citizen_of(session, ring(), form.get("number", ""))
        placed = citizen and deeds.place(session, ring(), desk.staff, citizen, law, until, request_time(), field)
    if not placed:
        return _page(_("Nomor akun ini tidak ada, atau penahanan yang sama sudah tercatat.")), 422
    return redirect(url_for("protection.desk", held="1"), 303)


@blueprint.post("/lift")
@staff_only("dpo")
def lift(desk: StaffSignIn) -> ResponseReturnValue:
    """End a hold early."""
    with keeping() as session:
        lifted = deeds.lift(session, ring(), desk.staff, request.form.get("hold", ""), request_time())
    if lifted is None:
        return _page(_("Penahanan ini sudah berakhir.")), 409
    return redirect(url_for("protection.desk", held="1"), 303)


def _end_of_day(day: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(day), time(23, 59, 59), WIB)
    except ValueError:
        return None


def _page(error: str = "") -> str:
    with reading() as session:
        waiting, answered = store.waiting(session), store.answered(session)
        asked, held = deletions.waiting(session), holds.standing(session, request_time())
    return render_template(
        "web/protection.html", waiting=waiting, answered=answered, asked=asked, now=request_time(), error=error, typed=request.form,
        holds=held, documents=catalogue.DOCUMENTS.values(), rights=RIGHTS, channels=CHANNELS, outcomes=OUTCOMES, answers=ANSWERS,
    )  # fmt: skip
