"""A receipt that a citizen took home: checked without us, also when the account is gone; and nothing in it can be changed."""

import copy
import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from accounts import closing
from consent import receipts, withdrawal
from core.environment import checked
from core.settings import Settings
from keys.ring import generate
from ledger import publishing, writer
from ledger.checkpoints import verifier_key
from ledger.entries import Draft, EntryType
from ledger.receipt_cli import verify as command
from ledger.verify.verification import verify
from tests.ledger.succession import announce, promote

SETTINGS = checked(Settings(issuer="https://sekali.example", database_url="sqlite://", keys_file="/nowhere"))


@pytest.fixture
def siti(office):
    return office.citizen(birth_date="1995-08-17", email="siti@contoh.id")


def taken_home(office, citizen: str, grant: str) -> dict:
    with office.keeping() as session, session.begin():
        found = receipts.receipt(session, office.keys, SETTINGS.issuer, citizen, grant, office.now)
        proven = receipts.proven(session, office.keys, SETTINGS, citizen, found, office.now)
    return {"receipt": found.claims, "jws": found.jws, "key": found.key, **proven}


def checked_file(data: dict, office, folder: Path, key: str = ""):
    path = folder / "receipt.json"
    path.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
    return verify(path, [key or verifier_key(SETTINGS.ledger_origin, office.keys.ledger_public)])


def given(office, siti):
    return office.granted(siti, office.register(), ["age_over_17"])


def test_every_kind_of_decision_is_proved(office, siti, tmp_path) -> None:
    grant = given(office, siti)
    office.read(grant)
    good = checked_file(taken_home(office, siti, grant.id), office, tmp_path)
    assert (good.sentences(), good.exit_code, good.kind) == (
        [f"Good: {good.size} entries of sekali.example/ledger stand as they were signed (1 consent.given)."], 0, "receipt",
    )  # fmt: skip
    refused = office.answer(office.ask(siti, office.register()), decision="deny").grant
    office.do(withdrawal.withdraw, office.keys, siti, grant.id, office.now)
    for one, kinds in ((refused, {"consent.refused"}), (grant, {"consent.given", "consent.withdrawn"})):
        report = checked_file(taken_home(office, siti, one.id), office, tmp_path)
        assert (report.findings, set(report.counts)) == ([], kinds)


def test_it_is_proved_after_the_erasure(office, siti, tmp_path) -> None:
    grant = given(office, siti)
    mine = taken_home(office, siti, grant.id)
    office.do(closing.begin, office.keys, siti, timedelta(0), office.now)
    assert office.do(closing.erase, office.keys, siti, office.now)
    assert checked_file(mine, office, tmp_path).exit_code == 0


CHANGES = {
    "a field more": lambda data: data["receipt"]["granted"].append({"key": "nik", "id": "NIK", "en": "NIK"}),
    "another service": lambda data: data["receipt"]["service"].update(key="tax"),
    "another purpose": lambda data: data["receipt"]["purpose"].update(reference="library-card@7"),
    "other evidence": lambda data: data["receipt"].update(evidence="A" * 43),
    "another answer": lambda data: data["receipt"].update(jti="x"),
    "another leaf": lambda data: data["receipt"]["ledger"][0].update(leaf="A" * 43),
    "another body": lambda data: data["entries"][0].update(body=data["entries"][0]["body"].replace("age_over_17", "age_over_18")),
    "another opening": lambda data: data["entries"][0].update(opening="AAAA" + data["entries"][0]["opening"][4:]),
    "another place": lambda data: data["entries"][0].update(proof=data["entries"][0]["proof"].replace("index ", "index 1", 1)),
    "no entry": lambda data: data["entries"].clear(),
    "another signature": lambda data: data.update(jws=data["jws"][:-10] + "AAAAAAAA" + data["jws"][-2:]),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_nothing_in_it_can_be_changed(office, siti, tmp_path, name) -> None:
    data = copy.deepcopy(taken_home(office, siti, given(office, siti).id))
    CHANGES[name](data)
    assert checked_file(data, office, tmp_path).exit_code in {1, 2}


FORGED = ("a field more", "another service", "another purpose", "other evidence", "another answer")


@pytest.mark.parametrize("name", FORGED)
def test_a_receipt_signed_by_whoever_likes_is_still_judged_by_the_ledger(office, siti, tmp_path, name) -> None:
    """The receipt's own key is in the file: what counts is what the entry and its opening say."""
    data = copy.deepcopy(taken_home(office, siti, given(office, siti).id))
    CHANGES[name](data)
    forger = generate()
    data |= {"jws": forger.sign_receipt(data["receipt"]), "key": forger.receipt_public_jwk}
    report = checked_file(data, office, tmp_path)
    assert report.exit_code == 1
    assert {finding.code for finding in report.findings} == {"receipt"}
    assert all(finding.entry is not None for finding in report.findings)


def test_another_ledgers_key_anchors_nothing(office, siti, tmp_path) -> None:
    other = verifier_key(SETTINGS.ledger_origin, generate().ledger_public)
    assert checked_file(taken_home(office, siti, given(office, siti).id), office, tmp_path, other).exit_code == 2


def test_the_command(office, siti, tmp_path) -> None:
    data = taken_home(office, siti, given(office, siti).id)
    checked_file(data, office, tmp_path)
    key = verifier_key(SETTINGS.ledger_origin, office.keys.ledger_public)
    done = CliRunner().invoke(command, ["receipt", str(tmp_path / "receipt.json"), "--key", key])
    assert (done.exit_code, done.output.startswith("Good: ")) == (0, True)
    (tmp_path / "receipt.json").write_text("{\n}")
    assert CliRunner().invoke(command, ["receipt", str(tmp_path / "receipt.json"), "--key", key]).exit_code == 2


def test_a_receipt_leads_from_the_first_key_over_a_handover(office, siti, tmp_path) -> None:
    grant = given(office, siti).id
    first, office.keys = verifier_key(SETTINGS.ledger_origin, office.keys.ledger_public), announce(office.keys)
    with office.keeping() as session, session.begin():
        publishing.hand_over(session, office.keys, SETTINGS.ledger_origin, office.now)
    office.keys = promote(office.keys)
    with office.keeping() as session, session.begin():
        writer.append(session, office.keys, None, Draft(EntryType.STAFF_ACT, office.now, writer.new_tag(), "system"))
    with office.keeping() as session, session.begin():
        publishing.publish(session, office.keys, SETTINGS.ledger_origin, office.now)
    data = taken_home(office, siti, grant)
    assert len(data["handovers"]) == 1
    report = checked_file(data, office, tmp_path, first)
    assert report.exit_code == 0, report.sentences()
    assert checked_file(data | {"handovers": []}, office, tmp_path, first).exit_code == 2
