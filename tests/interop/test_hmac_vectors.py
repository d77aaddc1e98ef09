"""Wycheproof's vectors of HMAC-SHA-256, which come with a Go module, through all that the house authenticates so."""

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from keys import form_tokens, sealing
from keys import ring as ring_of_keys
from keys.material import KEY_BYTES
from keys.ring import KeyRing, generate
from keys.sealing import CitizenKey
from tests.interop.conftest import needed

HOUSE = Path(__file__).resolve().parent.parent.parent
GO = HOUSE / ".venv" / "go" / "go" / "bin" / "go"
Mac = Callable[[KeyRing, bytes, bytes], bytes]


def found() -> Iterator[Mapping[str, Any]]:
    """The vectors whose key has the length of all our keys; the tag may be cut short."""
    command = [GO, "list", "-m", "-f", "{{.Dir}}", "github.com/google/wycheproof"]
    done = subprocess.run(command, cwd=HOUSE / "tests" / "go", capture_output=True, text=True, check=True)
    told = json.loads((Path(done.stdout.strip()) / "testvectors" / "hmac_sha256_test.json").read_text(encoding="utf-8"))
    for group in told["testGroups"]:
        if group["keySize"] == KEY_BYTES * 8:
            yield from group["tests"]


def of_the_ring(keys: KeyRing, _key: bytes, text: bytes) -> bytes:
    return keys.identifier_index("email", text.hex())


def of_forms(_keys: KeyRing, key: bytes, text: bytes) -> bytes:
    return form_tokens._mac(key, text.hex(), b"")


def of_a_manifest(_keys: KeyRing, key: bytes, text: bytes) -> bytes:
    return sealing.manifest_hash(CitizenKey("citizen", 1, key), 1, [(text.hex(), 1, b"")])


@pytest.mark.parametrize("mac", [of_the_ring, of_forms, of_a_manifest])
def test_what_the_house_authenticates_is_as_the_vectors_say(mac: Mac, monkeypatch: pytest.MonkeyPatch):
    """Framing and derivation are taken out, so that text and key are those of the vector."""
    needed(None if GO.exists() else "Go")
    keys, judged, one = generate(), 0, {}
    for module in (ring_of_keys, form_tokens, sealing):
        monkeypatch.setattr(module, "framed", lambda *_: bytes.fromhex(one["msg"]))
    monkeypatch.setattr(sealing, "derive", lambda key, _info: key)
    monkeypatch.setattr(KeyRing, "_raw", lambda _ring, _purpose: bytes.fromhex(one["key"]))
    for one in found():
        tag = bytes.fromhex(one["tag"])
        is_right = mac(keys, bytes.fromhex(one["key"]), bytes.fromhex(one["msg"]))[: len(tag)] == tag
        assert is_right is (one["result"] == "valid"), (one["tcId"], one["comment"])
        judged += 1
    assert judged == 162
