"""The alarm for personal data: rings when a canary value stands in a log line, a response header, an address or a cell in clear."""

import base64
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, request
from sqlalchemy import Engine, select

from core.tables import Base

CANARIES = (
    "3574015708959001",
    "3574010101909001",
    "SITI AMINAH",
    "1995-08-17",
    "warga-canary-mailbox@contoh.id",
    "Jl. Kenari Penjaga No. 991",
    "+6281200099001",
    "08120009900",
    "satu-kali-isi-data",
)


@dataclass
class Alarm:
    """Remembers what strangers could read: addresses and headers of every exchange."""

    heard: list[tuple[str, str]] = field(default_factory=list)

    def watch(self, app: Flask) -> None:
        @app.after_request
        def listen(response: Response) -> Response:
            self.heard.append(("address", request.full_path))
            self.heard.extend(("header", f"{name}: {value}") for name, value in response.headers.items())
            return response

    def rings(self, engine: Engine, printed: str) -> list[str]:
        """Return where a canary was found; an empty list is silence."""
        places = [
            *self.heard,
            *(("log", line) for line in printed.splitlines() if not line.startswith("    ")),
            *_cells(engine),
        ]
        return sorted(
            {f"{kind}: {canary!r} in {text[:160]!r}" for kind, text in places for canary in CANARIES if canary in text}
        )


def _cells(engine: Engine) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    with engine.connect() as connection:
        for name, table in Base.metadata.tables.items():
            for row in connection.execute(select(table)):
                found.extend((f"cell of {name}", text) for value in row for text in _readings(value))
    return found


def _readings(value: Any) -> list[str]:
    """The ways in which a cell might be read by somebody who only looks."""
    if value is None:
        return []
    if isinstance(value, bytes):
        return [value.decode("utf-8", "replace"), value.decode("utf-16-le", "replace")]
    text = str(value)
    readings = [text]
    with suppress(ValueError):
        readings.append(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_").decode("utf-8", "replace"))
    return readings
