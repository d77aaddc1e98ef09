"""The ring's file: private, apart from the database, replaced in one step, refused in one sentence."""

import json
import os
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest

from keys import file_ring
from keys.file_ring import create, create_if_absent, load, rotate_tokens
from keys.fresh import fresh_keys
from keys.material import KeyFacts, KeyRingError, Purpose, RingKey, State
from keys.ring_text import keys_of, text_of
from tests.accounts.at_once import at_once
from tests.keys.conftest import BORN

MAKERS, ROTATORS = 4, 3
PATIENCE = 60  # seconds until a barrier gives up, however slow the machine


@pytest.fixture
def ring_file(tmp_path: Path, ring_keys: tuple[RingKey, ...]) -> Path:
    """A ring in its file."""
    path = tmp_path / "ring" / "ring.json"
    path.parent.mkdir(mode=0o700)
    path.touch(mode=0o600)
    path.write_text(text_of(ring_keys))
    return path


def refusal_of(act: Callable[[], object]) -> str:
    with pytest.raises(KeyRingError) as refusal:
        act()
    sentence = str(refusal.value)
    assert "\n" not in sentence
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None
    return sentence


def test_a_ring_is_made_private_and_comes_back(tmp_path: Path):
    path = tmp_path / "keys" / "deep" / "ring.json"
    made = create(path, now=BORN)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [file.name for file in path.parent.iterdir()] == ["ring.json"]
    again = load(path)
    assert again.ledger_public == made.ledger_public
    assert again.public_jwks() == made.public_jwks()
    assert again.open_desk(made.seal_desk(b"x", b"c"), b"c") == b"x"
    assert again.facts == made.facts


def test_the_umask_does_not_open_the_file(tmp_path: Path):
    before = os.umask(0)
    try:
        create(tmp_path / "keys" / "ring.json", now=BORN)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "keys" / "ring.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_every_field_of_a_key_survives_the_file(ring_keys: tuple[RingKey, ...]):
    assert keys_of(text_of(ring_keys)) == ring_keys
    told = json.loads(text_of(ring_keys))["keys"]
    assert all({"purpose", "version", "state", "created_at", "material"} <= set(key) for key in told)


def test_an_existing_ring_is_never_overwritten(ring_file: Path):
    before = ring_file.read_bytes()
    assert "exists already" in refusal_of(lambda: create(ring_file))
    assert create_if_absent(ring_file, "", BORN) is False
    assert ring_file.read_bytes() == before
    assert [file.name for file in ring_file.parent.iterdir()] == ["ring.json"]


def made_at_once(path: Path) -> int:
    def attempt(_: int) -> bool:
        try:
            create(path, now=BORN)
        except KeyRingError:
            return False
        return True

    return sum(at_once(attempt, MAKERS))


@pytest.mark.race
def test_of_many_that_make_a_ring_at_once_one_does(tmp_path: Path):
    path = tmp_path / "keys" / "ring.json"
    assert made_at_once(path) == 1
    assert [file.name for file in path.parent.iterdir()] == ["ring.json"]


@pytest.mark.race
def test_control_where_nothing_stands_in_the_way_every_one_does(tmp_path: Path, monkeypatch):
    everyone, put = Barrier(MAKERS), os.replace

    def replace(draft: Path, path: Path) -> None:
        everyone.wait(PATIENCE)
        put(draft, path)

    monkeypatch.setattr(file_ring.os, "link", replace)
    assert made_at_once(tmp_path / "keys" / "ring.json") == MAKERS


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o660, 0o604, 0o610, 0o666, 0o777])
def test_a_file_open_to_others_is_refused(ring_file: Path, mode: int):
    ring_file.chmod(mode)
    assert f"chmod 600 {ring_file}" in refusal_of(lambda: load(ring_file))


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o770, 0o701])
def test_a_folder_open_to_others_is_refused(ring_file: Path, mode: int):
    ring_file.parent.chmod(mode)
    assert f"chmod 700 {ring_file.parent}" in refusal_of(lambda: load(ring_file))
    assert f"chmod 700 {ring_file.parent}" in refusal_of(lambda: rotate_tokens(ring_file, "", BORN))
    assert f"chmod 700 {ring_file.parent}" in refusal_of(lambda: create(ring_file.with_name("new.json")))


def test_a_file_that_its_owner_may_only_read_is_fine(ring_file: Path):
    ring_file.chmod(0o400)
    assert load(ring_file)


@pytest.mark.parametrize("inside", ["ring.json", "deeper/ring.json", "../db/ring.json"])
def test_a_ring_in_the_databases_folder_is_refused(tmp_path: Path, ring_file: Path, inside: str):
    folder = tmp_path / "db"
    (folder / "deeper").mkdir(parents=True, mode=0o700)
    folder.chmod(0o700)
    url = f"sqlite:///{folder / 'sekali.sqlite'}"
    path = folder / inside
    assert "database's folder" in refusal_of(lambda: create(path, url))
    assert not path.exists()
    ring_file.rename(path)
    for act in (
        lambda: load(path, url),
        lambda: rotate_tokens(path, url, BORN),
        lambda: load(path, url + "?timeout=3"),
    ):
        assert "database's folder" in refusal_of(act)


def test_a_link_out_of_the_databases_folder_does_not_hide_the_ring(tmp_path: Path, ring_file: Path):
    folder = tmp_path / "db"
    folder.mkdir(mode=0o700)
    hidden = ring_file.rename(folder / "ring.json")
    ring_file.symlink_to(hidden)
    assert "database's folder" in refusal_of(lambda: load(ring_file, f"sqlite:///{folder / 'sekali.sqlite'}"))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql+psycopg://localhost/sekali",
        "postgresql+psycopg:///db?host=/x",
    ],
)
def test_other_databases_have_no_folder_to_be_in(ring_file: Path, url: str):
    assert load(ring_file, url)


def test_a_ring_that_is_not_there(tmp_path: Path):
    assert "sekali keys init" in refusal_of(lambda: load(tmp_path / "none" / "ring.json"))
    assert "sekali keys init" in refusal_of(lambda: rotate_tokens(tmp_path / "none" / "ring.json", "", BORN))


def test_places_that_are_no_file(tmp_path: Path, ring_file: Path):
    tmp_path.chmod(0o700)
    refusal_of(lambda: load(ring_file.parent))
    refusal_of(lambda: create(ring_file / "ring.json"))


SPOILED = [
    "", "{", "[]", "null", "7", '{"format":"sekali-ring-1"}', '{"format":"sekali-ring-2","keys":[]}',
    '{"format":"sekali-ring-1","keys":[1]}', '{"format":"sekali-ring-1","keys":{}}', "[" * 100_000,
]  # fmt: skip


@pytest.mark.parametrize("text", SPOILED, ids=range(len(SPOILED)))
def test_a_file_that_is_no_ring_is_refused(ring_file: Path, text: str):
    ring_file.write_text(text)
    refusal_of(lambda: load(ring_file))


@pytest.mark.parametrize(
    ("name", "value"),
    [("purpose", "other"), ("version", "1"), ("version", True), ("state", "primary"), ("created_at", "2026-11-24T07:00:00"),
     ("created_at", 7), ("material", "!!!"), ("material", None), ("retired_at", "soon")],
)  # fmt: skip
def test_a_damaged_key_is_refused_without_telling_its_bytes(ring_file: Path, name: str, value: object):
    told = json.loads(ring_file.read_text())
    material = told["keys"][0]["material"]
    told["keys"][0][name] = value
    ring_file.write_text(json.dumps(told))
    sentence = refusal_of(lambda: load(ring_file))
    assert "damaged" in sentence
    assert material not in sentence


def test_bytes_that_are_no_text_are_refused(ring_file: Path):
    ring_file.write_bytes(b"\xff\xfe\x00")
    refusal_of(lambda: load(ring_file))


def test_a_ring_without_its_current_key_or_with_one_key_twice_is_refused(ring_file: Path):
    told = json.loads(ring_file.read_text())
    whole = told["keys"]
    told["keys"] = [key for key in whole if key["purpose"] != "kek"]
    ring_file.write_text(json.dumps(told))
    assert "exactly one current key for kek" in refusal_of(lambda: load(ring_file))
    whole[0]["material"] = next(key["material"] for key in whole if key["purpose"] == "forms")
    told["keys"] = whole
    ring_file.write_text(json.dumps(told))
    assert "one key serves one purpose" in refusal_of(lambda: load(ring_file))


def test_rotation_replaces_the_file_in_one_step(ring_file: Path):
    before, inode = load(ring_file), ring_file.stat().st_ino
    after = rotate_tokens(ring_file, "", BORN + timedelta(days=30))
    assert ring_file.stat().st_ino != inode
    assert stat.S_IMODE(ring_file.stat().st_mode) == 0o600
    assert [file.name for file in ring_file.parent.iterdir()] == ["ring.json"]
    assert after.verify_own_jwt(before.sign_jwt({"a": 1}, "RS256"), ("RS256",))[1] == {"a": 1}


def test_a_rotation_that_cannot_write_leaves_the_ring_as_it_was(ring_file: Path, monkeypatch: pytest.MonkeyPatch):
    before = ring_file.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(file_ring.os, "fsync", full)
    assert "No space left" in refusal_of(lambda: rotate_tokens(ring_file, "", BORN))
    assert ring_file.read_bytes() == before
    assert [file.name for file in ring_file.parent.iterdir()] == ["ring.json"]


def rotated_at_once(ring_file: Path) -> list[KeyFacts]:
    at_once(lambda _: rotate_tokens(ring_file, "", BORN + timedelta(hours=1)), ROTATORS)
    return [fact for fact in load(ring_file).facts if fact.purpose is Purpose.TOKENS_ES256]


@pytest.mark.race
def test_control_without_the_lock_rotations_are_lost(ring_file: Path, monkeypatch):
    everyone, put = Barrier(ROTATORS), os.replace

    def replace(draft: Path, path: Path) -> None:
        everyone.wait(PATIENCE)
        put(draft, path)

    monkeypatch.setattr(file_ring.fcntl, "flock", lambda *_: None)
    monkeypatch.setattr(file_ring.os, "replace", replace)
    assert len(rotated_at_once(ring_file)) == 3, "all of them put the same one behind the two that stood there"


@pytest.mark.race
def test_rotations_at_once_follow_one_another(ring_file: Path):
    facts = rotated_at_once(ring_file)
    assert sorted(fact.version for fact in facts) == [1, 2, 3, 4, 5]
    assert [fact.version for fact in facts if fact.state is State.CURRENT] == [4]


def test_two_fresh_rings_share_no_key():
    one, other = ({key.material for key in fresh_keys(BORN)} for _ in range(2))
    assert len(one) == 17
    assert not one & other
