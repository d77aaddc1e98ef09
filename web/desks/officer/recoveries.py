"""Recovery at the counter: one officer proposes it, another one agrees, and each hands out half of a code."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.desk.staff import StaffSignIn
from accounts.guard import staff_only
from accounts.office import deeds, store
from core.db import keeping, reading
from core.runtime import request_time, settings
from keys.runtime import ring
from vault.verification.counter import citizen_of

LONGEST_PLACE = 120
CARD = "ktp_scan"

blueprint = Blueprint("recoveries", __name__, url_prefix="/desk/officer/recoveries")


@blueprint.get("")
@staff_only("officer")
def desk(me: StaffSignIn) -> str:
    """Show what waits for a second officer, and the form for a new one."""
    return _page(me)


@blueprint.post("")
@staff_only("officer")
def propose(me: StaffSignIn) -> ResponseReturnValue:
    """Begin a recovery for the citizen at this desk."""
    place = " ".join(request.form.get("place", "").split())[:LONGEST_PLACE]
    if request.form.get("document") != CARD or not place:
        return _page(me, _("Tulis tempatnya, dan nyatakan bahwa Anda melihat KTP-el dan pembawanya.")), 422
    with keeping() as session:
        citizen = citizen_of(session, ring(), request.form.get("number", ""))
        half = citizen and deeds.propose(session, ring(), me.staff, citizen, CARD, place, request_time())
    if not half:
        return _page(me, _("Nomor akun terdiri dari 10 angka. Nomor ini salah ketik atau tidak ada.")), 422
    return render_template("web/officer_half.html", half=half, part=1, ready_at=None)


@blueprint.post("/<recovery>/approve")
@staff_only("officer")
def approve(me: StaffSignIn, recovery: str) -> ResponseReturnValue:
    """Agree to what another officer proposed."""
    with keeping() as session:
        done = deeds.approve(session, ring(), me.staff, recovery, settings().recovery_wait, request_time())
    if done is None:
        return _page(
            me, _("Pemulihan ini tidak dapat Anda setujui: Anda sendiri yang memulainya, atau waktunya habis.")
        ), 409
    return render_template("web/officer_half.html", half=done[0], part=2, ready_at=done[1])


def _page(me: StaffSignIn, error: str = "") -> str:
    with reading() as session:
        found = store.waiting(session, request_time())
    return render_template(
        "web/officer_recoveries.html", me=me, waiting=found, card=CARD, typed=request.form, error=error
    )
