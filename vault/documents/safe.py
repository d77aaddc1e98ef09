"""The safe of documents: files in pieces, each sealed for its place, opened one at a time (docs/adr/0004 holds here too)."""

from collections.abc import Iterable, Iterator

from keys.sealing import CitizenKey, seal, unseal

PIECE_BYTES = 65_532  # fills a bucket of the envelope exactly
SCHEMA = 1


def place_of_document(field: str, version: int) -> str:
    """Return the place to which the pieces of one version of a document are sealed."""
    return f"document/{field}/{version}"


def place_of_upload(upload: str) -> str:
    """Return the place to which the pieces of an unfinished upload are sealed."""
    return f"upload/{upload}"


def cut(data: bytes) -> Iterator[bytes]:
    """Yield `data` in pieces."""
    for start in range(0, len(data), PIECE_BYTES):
        yield data[start : start + PIECE_BYTES]


def closed(key: CitizenKey, place: str, number: int, piece: bytes) -> bytes:
    """Return one piece, sealed: neither its place nor its number can be exchanged."""
    return seal(key, citizen=key.citizen, field=place, schema=SCHEMA, value_version=number, data=piece)


def opened(key: CitizenKey, place: str, blobs: Iterable[tuple[int, bytes]]) -> Iterator[bytes]:
    """Yield the pieces of `blobs`, (number, sealed bytes) in their order; raise `SealBroken` for any that is not of here."""
    for number, blob in blobs:
        yield unseal(key, citizen=key.citizen, field=place, schema=SCHEMA, value_version=number, blob=blob)
