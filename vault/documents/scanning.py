"""Asking a scanner for malware, by the protocol of clamd (INSTREAM); what cannot be asked is not taken."""

import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from vault.documents.kinds import NotTaken

ANSWER_SECONDS = 60.0
LONGEST_ANSWER = 1_024  # bytes
DEFAULT_PORT = 3310


def scan(address: str, pieces: Iterable[bytes]) -> None:
    """Send a file to the scanner at `address`; raise `NotTaken` for one that it does not call clean.

    `address` is `tcp://host:port` or `unix:///path`; empty means that there is no scanner. A scanner that is away,
    busy or puzzled has not called anything clean.
    """
    if not address:
        return
    try:
        answer = _asked(address, pieces)
    except OSError:
        raise NotTaken("scanner_away") from None
    # `stream: OK`, `stream: NAME FOUND`, or a sentence that ends in ERROR (clamd(8)).
    if answer.endswith(" FOUND"):
        raise NotTaken("file_malware")
    if answer != "stream: OK":
        raise NotTaken("scanner_away")


def _asked(address: str, pieces: Iterable[bytes]) -> str:
    with _connected(address) as line:
        line.sendall(b"zINSTREAM\0")
        try:
            for piece in pieces:
                line.sendall(len(piece).to_bytes(4, "big") + piece)
            line.sendall(bytes(4))
        except BrokenPipeError:
            # It has heard enough (its own limit of size), and its answer says so.
            pass
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
            more = line.recv(LONGEST_ANSWER)
            if not more:
                break
            answer += more
    # What breaks off before its end may have been about to say more.
    return answer[:-1].decode("ascii", "replace") if answer.endswith(b"\0") else ""


def _connected(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(ANSWER_SECONDS)
        try:
            line.connect(parts.path)
        except OSError:
            line.close()
            raise
        return line
    return socket.create_connection((parts.hostname or "", parts.port or DEFAULT_PORT), ANSWER_SECONDS)
