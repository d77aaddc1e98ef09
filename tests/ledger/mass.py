"""A very long export, written entry by entry: as many citizens as it takes, each with an account, a consent and releases."""

import base64
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

from ledger.verify.tree import GrowingTree, leaf_hash
from tests.ledger.rogue import ORIGIN, Rogue, canonical

LINE = (
    '{"actor":"%s","commitment":"%s","count":null,"fields":[%s],"number":%d,"purpose":%s,"service":%s,'
    '"staff":null,"tag":"%s","terms":%s,"time":%d,"type":"%s","v":1}'
)
PURPOSE, SERVICE = '"library-card@1"', '"library"'
RELEASES = 7


def lines(count: int) -> Iterator[bytes]:
    """The first `count` bodies of a ledger without end: citizens come one after another, their entries interleave."""
    made = 0
    citizen = 0
    while True:
        citizen += 1
        account, grant = (_tag(f"{kind} {citizen}") for kind in ("account", "grant"))
        story = [
            ("citizen", "", 1, "null", "null", account, "null", "account.opened"),
            ("citizen", '"birth_date","nik"', 1, PURPOSE, SERVICE, grant, '{"ends":null,"once":false}', "consent.given"),
            *(("service", '"nik"', 2 + n, PURPOSE, SERVICE, grant, "null", "release") for n in range(RELEASES)),
            ("citizen", '"nik"', 2, "null", "null", account, "null", "profile.changed"),
        ]  # fmt: skip
        for actor, fields, number, purpose, service, tag, terms, kind in story:
            commitment = _b64url(hashlib.sha256(b"%d" % made).digest())
            yield (
                LINE % (actor, commitment, fields, number, purpose, service, tag, terms, 1_795_000_000 + made, kind)
            ).encode()
            made += 1
            if made == count:
                return


def write_export(path: Path, count: int, rogue: Rogue) -> None:
    """Write an export of `count` entries, signed by `rogue`, with the hashes kept in a file beside it meanwhile."""
    tree = GrowingTree()
    with path.open("wb") as file, (path.parent / "hashes").open("w+b") as hashes:
        file.write(canonical({"format": "sekali-ledger-1", "origin": ORIGIN, "size": count}) + b"\n")
        for line in lines(count):
            file.write(line + b"\n")
            found = leaf_hash(line)
            tree.add(found)
            hashes.write(base64.b64encode(found) + b"\n")
        file.write(b"\n" + rogue.note(count, tree.root()) + b"\n")
        hashes.seek(0)
        while block := hashes.read(io.DEFAULT_BUFFER_SIZE * 16):
            file.write(block)
    (path.parent / "hashes").unlink()


def _tag(name: str) -> str:
    return _b64url(hashlib.sha256(name.encode()).digest()[:16])


def _b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
