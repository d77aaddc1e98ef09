"""Wycheproof's Ed25519 signatures through the readers of checkpoints, of the writer's house and of the verifier."""

from collections.abc import Callable

import pytest

from ledger import checkpoints
from ledger.verify import cosignatures, notes
from ledger.verify.cosignatures import TIME_BYTES, WitnessKey
from tests.vectors import Vector, data, misjudged, vectors

FOUND = list(vectors("Signature/wycheproof/ed25519_test.json"))


def public(group: Vector) -> bytes:
    return bytes.fromhex(group["publicKey"]["pk"])


def checkpoint_holds(group: Vector, one: Vector) -> bool:
    try:
        checkpoints._check_all(public(group), [data(one, "sig")], data(one, "msg"))
    except checkpoints.NoteError:
        return False
    return True


def note_holds(group: Vector, one: Vector) -> bool:
    try:
        notes._check(notes.VerifierKey("", "vector", bytes(4), public(group)), data(one, "sig"), data(one, "msg"))
    except notes.SignatureWrongError:
        return False
    return True


def cosignature_holds(group: Vector, one: Vector) -> bool:
    try:
        cosignatures._time(
            WitnessKey("", "vector", bytes(4), public(group)), bytes(TIME_BYTES) + data(one, "sig"), data(one, "msg")
        )
    except notes.SignatureWrongError:
        return False
    return True


@pytest.mark.parametrize("holds", [checkpoint_holds, note_holds, cosignature_holds])
def test_signatures_are_judged_as_the_vectors_say(
    holds: Callable[[Vector, Vector], bool], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(cosignatures, "message", lambda _time, text: text)  # a witness signs more than the text
    assert len(FOUND) == 210
    assert misjudged(holds, FOUND) == []
