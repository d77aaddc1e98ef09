"""Asking the witnesses: who has not cosigned the newest checkpoint is asked, through the door outward."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from core import outbox
from core.db import keeping, reading
from core.outbox import RECEIVER, UndeliveredError, Work
from core.runtime import request_time, settings
from ledger.witnessing import asking, store
from ledger.witnessing.rules import Alarm, Asked, Cosigned, Knows, Useless, Witness, read_witnesses
from oidc.endpoints.incoming import door
from oidc.outbound import OutboundError

COSIGN = "ledger.cosign"
TRIES = 3  # asked, told what it knows, asked from there; and once more when somebody else asked meanwhile

log = structlog.stdlib.get_logger("sekali.worker")


def announce(session: Session, witnesses: Sequence[Witness], now: datetime) -> int:
    """Put work into the outbox for every witness that lacks the newest checkpoint and waits for none; return how many."""
    refused = {(one.witness, one.size) for one in store.alarms(session)} if witnesses else set()
    behind = [
        witness
        for witness in witnesses
        if (asked := asking.prepare(session, witness)) is not None
        and (witness.key.name, asked.size) not in refused
        and not outbox.is_waiting(session, COSIGN, witness.key.name)
    ]
    for witness in behind:
        outbox.put(session, COSIGN, {RECEIVER: witness.key.name}, now)
    return len(behind)


def ask_witness(work: Work) -> None:
    """Have one witness cosign the newest checkpoint; the transaction is over before anything is sent.

    Raises `UndeliveredError` when nothing came of it. An alarm is kept, told to the log, and not asked again.
    """
    name = work.payload[RECEIVER]
    witness = next((one for one in read_witnesses(settings().witnesses) if one.key.name == name), None)
    old: int | None = None
    for _ in range(TRIES):
        with reading() as session:
            asked = None if witness is None else asking.prepare(session, witness, old)
        if witness is None or asked is None:
            return
        match _sent(witness, asked):
            case Cosigned():
                return
            case Knows(size):
                old = size
            case Alarm() as alarm:
                log.error("alarm", witness=name, kind=alarm.value, size=asked.size)
                return
            case Useless(reason):
                raise UndeliveredError(reason)
    raise UndeliveredError("it knew another size each time")


def _sent(witness: Witness, asked: Asked) -> Cosigned | Knows | Alarm | Useless:
    # The operator named the witness: it may be plain http or private, as one on this machine is.
    own = door()
    place = witness.url.split("://", 1)[-1].split("/", 1)[0]
    out = replace(own, hosts=(*own.hosts, place))
    try:
        status, body = out.exchange(f"{witness.url}/add-checkpoint", asked.body)
    except OutboundError as error:
        return Useless(str(error))
    with keeping() as session:
        return asking.keep(session, witness, asked, status, body, request_time())
