"""What everybody may see of the ledger: an explanation, the newest checkpoint, the key, tiles, and proofs by index."""

from base64 import b64encode
from typing import Any

from flask import Blueprint, Response, abort, jsonify, make_response, render_template

from accounts.guard import machine, open_to_all
from core.db import keeping, reading
from core.runtime import request_time, settings
from keys.runtime import ring
from ledger import publishing
from ledger.handovers import store as kept_handovers
from ledger.handovers.turns import turns
from ledger.witnessing import asking
from web.ledger_pages import witnessed
from web.ledger_pages.proof_of_entry import proof_of
from web.ledger_pages.texts import ALARMS

blueprint = Blueprint("ledger", __name__, url_prefix="/ledger")


@blueprint.get("")
@open_to_all
def about() -> str:
    """Explain the ledger to people, with its present size, root and key."""
    with reading() as session:
        newest, at = publishing.newest(session), publishing.published_at(session)
        seen = witnessed.witnessed(session, settings())
        known = turns(session, ring(), settings().ledger_origin)
    root = b64encode(newest.root).decode() if newest else ""
    return render_template(
        "web/ledger.html", checkpoint=newest, root=root, at=at, turns=known, seen=seen, alarms=ALARMS
    )


@blueprint.get("/checkpoint")
@machine("public")
def checkpoint() -> Response:
    """Give the newest checkpoint (C2SP tlog-checkpoint) with its cosignatures; sign the first when there is none yet."""
    with reading() as session:
        newest = asking.newest(session)
    if newest is None:
        with keeping() as session:
            newest = publishing.publish(session, ring(), settings().ledger_origin, request_time())
    if newest is None:  # another process has signed the first one in the meantime
        abort(503)
    return _text(newest.note)


@blueprint.get("/anchored")
@machine("public")
def anchored() -> Response:
    """Give the newest checkpoint that enough witnesses have cosigned (C2SP tlog-cosignature); 404 while there is none."""
    with reading() as session:
        found = asking.anchored(session, witnessed.policy(settings()))
    if found is None:
        abort(404)
    return _text(found.note)


@blueprint.get("/key")
@machine("public")
def key() -> Response:
    """Give the verifier key (C2SP signed-note) that signs now, one line."""
    with reading() as session:
        known = turns(session, ring(), settings().ledger_origin)
    return _text(known[-1].key.encode() + b"\n")


@blueprint.get("/handovers")
@machine("public")
def handovers() -> Response:
    """Give the checkpoints by which one key handed over to the next, oldest first, an empty line behind each."""
    with reading() as session:
        found = kept_handovers.checkpoints(session)
    return _text(b"".join(one.note + b"\n" for one in found))


@blueprint.get("/tile/<path:place>")
@machine("public")
def tile(place: str) -> Response:
    """Give the hashes of one tile (C2SP tlog-tiles)."""
    with reading() as session:
        hashes = publishing.tile(session, place)
    if hashes is None:
        abort(404)
    answer = make_response(hashes)
    answer.headers["Content-Type"] = "application/octet-stream"
    return answer


@blueprint.get("/entry/<int:index>.json")
@machine("public")
def entry(index: int) -> Response:
    """Give leaf hash and inclusion proof of a published entry; its body is for auditors and for exports."""
    with reading() as session:
        found = proof_of(session, index)
    if found is None:
        abort(404)
    public: dict[str, Any] = {name: value for name, value in found.items() if name != "body"}
    return make_response(jsonify(public))


def _text(data: bytes) -> Response:
    answer = make_response(data)
    answer.headers["Content-Type"] = "text/plain; charset=utf-8"
    return answer
