"""The ledger as Go sees it: the Go project's sumdb libraries, transparency-dev's notes, torchwood's tiles and its witness."""

import base64
import random

import pytest

from core.db import db
from core.runtime import SETTINGS
from ledger import merkle
from ledger.checkpoints import verifier_key
from ledger.entries import Draft, EntryType
from ledger.triggers import DROP_OPENING_TRIGGERS, DROP_TRIGGERS
from ledger.witnessing import asking, store
from ledger.witnessing.rules import policy_of, read_witnesses
from ledger.writer import append_all, new_tag
from tests.conftest import build_town, leave
from tests.interop.conftest import Provider, needed
from tests.interop.strangers import litewitness, stranger, why_missing
from tests.ledger.test_witness import Watched
from tests.ledger.trees import in_memory
from tests.live import free_port, serving
from web.worker import Worker

LARGEST = 256
LEAVES = [merkle.leaf_hash(b"entry %d" % number) for number in range(LARGEST)]


@pytest.fixture(autouse=True)
def strangers() -> None:
    needed(why_missing())


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def inclusions() -> list[dict]:
    return [
        {"Size": size, "Index": index, "Root": b64(ROOTS[size]), "Leaf": b64(LEAVES[index]),
         "Path": [b64(one) for one in merkle.inclusion(index, size, TREE)]}
        for size in range(1, LARGEST + 1) for index in range(size)
    ]  # fmt: skip


def consistencies() -> list[dict]:
    return [
        {"Old": old, "New": new, "OldRoot": b64(ROOTS[old]), "NewRoot": b64(ROOTS[new]),
         "Path": [b64(one) for one in merkle.consistency(old, new, TREE)]}
        for new in range(1, LARGEST + 1) for old in range(1, new + 1)
    ]  # fmt: skip


TREE = in_memory(LEAVES)
ROOTS = [merkle.root(size, TREE) for size in range(LARGEST + 1)]


def test_every_proof_of_every_tree_up_to_256_is_one_to_go() -> None:
    asked = inclusions(), consistencies()
    assert [len(one) for one in asked] == [32_896, 32_896]
    found = stranger(Inclusion=asked[0], Consistency=asked[1])
    assert (found["Inclusion"], found["Consistency"]) == (32_896, 32_896)


def corrupted(draw: random.Random, proof: dict, size: str, place: str) -> dict:
    """One thing about a proof is wrong: a hash dropped, doubled, swapped or flipped, a place, a size or a root."""
    path = list(proof["Path"])
    kind = draw.choice(["drop", "double", "flip", "place", "size", "root", "swap"])
    at = draw.randrange(len(path)) if path else 0
    match kind:
        case "drop" if path:
            del path[at]
        case "double" if path:
            path.insert(at, path[at])
        case "flip" if path:
            data = bytearray(base64.b64decode(path[at]))
            data[draw.randrange(32)] ^= 1 << draw.randrange(8)
            path[at] = b64(bytes(data))
        case "swap" if len(path) > 1:
            other = (at + 1) % len(path)
            path[at], path[other] = path[other], path[at]
        case "place":
            return proof | {place: proof[place] + draw.choice([1, -1])}
        case "size":
            return proof | {size: proof[size] + draw.choice([LARGEST, LARGEST * 2])}
        case _:
            root = next(name for name in ("Root", "NewRoot") if name in proof)
            return proof | {root: b64(draw.randbytes(32))}
    return proof | {"Path": path}


def ours(proof: dict) -> bool:
    path = [base64.b64decode(one) for one in proof["Path"]]
    if "Index" in proof:
        leaf, root = base64.b64decode(proof["Leaf"]), base64.b64decode(proof["Root"])
        return merkle.proves_inclusion(leaf, proof["Index"], proof["Size"], path, root)
    roots = base64.b64decode(proof["OldRoot"]), base64.b64decode(proof["NewRoot"])
    return merkle.proves_consistency(proof["Old"], proof["New"], *roots, path)


def test_of_two_thousand_corrupted_proofs_none_is_accepted_by_either() -> None:
    draw = random.Random(256)
    wrong = [corrupted(draw, one, "Size", "Index") for one in draw.sample(inclusions(), 1000)]
    broken = [corrupted(draw, one, "New", "Old") for one in draw.sample(consistencies(), 1000)]
    found = stranger(Inclusion=wrong, Consistency=broken)
    assert (found["Inclusion"], found["Consistency"]) == (0, 0)
    assert not any(map(ours, [*wrong, *broken]))


def test_our_note_and_our_witness_line_are_read_by_go(tmp_path) -> None:
    watched = Watched(tmp_path / "w")
    lines = watched.ask(0, 7).data
    found = stranger(
        Note=(watched.note(7) + lines).decode(), Ledger=watched.ledger.key, Witnesses=[watched.identity.verifier_key]
    )
    assert found["Signed"] == ["sekali.example/ledger", "witness.example/w1"]
    assert (found["Size"], list(found["Times"].values())) == (7, [1_796_000_000])


def test_what_is_published_is_read_tile_by_tile_by_go(provider: Provider) -> None:
    town = provider.town
    fill(town, 300)
    with town.app.app_context():
        Worker(town.app).publish(town.clock())
    with town.reading() as session:
        note = asking.newest(session).note.decode()
    found = stranger(Note=note, Ledger=key_of(town), Tiles=f"{provider.issuer}/ledger")
    assert (found["Size"], found["FromTiles"]) == (300, note.split("\n")[2])


def fill(town, count: int) -> None:
    with town.keeping() as session:
        append_all(
            session,
            town.keys,
            None,
            [Draft(EntryType.STAFF_ACT, town.clock(), new_tag(), "system") for _ in range(count)],
        )


def key_of(town) -> str:
    return verifier_key(town.app.extensions[SETTINGS].ledger_origin, town.keys.ledger_public)


@pytest.fixture
def witnessed(database_url, ring, capfd, tmp_path):
    """A provider that litewitness watches, with our own witness beside it."""
    port = free_port()
    origin = f"localhost:{port}/ledger"
    with litewitness(tmp_path, origin, verifier_key(origin, ring.ledger_public)) as theirs:
        town = build_town(
            database_url,
            ring,
            issuer=f"http://localhost:{port}",
            witnesses=(theirs.setting,),
            witness_quorum=1,
        )
        with serving(town.app, port):
            yield town, theirs
        leave(town, capfd)


def turn(town) -> None:
    """Publish, and do what follows from it."""
    with town.app.app_context():
        worker = Worker(town.app)
        worker.publish(town.clock())
        worker.witness(town.clock())
        while worker.outward.begin():
            worker.outward.settle()
        worker.outward.close()


def anchored(town) -> int | None:
    chosen = town.app.extensions[SETTINGS]
    with town.reading() as session:
        found = asking.anchored(session, policy_of(read_witnesses(chosen.witnesses), chosen.witness_quorum))
    return None if found is None else found.size


def test_a_witness_by_another_author_cosigns_what_grows(witnessed) -> None:
    """Checkpoint after checkpoint, each with its proof; and what it signed is read by Go's notes."""
    town, theirs = witnessed
    for count in (1, 0, 6, 250, 1, 300):
        fill(town, count) if count else None
        turn(town)
        with town.reading() as session:
            newest = asking.newest(session)
        assert anchored(town) == newest.size
    found = stranger(Note=newest.note.decode(), Ledger=key_of(town), Witnesses=[theirs.key])
    assert (found["Size"], found["Signed"][1:]) == (558, ["lite.example/w1"])
    with town.reading() as session:
        assert store.alarms(session) == []


def test_a_ledger_told_anew_is_refused_by_it_and_an_alarm_here(witnessed) -> None:
    town, _theirs = witnessed
    fill(town, 9)
    turn(town)
    with town.app.app_context(), db.engine.begin() as connection:
        for statement in (
            *DROP_TRIGGERS[connection.dialect.name],
            *DROP_OPENING_TRIGGERS[connection.dialect.name],
            *(
                f"DELETE FROM {table}"
                for table in (
                    "ledger_entries",
                    "ledger_openings",
                    "ledger_tags",
                    "ledger_tiles",
                    "ledger_checkpoints",
                    "ledger_cosignatures",
                )
            ),
            "UPDATE ledger_head SET size = 0",
        ):
            connection.exec_driver_sql(statement)
    fill(town, 9)
    turn(town)
    fill(town, 4)
    turn(town)
    with town.reading() as session:
        assert {one.kind for one in store.alarms(session)} == {"split_view", "no_continuation"}
    assert anchored(town) is None
    assert town.browser().get("/ledger").text.count("lite.example/w1") >= 3
