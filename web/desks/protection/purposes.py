"""The queue of purposes: what is proposed, how it differs from what is asked today, and the officer's word."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.desk.staff import StaffSignIn
from accounts.guard import staff_only
from consent.review import judging
from consent.review.judging import NotYours
from consent.review.proposals import LONGEST_REMARK, may_review
from consent.review.texts import changes_between
from core.db import keeping, reading
from core.runtime import request_time
from keys.runtime import ring
from web.desks.protection.routes import blueprint


@blueprint.get("/purposes")
@staff_only("dpo")
def purposes(desk: StaffSignIn) -> str:
    """Show the purposes that wait for review, each with what would change."""
    return _page(desk)


@blueprint.post("/purposes")
@staff_only("dpo")
def judge(desk: StaffSignIn) -> ResponseReturnValue:
    """Approve a proposal, or return it with a remark."""
    verdict, proposal = request.form.get("verdict", ""), request.form.get("proposal", "")
    remark = request.form.get("remark", "").strip()
    if verdict not in {"approve", "return"}:
        return _page(desk, _("Pilih setujui atau kembalikan.")), 422
    if verdict == "return" and not 0 < len(remark) <= LONGEST_REMARK:
        return _page(desk, _("Tulis alasannya, supaya pengusul tahu apa yang harus diubah.")), 422
    with keeping() as session:
        if verdict == "approve":
            outcome = judging.approve(session, ring(), proposal, desk.staff, request_time())
        else:
            outcome = judging.send_back(session, ring(), proposal, desk.staff, remark, request_time())
    if isinstance(outcome, NotYours):
        return _page(desk, _("Usulan ini sudah tidak menunggu, atau Anda sendiri yang mengusulkannya.")), 409
    return redirect(url_for("protection.purposes", done=verdict), 303)


def _page(desk: StaffSignIn, error: str = "") -> str:
    with reading() as session:
        waiting = judging.queue(session)
    shown = [(one, changes_between(one.present, one.proposal.purpose, both=True)) for one in waiting]
    mine = {one.proposal.id for one in waiting if not may_review(one.proposal, desk.staff)}
    return render_template("web/protection_purposes.html", shown=shown, mine=mine, error=error, typed=request.form)
