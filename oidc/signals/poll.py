"""Polling events (RFC 8936): what a client took is not told again, what it refused is noted, and the rest is in the answer."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from keys.ring import KeyRing
from oidc.clients.client import Client
from oidc.errors import BodyError
from oidc.signals import store
from oidc.signals.push import taken
from oidc.signals.tokens import token_of

MOST = 100
LONGEST_ID, LONGEST_CODE = 36, 64
log = logging.getLogger("sekali.oidc.signals")


@dataclass(frozen=True, slots=True)
class PollRequest:
    """What a client wants (section 2.2): how many events, and what became of those that it had."""

    most: int
    taken: tuple[str, ...]
    refused: Mapping[str, str]


def poll_request(body: Any) -> PollRequest:
    """Return the request that a JSON body holds; raise `BodyError`. What it does not know it passes over."""
    if not isinstance(body, dict):
        raise _unreadable("the body must be a JSON object")
    most, acks, errors = body.get("maxEvents", MOST), body.get("ack", []), body.get("setErrs", {})
    if isinstance(most, bool) or not isinstance(most, int) or most < 0:
        raise _unreadable("maxEvents must be a whole number, 0 or more")
    if not isinstance(acks, list) or len(acks) > MOST or not all(_is_text(one, LONGEST_ID) for one in acks):
        raise _unreadable(f"ack must be a list of at most {MOST} values of jti")
    if not isinstance(errors, dict) or len(errors) > MOST:
        raise _unreadable(f"setErrs must be an object of at most {MOST} members")
    return PollRequest(min(most, MOST), tuple(acks), {signal: _code(error) for signal, error in errors.items()})


def poll(
    session: Session, keys: KeyRing, issuer: str, client: Client, request: PollRequest, now: datetime
) -> dict[str, Any]:
    """Return the tokens that wait for a client, by their `jti`, oldest first (section 2.3).

    The answer comes at once, whatever `returnImmediately` says: a client that finds nothing asks again later.
    """
    taken(session, client.id, list(request.taken), now)
    for signal, code in request.refused.items():
        if store.take(session, client.id, [signal], now, refused=code):
            log.warning("client %s refused an event: %s", client.id, code)
    found = store.waiting(session, client.id, request.most + 1)
    tokens = {one.id: token_of(session, keys, issuer, client, one) for one in found[: request.most]}
    sets = {signal: token for signal, token in tokens.items() if token is not None}
    return {"sets": sets, "moreAvailable": len(found) > request.most}


def _code(error: Any) -> str:
    code = error.get("err") if isinstance(error, dict) else None
    if not _is_text(code, LONGEST_CODE):
        raise _unreadable("each member of setErrs must be an object with err, a code")
    return str(code)


def _is_text(value: Any, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= longest and value.isascii() and value.isprintable()


def _unreadable(why: str) -> BodyError:
    return BodyError("invalid_request", why)
