"""What everybody may see of the ledger, and what not."""

from base64 import b64decode, b64encode

from core.db import keeping
from keys.runtime import KEYS
from ledger import checkpoints, publishing
from tests.ledger.succession import announce
from tests.town import START as NOW
from tests.web.desk import entries
from tests.web.test_auditor import climb


def get(town, path):
    return town.app.test_client().get(path, base_url=town.issuer)


def test_the_first_checkpoint_is_signed_when_somebody_asks(town, on_both) -> None:
    entries(town, count=3)
    answer = get(town, "/ledger/checkpoint")
    assert answer.mimetype == "text/plain"
    key = get(town, "/ledger/key").get_data(as_text=True).strip()
    assert checkpoints.verify(answer.get_data(), key).size == 4
    entries(town, citizen="b" * 36)
    assert get(town, "/ledger/checkpoint").get_data() == answer.get_data()


def test_an_entry_shows_its_hash_and_proof_to_everybody_but_not_its_body(town) -> None:
    entries(town, count=3)
    get(town, "/ledger/checkpoint")
    told = get(town, "/ledger/entry/2.json").json
    assert set(told) == {"index", "leaf_hash", "proof", "checkpoint"}
    assert "library" not in str(told)
    path = [b64decode(one) for one in told["proof"]["path"]]
    assert climb(b64decode(told["leaf_hash"]), 2, 4, path) == b64decode(told["proof"]["root"])


def test_what_is_not_published_is_not_there(town) -> None:
    entries(town)
    assert get(town, "/ledger/entry/0.json").status_code == 404
    get(town, "/ledger/checkpoint")
    assert get(town, "/ledger/entry/0.json").status_code == 200
    for path in (
        "/ledger/entry/2.json",
        f"/ledger/entry/{2**70}.json",
        "/ledger/tile/0/001",
        "/ledger/tile/../../etc/passwd",
        "/ledger/tile/0/0",
    ):
        assert get(town, path).status_code == 404, path


def test_a_tile_holds_the_leaf_hashes(town) -> None:
    entries(town, count=2)
    get(town, "/ledger/checkpoint")
    tile = get(town, "/ledger/tile/0/000.p/3").get_data()
    assert len(tile) == 96
    assert tile[:32] == b64decode(get(town, "/ledger/entry/0.json").json["leaf_hash"])


def test_the_page_for_people_shows_size_root_and_key(town) -> None:
    assert "Belum ada catatan" in town.browser().get("/ledger").text
    entries(town, count=3)
    note = checkpoints.parse(get(town, "/ledger/checkpoint").get_data())
    page = town.browser().get("/ledger")
    assert "4" in page.text
    assert b64encode(note.root).decode() in page.html
    assert "localhost:8000/ledger+" in page.html


def test_the_keys_over_time_are_published_once_there_are_two(town, on_both) -> None:
    entries(town, count=2)
    get(town, "/ledger/checkpoint")
    first = get(town, "/ledger/key").text.strip()
    assert get(town, "/ledger/handovers").data == b""
    assert "/ledger/handovers" not in town.browser().get("/ledger").text
    origin, before = checkpoints.parse(get(town, "/ledger/checkpoint").data).origin, town.app.extensions[KEYS]
    town.app.extensions[KEYS] = announce(before)
    with town.app.app_context(), keeping() as session:
        made = publishing.hand_over(session, town.app.extensions[KEYS], origin, NOW)
    page = town.browser().get("/ledger").text
    second = get(town, "/ledger/key").text.strip()
    assert second != first and first in page and second in page
    assert get(town, "/ledger/handovers").data == made.note + b"\n"
    assert checkpoints.verify(get(town, "/ledger/checkpoint").data, second).successor == second
