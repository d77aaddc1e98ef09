"""The witness as a web program: one address, `add-checkpoint`, and its key for whoever asks."""

import time
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol

import structlog

from ledger.witness import identity
from ledger.witness.identity import Identity
from ledger.witness.judging import Refusal
from ledger.witness.requests import MOST_BYTES, AddCheckpoint, RequestError, read_request
from ledger.witness.state import State

TEXT = "text/plain; charset=utf-8"

log = structlog.stdlib.get_logger("sekali.witness")


class StartResponse(Protocol):
    """What a WSGI server hands over (PEP 3333)."""

    def __call__(self, status: str, headers: list[tuple[str, str]], /) -> Any:
        """Begin the answer."""


class Witness:
    """The witness of one folder, as a WSGI application."""

    def __init__(self, folder: Path, now: Callable[[], float] = time.time) -> None:
        self._folder, self._now = folder, now
        self._identity: Identity = identity.load(folder)
        self._state = State(folder)

    def __call__(self, environ: Mapping[str, Any], start: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        status, kind, body = self._answer(environ)
        data = body.encode()
        length = ("Content-Length", str(len(data)))
        start(f"{status} {HTTPStatus(status).phrase}", [("Content-Type", kind), length])
        return [data]

    def _answer(self, environ: Mapping[str, Any]) -> tuple[int, str, str]:
        match environ["REQUEST_METHOD"], environ.get("PATH_INFO", ""):
            case "POST", "/add-checkpoint":
                return self._add_checkpoint(environ)
            case "GET", "/":
                return 200, TEXT, self._identity.verifier_key + "\n"
            case _, "/add-checkpoint" | "/":
                return 405, TEXT, "Checkpoints are sent to /add-checkpoint with POST.\n"
        return 404, TEXT, "This is a witness of ledgers; checkpoints are sent to /add-checkpoint.\n"

    def _add_checkpoint(self, environ: Mapping[str, Any]) -> tuple[int, str, str]:
        try:
            asked = read_request(_body(environ))
        except RequestError as error:
            return 400, TEXT, f"{error}\n"
        now = int(self._now())
        refusal = self._state.move(asked, identity.ledgers(self._folder), now)
        if refusal is not None:
            _tell(asked, refusal)
            return refusal.status, refusal.content_type, refusal.body
        log.info("cosigned", origin=asked.note.origin, size=asked.note.size)
        return 200, TEXT, self._identity.cosign(asked.note, now)


def _body(environ: Mapping[str, Any]) -> bytes:
    data: bytes = environ["wsgi.input"].read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise RequestError("The body is too large.")
    return data


def _tell(asked: AddCheckpoint, refusal: Refusal) -> None:
    told = {"origin": asked.note.origin, "size": asked.note.size, "status": refusal.status}
    if refusal.alarm:
        log.error("alarm", kind=refusal.alarm, **told)
    else:
        log.info("refused", **told)
