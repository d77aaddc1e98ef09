"""A deadline for a whole connection: sockets know only how long to wait for the next byte, and a server may drip for ever."""

import socket
import threading
from typing import Any

import requests
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

WHOLE_SECONDS = 5.0


def bound(session: requests.Session) -> None:
    """Let every connection of `session` end after `WHOLE_SECONDS`, handshake and headers included."""
    for adapter in session.adapters.values():
        manager: Any = getattr(adapter, "poolmanager", None)
        manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}


class _Deadline:
    """Shuts a socket down when its time is over, unless it was dropped before."""

    def __init__(self, connected: socket.socket) -> None:
        # A descriptor of our own: TLS takes the first one away from the socket object.
        self._twin = connected.dup()
        self._timer = threading.Timer(WHOLE_SECONDS, self._end)
        self._timer.daemon = True
        self._timer.start()

    def drop(self) -> None:
        self._timer.cancel()
        self._twin.close()

    def _end(self) -> None:
        try:
            self._twin.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it had ended by itself


class _Plain(HTTPConnection):
    _deadline: _Deadline | None = None

    def _new_conn(self) -> socket.socket:
        connected = super()._new_conn()
        self._deadline = _Deadline(connected)
        return connected

    def close(self) -> None:
        if self._deadline is not None:
            self._deadline.drop()
        super().close()


class _Secure(_Plain, HTTPSConnection):
    """The same over TLS."""


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure
