"""Taking along: every form of the download says the same, is what its shape says, and harms no spreadsheet."""

import csv
import io
import json

import jsonschema_rs
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from core.canonical import unb64
from demo.people import SITI
from tests.journeys.story import SITI as IDENTITY
from tests.journeys.story import open_account
from tests.town import ISSUER, PASSWORD, START
from tests.vault.test_catalogue import TODAY, value
from vault.schemas import download
from vault.takeout.shape import json_schema
from vault.takeout.table import HEAD, table


@pytest.fixture
def siti(town):
    browser = open_account(town, identity=IDENTITY)
    browser.get("/profile/employment")
    browser.submit("employer_name", {"employer_name": "=HYPERLINK(1)"}, ("save", "1"))
    return browser


def rows(text: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def proved(signed: dict) -> dict:
    """The claims of a signed file, verified by its public key alone."""
    head, body, signature = signed["jws"].split(".")
    key = Ed25519PublicKey.from_public_bytes(unb64(signed["key"]["x"]))
    key.verify(unb64(signature), f"{head}.{body}".encode())
    with pytest.raises(InvalidSignature):
        key.verify(unb64(signature), f"{head}.{body}x".encode())
    return json.loads(unb64(body))


def test_every_form_says_the_same(town, siti):
    page = siti.get("/profile/take-along")
    told = json.loads(siti.get(page.link("Berkas data (JSON)")).html)
    lines = {row["key"]: row for row in rows(siti.get(page.link("Tabel (CSV)")).html)}
    signed = json.loads(siti.get(page.link("Berkas bertanda tangan")).html)
    assert set(lines) == set(told["fields"]) == {"nik", "full_name", "birth_date", "employer_name"}
    for key, one in told["fields"].items():
        assert (lines[key]["words_id"].lstrip("'"), lines[key]["state"]) == (one["words"]["id"], one["state"])
    assert lines["employer_name"]["value"] == "'=HYPERLINK(1)", "no spreadsheet reckons with what a citizen typed"
    claims = proved(signed)
    assert (claims["iss"], claims["format"]) == (ISSUER, "sekali-takeout-1")
    assert claims["profile"]["fields"] == signed["profile"]["fields"] == told["fields"]
    shape = json.loads(siti.get("/profile-download.schema.json").html)
    jsonschema_rs.validate(shape, told)


def test_a_full_profile_is_of_its_shape_and_a_foreign_member_is_not(cabinet):
    citizen = cabinet.citizen(**SITI.profile)
    told = download(cabinet.read(citizen), TODAY, START)
    shape = json_schema(ISSUER)
    assert jsonschema_rs.meta.is_valid(shape)
    jsonschema_rs.validate(shape, told)
    for wrong in (told | {"more": 1}, told | {"fields": {"unknown": told["fields"]["nik"]}}, {"format": "x"}):
        with pytest.raises(jsonschema_rs.ValidationError):
            jsonschema_rs.validate(shape, wrong)


def test_a_table_has_a_line_of_names_and_quotes_everything():
    text = table({"school_name": value("school_name", 'SMK "1", Probolinggo'), "email": value("email", "+a@b.id")})
    assert text.splitlines()[0] == ",".join(f'"{name}"' for name in HEAD)
    first, second = rows(text)
    assert (first["value"], second["value"]) == ('SMK "1", Probolinggo', "'+a@b.id")
    assert rows(table({})) == []


def test_who_froze_their_data_may_still_take_it_along(town, siti):
    siti.get("/rights/freeze")
    siti.post("/rights/freeze", siti.here.forms[-1].data())
    assert json.loads(siti.get("/profile/download").html)["fields"]
    assert PASSWORD not in siti.get("/profile/take-along").html
