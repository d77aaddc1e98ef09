"""The wrapped keys of citizens as lines of a file of their own: without it, the rest of a backup opens nothing of anybody."""

import base64
from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from sqlalchemy import Connection, insert, select

from core import canonical
from core.clock import from_epoch, to_epoch
from core.tables import table
from keys.store import CitizenKeyRow

NAME = "citizen-keys"
TABLE = table(CitizenKeyRow)
ROWS_AT_ONCE = 1000


def lines(connection: Connection) -> Iterator[bytes]:
    """Yield every wrapped key of the database as one line."""
    columns = select(
        TABLE.c.citizen_id, TABLE.c.version, TABLE.c.kek_version, TABLE.c.wrapped, TABLE.c.created_at
    ).order_by(TABLE.c.citizen_id, TABLE.c.version)
    for citizen, version, kek, wrapped, created in connection.execution_options(yield_per=ROWS_AT_ONCE).execute(
        columns
    ):
        told = [citizen, version, kek, base64.b64encode(wrapped).decode(), to_epoch(created)]
        yield canonical.encode(told) + b"\n"


def load(connection: Connection, pieces: Iterable[bytes], but: Collection[str]) -> int:
    """Insert the keys of a file, those of the citizens `but` left out; return how many were left out."""
    rows, left_out = _rows(pieces), 0
    while some := list(islice(rows, ROWS_AT_ONCE)):
        wanted = [row for row in some if row["citizen_id"] not in but]
        left_out += len(some) - len(wanted)
        if wanted:
            connection.execute(insert(TABLE), wanted)
    return left_out


def held(connection: Connection) -> set[str]:
    """Return the citizens who have a key."""
    return set(connection.scalars(select(TABLE.c.citizen_id)))


def _rows(pieces: Iterable[bytes]) -> Iterator[dict[str, object]]:
    kept = b""
    for piece in pieces:
        *whole, kept = (kept + piece).split(b"\n")
        for line in whole:
            citizen, version, kek, wrapped, created = canonical.decode(line)
            yield {
                "citizen_id": citizen, "version": version, "kek_version": kek,
                "wrapped": base64.b64decode(wrapped), "created_at": from_epoch(created),
            }  # fmt: skip
