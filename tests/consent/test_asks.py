"""Asks: when a question is the same question, and the proof of what was shown."""

from dataclasses import replace

import pytest

from consent.asks import evidence, evidence_hash, match_key
from consent.systems import System
from tests.consent.worlds import ask, purpose

GOLDEN = "e0fccb4344a24e38a4c22e7550f104d8c9aeeb980bf883ccd7a2857fc76e269a"
TEXTS = {"headline": "Kartu perpustakaan meminta 2 data Anda", "rights": "Anda boleh menolak."}
VERSIONS = {"age_over_17": {"birth_date": 3}}


def test_the_same_question_has_the_same_key_whatever_the_order() -> None:
    assert match_key("c", purpose(), ["a", "b"]) == match_key("c", purpose(), ["b", "a"])


@pytest.mark.parametrize(
    "other",
    [
        match_key("d", purpose(), ["a", "b"]),
        match_key("c", purpose(service="service-2"), ["a", "b"]),
        match_key("c", purpose(id="purpose-2", version=2), ["a", "b"]),
        match_key("c", purpose(), ["a"]),
        match_key("c", purpose(once=True), ["a", "b"]),
        match_key("c", purpose(), ["a", "b"], actor="guardian"),
    ],
)
def test_any_other_question_has_another_key(other) -> None:
    assert match_key("c", purpose(), ["a", "b"]) != other


def shown(**changes):
    given = {"ask": ask(), "language": "id", "versions": VERSIONS, "texts": TEXTS} | changes
    return evidence(given["ask"], given["language"], given["versions"], given["texts"])


def test_the_proof_is_the_same_bytes_for_ever() -> None:
    assert evidence_hash(shown()).hex() == GOLDEN


@pytest.mark.parametrize(
    "changes",
    [
        {"language": "en"},
        {"versions": {"age_over_17": {"birth_date": 4}}},
        {"versions": {}},
        {"texts": TEXTS | {"rights": "Anda boleh menolak"}},
        {"ask": ask(purpose(version=2))},
        {"ask": replace(ask(), systems=(System("https://api.go.id/antrean", "Antrean", ("antrean.baca",)),))},
        {"ask": ask(purpose(fields=purpose().fields[:1]))},
        {"ask": replace(ask(), fields=(replace(ask().fields[0], withheld_id="lain"), ask().fields[1]))},
    ],
)
def test_anything_shown_otherwise_proves_otherwise(changes) -> None:
    assert evidence_hash(shown(**changes)) != evidence_hash(shown())
