"""Every read has a receipt: the service finds it by a header of the answer, the citizen in the log of who saw their data."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from core.canonical import unb64
from ledger import checkpoints
from ledger.verify.report import GOOD
from ledger.verify.verification import verify
from tests.oidc.test_endpoints import Party, signed_in
from tests.town import ISSUER


@pytest.fixture
def party(town):
    return Party(town)


def read(town, party):
    """A read with its answer, and the browser of the citizen."""
    browser, tokens = signed_in(town, party)
    return browser, party.userinfo(tokens["access_token"])


def fetch(party, address: str):
    return party.http.get(address.removeprefix(ISSUER), auth=(party.id, party.secret), base_url=ISSUER)


def test_the_answer_names_the_receipt_which_its_service_fetches(town, party, on_both):
    _, answer = read(town, party)
    address = answer.headers["Sekali-Receipt"]
    found = fetch(party, address).json
    told = found["receipt"]
    assert (told["format"], told["iss"], told["purpose"]["reference"]) == ("sekali-disclosure-1", ISSUER, "sign-in@1")
    assert [one["key"] for one in told["granted"]] == ["full_name"]
    assert f"{ISSUER}/api/receipts/{told['ledger'][0]['index']}" == address
    signed, _, signature = found["jws"].rpartition(".")
    Ed25519PublicKey.from_public_bytes(unb64(found["key"]["x"])).verify(unb64(signature), signed.encode())
    assert json.loads(unb64(signed.partition(".")[2])) == told
    assert found["entry"]["proof"] is None, "no checkpoint was signed since"
    assert json.loads(found["entry"]["body"])["type"] == "release"
    assert "SITI" not in str(found) and "citizen" not in str(told)
    town.check_ledger()
    assert "tlog-proof" in fetch(party, address).json["entry"]["proof"]


def test_nobody_fetches_the_receipt_of_another_or_of_what_is_no_read(town, party):
    _, answer = read(town, party)
    address = answer.headers["Sekali-Receipt"]
    assert fetch(Party(town), address).status_code == 404
    assert fetch(party, f"{ISSUER}/api/receipts/0").status_code == 404
    assert fetch(party, f"{ISSUER}/api/receipts/{10**30}").status_code == 404
    assert party.http.get(address.removeprefix(ISSUER), base_url=ISSUER).status_code == 401


def test_the_citizens_receipt_is_checked_offline(town, party, tmp_path, on_both):
    browser, _ = read(town, party)
    page = browser.get("/access-log")
    text = browser.get(page.link("/receipt/download")).html
    told = json.loads(text)
    assert told["entries"][0]["opening"] and told["receipt"]["jti"]
    path = tmp_path / "sekali-disclosure.json"
    path.write_text(text)
    key = checkpoints.verifier_key("localhost:8000/ledger", town.keys.ledger_public)
    report = verify(path, [key])
    assert report.exit_code == GOOD, report.sentences()
    path.write_text(text.replace('"key": "full_name"', '"key": "nik"'))
    assert verify(path, [key]).exit_code != GOOD


def test_a_citizen_has_no_receipt_of_anothers_read(town, party):
    _, answer = read(town, party)
    index = answer.headers["Sekali-Receipt"].rsplit("/", 1)[1]
    from tests.journeys.story import open_account

    other = open_account(town, "lain@contoh.id")
    assert other.get(f"/access-log/{index}/receipt/download").status == 404
    assert other.get(f"/access-log/{10**30}/receipt/download").status == 404
