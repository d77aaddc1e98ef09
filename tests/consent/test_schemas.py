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


RAW = {"key": "birth_date", "required": True, "reason": BOTH, "withheld": BOTH}


@pytest.mark.parametrize(
    ("wanted", "place", "words"),
    [
        (RAW, "fields.0.raw_reason", "age_over_17, age_over_18"),
        (RAW | {"key": "ktp_village_code"}, "fields.0.raw_reason", "resident_of:…"),
        (
            RAW | {"raw_reason": BOTH, "answer": "has_npwp"},
            "fields.0.answer",
            "cannot be given in place of `birth_date`",
        ),
        (RAW | {"raw_reason": BOTH, "answer": "birth_date"}, "fields.0.answer", "take one of age_over_17"),
        (RAW | {"key": "email", "answer": "age_over_17"}, "fields.0.answer", "so leave it out"),
        (RAW | {"key": "income_below:31.71"}, "fields.0.key", "a region whose minimum wage is known, such as 35.74"),
        (RAW | {"raw_reason": {"id": "Teks."}}, "fields.0.raw_reason.en", "is missing"),
    ],
)
def test_a_value_that_an_answer_could_replace_is_asked_with_a_reason(wanted, place, words) -> None:
    with pytest.raises(ValidationError) as refused:
        PurposeSchema().load(changed("fields", [wanted]))
    told = list(complaints(refused.value.messages))
    assert len(told) == 1 and told[0].startswith(f"{place}: ") and words in told[0]


def test_the_answer_that_a_service_takes_is_kept_and_an_optional_field_gets_one() -> None:
    named = PurposeSchema().load(changed("fields", [RAW | {"raw_reason": BOTH, "answer": "age_over_60"}])).fields[0]
    assert (named.answer, named.raw_reason_id, named.raw_reason_en) == ("age_over_60", "Teks.", "Text.")
    assert PurposeSchema().load(changed("fields", [RAW | {"raw_reason": BOTH}])).fields[0].answer == ""
    optional = RAW | {"raw_reason": BOTH, "required": False}
    assert PurposeSchema().load(changed("fields", [optional])).fields[0].answer == "age_over_17"


def test_an_answer_is_named_once_and_only_where_the_citizen_decides() -> None:
    twice = [RAW | {"raw_reason": BOTH, "answer": "age_over_17"}, RAW | {"key": "age_over_17"}]
    with pytest.raises(ValidationError, match="each field and each answer once"):
        PurposeSchema().load(changed("fields", twice))
    duty = changed("fields", twice[:1]) | {"basis": "legal_duty", "basis_reference": "UU 23/2006"}
    with pytest.raises(ValidationError, match="nobody chooses on this basis"):
        PurposeSchema().load(duty)
    silent = changed("fields", [RAW | {"raw_reason": BOTH, "required": False}])
    assert (
        PurposeSchema().load(silent | {"basis": "legal_duty", "basis_reference": "UU 23/2006"}).fields[0].answer == ""
    )
