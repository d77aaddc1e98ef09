"""Entries laid aside by tag, on disk when they are many, so that a ledger of any length is replayed in bounded memory."""

import json
from collections.abc import Iterator, Mapping
from tempfile import SpooledTemporaryFile
from typing import Any
from zlib import crc32

from ledger.verify.tag import Body

DRAWERS = 64
IN_MEMORY = 1 << 18  # bytes per drawer before it goes to disk
_FACTS = ("type", "time", "tag", "number", "actor", "service", "purpose", "fields", "terms", "count")


class Drawers:
    """All entries of one tag lie in one drawer, in their order; only one drawer is replayed at a time."""

    def __init__(self) -> None:
        self._files = [SpooledTemporaryFile(max_size=IN_MEMORY) for _ in range(DRAWERS)]  # noqa: SIM115 - closed by `close`

    def put(self, entry: int, body: Body) -> None:
        """Lay aside what replay needs of the body of `entry`."""
        facts = [entry, *(body[name] for name in _FACTS)]
        self._files[crc32(body["tag"].encode()) % DRAWERS].write(json.dumps(facts).encode() + b"\n")

    def __iter__(self) -> Iterator[Iterator[tuple[int, Mapping[str, Any]]]]:
        """Yield the drawers, each as its entries and their bodies."""
        for file in self._files:
            file.seek(0)
            yield (_read(line) for line in file)

    def close(self) -> None:
        """Throw the drawers away."""
        for file in self._files:
            file.close()


def _read(line: bytes) -> tuple[int, Mapping[str, Any]]:
    entry, *facts = json.loads(line)
    return entry, dict(zip(_FACTS, facts, strict=True))
