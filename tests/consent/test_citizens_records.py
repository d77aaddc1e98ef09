"""What a citizen does with answers: change, object, receipts, and who saw my data."""

import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from consent import access_log, receipts, withdrawal
from consent.answers.overview import overview
from consent.decisions import Reply, ShowAgain
from consent.objections import Ground
from consent.purposes import Basis
from consent.withdrawal import Answered, NotPossible
from core.canonical import unb64
from tests.consent.conftest import words
from tests.consent.worlds import purpose

BIRTH = {"birth_date": "1995-08-17", "email": "siti@contoh.id"}
ISSUER = "https://sekali.example"


@pytest.fixture
def siti(office):
    return office.citizen(**BIRTH)


@pytest.fixture
def grant(office, siti):
    return office.granted(siti, office.register(), ["age_over_17"])


def change(office, grant, fields, proof=None):
    with office.keeping() as session:
        sheet = withdrawal.show_change(session, office.keys, grant.citizen, grant.id, "id", words, office.now)
    reply = Reply("allow", frozenset(fields), proof or sheet.proof, "id")
    return office.do(withdrawal.change, office.keys, grant.citizen, grant.id, reply, words, office.now)


def test_optional_fields_are_ticked_and_unticked_under_the_same_tag(office, grant) -> None:
    office.now += timedelta(days=30)
    assert isinstance(change(office, grant, ["email"]), Answered)
    changed = office.found(grant)
    assert changed.granted == ("age_over_17", "email"), "a required field stays without a tick"
    assert (changed.tag, changed.ends_at) == (grant.tag, grant.ends_at), "the end stays where it was"
    assert set(office.read(grant).values) == {"age_over_17", "email"}
    change(office, grant, [])
    assert office.read(grant).refused == {"email": "refused"}
    assert office.kinds(grant) == ["consent.given", "consent.changed", "release", "consent.changed", "release"]
    office.check_ledger()


def test_a_change_of_something_else_than_was_shown_is_shown_again(office, grant) -> None:
    assert isinstance(change(office, grant, ["email"], proof=b"x"), ShowAgain)
    assert office.found(grant).granted == ("age_over_17",)


def test_an_ended_consent_cannot_be_changed(office, grant) -> None:
    office.do(withdrawal.withdraw, office.keys, grant.citizen, grant.id, office.now)
    with office.keeping() as session:
        shown = withdrawal.show_change(session, office.keys, grant.citizen, grant.id, "id", words, office.now)
    assert isinstance(shown, NotPossible)


def test_a_notice_is_objected_to_and_not_withdrawn(office, siti) -> None:
    told = office.register(purpose(basis=Basis.LEGAL_DUTY, basis_reference="UU 23/2006"))
    notice = office.granted(siti, told, [])
    assert isinstance(office.do(withdrawal.withdraw, office.keys, siti, notice.id, office.now), NotPossible)
    objection = office.do(withdrawal.object_to, siti, notice.id, Ground.WRONG_DATA, office.now)
    assert objection.number.startswith("K-") and len(objection.number) == 10
    with office.keeping() as session:
        seen = overview(session, siti, office.now)
    assert [one.objection.number for one in seen.notices] == [objection.number] and not seen.live
    assert set(office.read(notice).values) == {"age_over_17", "email"}


def test_a_consent_is_not_objected_to(office, grant) -> None:
    assert isinstance(office.do(withdrawal.object_to, grant.citizen, grant.id, Ground.OTHER, office.now), NotPossible)


def test_the_overview_sorts_answers_into_what_holds_and_what_is_over(office, siti, grant) -> None:
    once = office.granted(siti, office.register(purpose(key="once", once=True, lasts_days=None)), ["age_over_17"])
    refused = office.answer(office.ask(siti, office.register(purpose(key="no"))), decision="deny").grant
    with office.keeping() as session:
        seen = overview(session, siti, office.now)
    assert {one.grant.id for one in seen.live} == {grant.id, once.id}
    assert {one.grant.id: (one.can_withdraw, one.can_change) for one in seen.all} == {
        grant.id: (True, True), once.id: (True, False), refused.id: (False, False),
    }  # fmt: skip
    office.now = grant.ends_at
    with office.keeping() as session:
        later = overview(session, siti, office.now)
    assert not later.live and {one.state for one in later.ended} == {"expired", "refused"}


def test_a_receipt_is_signed_and_names_its_entries_and_no_value(office, siti, grant) -> None:
    office.read(grant)
    other = office.citizen()
    with office.keeping() as session:
        receipt = receipts.receipt(session, office.keys, ISSUER, siti, grant.id, office.now)
        assert receipts.receipt(session, office.keys, ISSUER, other, grant.id, office.now) is None
    signed, _, signature = receipt.jws.rpartition(".")
    key = Ed25519PublicKey.from_public_bytes(unb64(receipt.key["x"]))
    key.verify(unb64(signature), signed.encode())
    claims = json.loads(unb64(signed.split(".")[1]))
    assert claims == receipt.claims
    assert [entry["type"] for entry in claims["ledger"]] == ["consent.given"]
    assert claims["ledger"][0]["index"] == office.entries(grant)[0].index
    assert claims["granted"][0]["key"] == "age_over_17" and claims["refused"][0]["key"] == "email"
    assert "siti@contoh.id" not in json.dumps(claims) and "1995" not in json.dumps(claims)


def test_who_saw_my_data(office, siti, grant) -> None:
    queue = office.granted(siti, office.register(purpose(key="queue", fields=())), [])
    other = office.granted(office.citizen(**BIRTH), office.register(purpose(key="other")), ["age_over_17"])
    for read in (grant, queue, other, grant):
        office.read(read)
    with office.keeping() as session:
        page = access_log.page(session, siti, None, None)
        none = access_log.page(session, siti, "nobody", None)
    assert [(access.purpose.key, access.fields) for access in page.accesses] == [
        ("library-card", ("age_over_17",)), ("queue", ()), ("library-card", ("age_over_17",)),
    ]  # fmt: skip
    assert [access.index for access in page.accesses] == sorted(
        (access.index for access in page.accesses), reverse=True
    )
    assert page.older is None and not none.accesses


def test_a_long_log_goes_on_page_by_page_and_whole_as_data(office, siti, grant, monkeypatch) -> None:
    monkeypatch.setattr(access_log, "PAGE", 2)
    for _ in range(5):
        office.read(grant)
    with office.keeping() as session:
        first = access_log.page(session, siti, None, None)
        second = access_log.page(session, siti, "library", first.older)
        everything = list(access_log.as_data(session, siti, None))
    assert [len(first.accesses), len(second.accesses), len(everything)] == [2, 2, 5]
    assert len({one["entry"] for one in everything}) == 5
    assert everything[0]["fields"] == ["age_over_17"] and everything[0]["service"]["key"] == "library"
