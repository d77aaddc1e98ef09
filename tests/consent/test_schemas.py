"""The registry's shapes: a complete purpose passes, and every gap is told by its place."""

import json

import pytest
from marshmallow import ValidationError

from consent.purposes import Basis
from consent.schemas import PurposeSchema, ServiceSchema, complaints

BOTH = {"id": "Teks.", "en": "Text."}
PURPOSE = {
    "key": "library-card",
    "text": {"id": "Membuat kartu.", "en": "Making a card."},
    "basis": "consent",
    "retention": BOTH,
    "fields": [{"key": "age_over_17", "required": True, "reason": BOTH, "withheld": BOTH}],
    "lasts_days": 365,
}
SERVICE = {
    "key": "library",
    "legal_name": "Kartu perpustakaan",
    "agency": "Dispersip",
    "contact": "p@contoh.id",
    "privacy_url": "http://127.0.0.3:8001/privacy",
    "homepage": "https://perpustakaan.contoh.id/",
}


def changed(path: str, value: object) -> dict:
    """The purpose with one place set, or taken out when `value` is None."""
    data = json.loads(json.dumps(PURPOSE))
    *steps, last = path.split(".")
    place = data
    for step in steps:
        place = place[int(step)] if step.isdigit() else place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return data


def test_a_complete_purpose_is_built() -> None:
    built = PurposeSchema().load(PURPOSE)
    assert (built.key, built.basis, built.lasts_days, built.once, built.fresh) == (
        "library-card",
        Basis.CONSENT,
        365,
        False,
        False,
    )
    assert built.fields[0].reason_en == "Text." and built.fields[0].required
    assert PurposeSchema().load(changed("fields", [])).fields == ()


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("text", None, "text"),
        ("text.en", None, "text.en"),
        ("text.id", "  ", "text.id"),
        ("retention.en", "x" * 301, "retention.en"),
        ("basis", "because", "basis"),
        ("basis", "public_task", "basis_reference"),
        ("key", "Kartu Perpustakaan", "key"),
        ("fields", None, "fields"),
        ("fields.0.key", "shoe_size", "fields.0.key"),
        ("fields.0.reason", None, "fields.0.reason"),
        ("fields.0.withheld.en", None, "fields.0.withheld.en"),
        ("fields.0.required", "yes", "fields.0.required"),
        ("fields.0.requierd", True, "fields.0.requierd"),
        ("fields", PURPOSE["fields"] * 2, "fields"),
        ("fields", [7], "fields.0"),
        ("lasts_days", 0, "lasts_days"),
        ("lasts_days", "30", "lasts_days"),
        ("once", "no", "once"),
        ("colour", "blue", "colour"),
    ],
)
def test_every_gap_is_told_by_its_place(path, value, place) -> None:
    with pytest.raises(ValidationError) as caught:
        PurposeSchema().load(changed(path, value))
    assert [line.partition(":")[0] for line in complaints(caught.value.messages)] == [place]


def test_a_file_that_is_no_object_is_told() -> None:
    with pytest.raises(ValidationError) as caught:
        PurposeSchema().load([PURPOSE])
    assert list(complaints(caught.value.messages)) == ["the file: must be an object"]


def test_another_basis_passes_with_its_rule() -> None:
    data = changed("basis", "public_task") | {"basis_reference": "Perda Kota Probolinggo 3/2020"}
    assert PurposeSchema().load(data).basis is Basis.PUBLIC_TASK


def test_a_service_passes_also_on_a_loopback_address() -> None:
    assert ServiceSchema().load(SERVICE)["objection_url"] is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("privacy_url", "javascript:alert(1)"),
        ("homepage", "perpustakaan"),
        ("agency", ""),
        ("key", "L"),
        ("contact", None),
    ],
)
def test_a_service_is_refused(name, value) -> None:
    with pytest.raises(ValidationError) as caught:
        ServiceSchema().load(SERVICE | {name: value})
    assert list(caught.value.messages) == [name]
