"""What a service says about deletion requests: the list of those that wait for it, and its answer to one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from consent.deletion import answering, store
from consent.deletion.answering import Settled, Unknown
from consent.deletion.requests import LONGEST_BASIS, Answer, Request
from keys.ring import KeyRing
from oidc import subjects
from oidc.clients.client import Client
from oidc.errors import BodyError

MOST = 100


@dataclass(frozen=True, slots=True)
class Said:
    """What a service says: its answer, and for a legal hold the law that it rests on."""

    answer: Answer
    basis: str


def said_in(body: Any) -> Said:
    """Return what a JSON body says; raise `BodyError`."""
    said = body if isinstance(body, Mapping) else {}
    if said.get("answer") not in set(Answer):
        raise BodyError("invalid_request", f"answer must be one of {', '.join(Answer)}")
    answer, basis = Answer(said["answer"]), said.get("basis", "")
    if not isinstance(basis, str) or len(basis) > LONGEST_BASIS or not (basis == "" or basis.isprintable()):
        raise BodyError("invalid_request", f"basis must be text of at most {LONGEST_BASIS} characters")
    if (answer is Answer.LEGAL_HOLD) is not bool(basis.strip()):
        raise BodyError(
            "invalid_request", "basis names the law that makes you keep the data: with legal_hold, and only then"
        )
    return Said(answer, basis.strip())


def listed(session: Session, keys: KeyRing, client: Client, now: datetime) -> dict[str, Any]:
    """Return the requests that wait for the client's service, the most pressing first."""
    found = store.of_service(session, client.service, MOST + 1)
    return {"requests": [_told(keys, client, one, now) for one in found[:MOST]], "more": len(found) > MOST}


def answered(
    session: Session, keys: KeyRing, client: Client, request: str, said: Said, now: datetime
) -> dict[str, Any]:
    """Record the answer of the client's service and return it with its entry; raise `BodyError` 404 or 409."""
    outcome = answering.answer(session, keys, client.service, request, said.answer, said.basis, now)
    if isinstance(outcome, Unknown):
        raise BodyError("not_found", "there is no such request to your service", 404)
    if isinstance(outcome, Settled):
        raise BodyError("already_answered", f"your service has answered this already: {outcome.request.answer}", 409)
    return _told(keys, client, outcome.request, now) | ({} if outcome.entry is None else {"entry": outcome.entry})


def _told(keys: KeyRing, client: Client, request: Request, now: datetime) -> dict[str, Any]:
    told = {
        "request": request.id,
        "sub": subjects.subject(keys, client, request.citizen),
        "cause": request.cause.value,
        "fields": list(request.fields),
        "made_at": request.made_at.isoformat(),
        "answer_by": request.due_at.isoformat(),
        "overdue": request.is_overdue(now),
    }
    if request.answer is None:
        return told
    return told | {"answer": request.answer.value} | ({"basis": request.basis} if request.basis else {})
