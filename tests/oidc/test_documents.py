"""A service gets a document by the same door: told of by size and digest, fetched by its address, entered each time."""

import hashlib

import pytest

from tests.consent.worlds import purpose, wanted
from tests.oidc.offices import Office
from tests.town import ISSUER
from tests.vault import files
from tests.vault.test_uploads import PAGE, Sender

FIELDS = (wanted("preferred_name", False), wanted("diploma_scan", False), wanted("ktp_scan", False))
DIPLOMA = "/profile/documents/diploma_scan"


@pytest.fixture
def siti(town):
    sender = Sender(town)
    assert sender.post(files.jpeg(900, 700, noise=60), DIPLOMA).status_code == 303
    assert sender.post(files.pdf()).status_code == 303
    return sender


@pytest.fixture
def office(town):
    return Office(town, purpose(fields=FIELDS))


def fetched(office, token: str, field: str = "diploma_scan", of: str = "library-card"):
    head = {"Authorization": f"Bearer {token}"}
    return office.http.get(f"/api/release/{of}/documents/{field}", headers=head, base_url=ISSUER)


def test_what_is_told_of_a_document_is_true_of_its_bytes(on_both, town, office, siti):
    tokens = office.granted(siti.browser, ("diploma_scan",))
    told = office.read(tokens["access_token"]).json["fields"]["diploma_scan"]
    assert told["href"] == f"{ISSUER}/api/release/library-card/documents/diploma_scan"
    answer = fetched(office, tokens["access_token"])
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert len(answer.data) == told["value"]["size"]
    assert hashlib.sha256(answer.data).hexdigest() == told["value"]["sha256"]
    claims = office.userinfo(tokens["access_token"])
    assert claims.json["diploma_scan"] == told["value"], "no claim carries a file along"
    assert len(claims.data) < 1_000
    releases = [body for body in town.check_ledger() if body["type"] == "release"]
    assert [body["fields"] for body in releases] == [["diploma_scan"]] * 3


def test_a_document_that_was_not_given_leaves_no_byte(town, office, siti):
    tokens = office.granted(siti.browser, ("diploma_scan",))
    for field, of, status in (
        ("ktp_scan", "library-card", 404), ("preferred_name", "library-card", 404), ("skck", "library-card", 403),
        ("diploma_scan", "another", 403),
    ):  # fmt: skip
        answer = fetched(office, tokens["access_token"], field, of)
        assert (answer.status_code, answer.mimetype) == (status, "application/json"), field
        assert b"%PDF" not in answer.data
    assert fetched(office, "nonsense").status_code == 401
    town.check_ledger()


def test_details_that_name_other_fields_open_no_document(office, siti):
    tokens = office.granted(siti.browser, ("preferred_name", "diploma_scan"), fields=["preferred_name"])
    assert fetched(office, tokens["access_token"]).status_code == 403


def test_what_is_taken_back_or_replaced_is_not_given(town, office, siti):
    tokens = office.granted(siti.browser, ("diploma_scan",))
    siti.post(files.jpeg(), DIPLOMA)
    assert len(fetched(office, tokens["access_token"]).data) < 20_000, "a lasting consent covers the present one"
    siti.browser.get("/consents")
    siti.browser.get(siti.browser.here.link("Tarik persetujuan"))
    siti.browser.confirm("/withdraw")
    assert fetched(office, tokens["access_token"]).status_code == 401
    town.check_ledger()


def test_a_one_off_consent_covers_the_document_that_was_shown(town, siti):
    office = Office(town, purpose(fields=FIELDS, once=True, lasts_days=None))
    tokens = office.granted(siti.browser, ("diploma_scan",))
    siti.post(files.jpeg(), DIPLOMA)
    answer = fetched(office, tokens["access_token"])
    assert (answer.status_code, "changed" in answer.json["error_description"]) == (404, True)
    assert siti.file(PAGE).startswith(b"%PDF")
