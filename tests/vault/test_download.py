"""The citizen's own file: it loads through its schema and comes back the same, and nothing else does."""

import json

import pytest
from marshmallow import ValidationError

from demo.people import SITI
from tests.town import START
from tests.vault.test_catalogue import TODAY, value
from vault import agency_papers, catalogue
from vault.schemas import DownloadSchema, download


@pytest.fixture
def filled(cabinet):
    citizen = cabinet.citizen(**SITI.profile)
    cabinet.confirm(citizen, *SITI.checked)
    for field, (data, paper) in SITI.papers.items():
        cabinet.do(agency_papers.enter, "officer-1", citizen, field, data, paper, START)
    return cabinet.read(citizen)


def test_a_full_profile_loads_and_comes_back_the_same(filled):
    text = json.dumps(download(filled, TODAY, START))
    loaded = DownloadSchema().loads(text)
    assert DownloadSchema().dump(loaded) == json.loads(text)
    assert loaded["made_at"] == START
    assert set(loaded["values"]) == set(catalogue.FIELDS) - set(catalogue.DOCUMENTS)
    for key, one in loaded["values"].items():
        stored = filled[key]
        assert (one["value"], one["state"], one["version"]) == (stored.data, stored.state, stored.version)
        assert one["as_of"] == stored.as_of
    assert loaded["values"]["nik"]["source"] == "officer", "which officer it was goes with no file"
    assert {loaded["values"][key]["pdp_class"] for key in ("nik", "income_band")} == {"U", "S"}


def test_an_empty_profile_is_a_file_too():
    told = download({}, TODAY, START)
    assert DownloadSchema().load(told)["values"] == {}


def test_an_authority_is_named():
    known = value("npwp", "3574015708959001", "authority_matched")
    told = download({"npwp": type(known)("npwp", known.data, known.state, "authority:DJP", START, 1)}, TODAY, START)
    assert DownloadSchema().load(told)["values"]["npwp"]["source"] == "authority:DJP"


@pytest.mark.parametrize(
    "change",
    [
        {"format": "sekali-profile-2"},
        {"more": 1},
        {"made_at": "kemarin"},
        {"fields": {"tidakada": {}}},
        {"fields": {"nib": {"value": "1234567890123"}}},
        {"fields": []},
    ],
)
def test_another_shape_is_refused(change):
    told = download({"nib": value("nib", "1234567890123")}, TODAY, START)
    with pytest.raises(ValidationError):
        DownloadSchema().load(told | change)


@pytest.mark.parametrize(
    "change",
    [
        {"class": "X"},
        {"state": "checked"},
        {"source": "officer:officer-1"},
        {"version": 0},
        {"version": "1"},
        {"value": None},
        {"as_of": "24-11-2026"},
        {"label": "NIB"},
        {"owner": "SITI"},
    ],
)
def test_another_shape_of_a_value_is_refused(change):
    told = download({"nib": value("nib", "1234567890123")}, TODAY, START)
    told["fields"]["nib"] |= change
    with pytest.raises(ValidationError):
        DownloadSchema().load(told)


def test_a_code_is_told_in_words_too() -> None:
    account = {"bank_code": "114", "number": "0000000001", "holder_name": "SITI AMINAH"}
    told = download({"bank_account": value("bank_account", account)}, TODAY, START)["fields"]["bank_account"]
    assert told["value"] == account
    assert told["words"]["id"].startswith("Bank Jatim (114), ")
