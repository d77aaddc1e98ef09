"""A running server follows its ring's file, and keeps what it has when the new file is no ring."""

import logging
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from keys import runtime
from keys.file_ring import load, rotate_tokens
from keys.material import RingKey
from keys.ring import KeyRing
from keys.ring_text import text_of
from tests.keys.conftest import BORN


@pytest.fixture
def served(tmp_path: Path, ring_keys: tuple[RingKey, ...]) -> tuple[Flask, Path]:
    path = tmp_path / "ring" / "ring.json"
    path.parent.mkdir(mode=0o700)
    path.touch(mode=0o600)
    path.write_text(text_of(ring_keys))
    app = Flask("tests")
    app.extensions[runtime.KEYS] = load(path)
    return app, path


def test_a_ring_in_memory_is_handed_out_as_it_is(fixed_ring: KeyRing):
    app = Flask("tests")
    app.extensions[runtime.KEYS] = fixed_ring
    with app.app_context():
        assert runtime.ring() is fixed_ring
    assert runtime.WATCH not in app.extensions


def test_a_rotation_is_noticed_within_about_a_second(served: tuple[Flask, Path]):
    app, path = served
    with app.app_context():
        before = runtime.ring()
        after = rotate_tokens(path, "", BORN + timedelta(days=30))
        deadline = time.monotonic() + 10
        while runtime.ring() is before:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert runtime.ring().public_jwks() == after.public_jwks()
        assert runtime.ring() is runtime.ring()


def test_the_file_is_looked_at_once_a_second_at_most(served: tuple[Flask, Path], monkeypatch: pytest.MonkeyPatch):
    app, _ = served
    looks = []
    real = runtime.stamp_of
    monkeypatch.setattr(runtime, "stamp_of", lambda path: looks.append(path) or real(path))
    with app.app_context():
        for _ in range(1000):
            runtime.ring()
    assert len(looks) == 1


def test_a_spoiled_file_is_told_once_and_not_used(
    served: tuple[Flask, Path], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    app, path = served
    monkeypatch.setattr(runtime, "LOOK_SECONDS", 0.0)
    with app.app_context(), caplog.at_level(logging.ERROR):
        before = runtime.ring()
        whole = path.read_text()
        path.write_text(whole.replace('"kek"', '"kez"'))
        os.utime(path, ns=(1, 1))
        assert runtime.ring() is before
        assert runtime.ring() is before
        path.unlink()
        assert runtime.ring() is before
    assert len(caplog.records) == 1
    assert "is not used" in caplog.text
