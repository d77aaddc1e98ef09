"""Doing one piece of claimed work, and keeping how it went."""

from datetime import datetime

import structlog

from core import outbox
from core.db import keeping
from core.outbox import Handler, UndeliveredError, Work

log = structlog.stdlib.get_logger("sekali.worker")


def deliver(work: Work, handler: Handler, now: datetime) -> bool:
    """Hand `work` to its handler and tell whether it was done; whatever happens otherwise, it goes back with a growing delay."""
    try:
        handler(work)
    except UndeliveredError as error:
        _put_back(work, str(error), now, is_final=error.is_final)
        return False
    except Exception as error:  # noqa: BLE001 - one piece of work must not stop the others
        _put_back(work, type(error).__name__, now)  # its message may quote values
        return False
    with keeping() as session:
        outbox.done(session, work)
    log.info("delivered", work=work.id, work_kind=work.kind)
    return True


def _put_back(work: Work, reason: str, now: datetime, *, is_final: bool = False) -> None:
    with keeping() as session:
        outbox.failed(session, work, reason, now, is_final=is_final)
    log.error("undelivered", work=work.id, work_kind=work.kind, kind=reason, attempts=work.attempts)
