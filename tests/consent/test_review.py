"""Review: nobody is asked before a data-protection officer has read the purpose; the citizen reads what changed."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from consent import renewal
from consent.decisions import Reply, ShowAgain
from consent.grants import Refusal
from consent.purposes import SIGN_IN
from consent.registry import store as registry
from consent.registry.changes import RegistryError
from consent.release import Released
from consent.review import judging, proposing, store
from consent.review.differences import Kind, differences, words_between
from consent.review.judging import NotYours
from consent.review.proposals import State, content_of, purpose_in
from consent.withdrawal import Answered, NotPossible
from tests.consent.conftest import words
from tests.consent.worlds import purpose, wanted

HOUSE = Path(__file__).resolve().parents[2]
BIRTH = {"birth_date": "1995-08-17", "email": "siti@contoh.id", "phone": "+6281234567890"}


def propose(office, of=None, staff="operator", **more):
    return office.do(
        proposing.propose, office.keys, "library", of or purpose(), office.now, staff=staff, **more
    )  # fmt: skip


def approve(office, proposal, staff="dpo-1"):
    return office.do(judging.approve, office.keys, proposal.id, staff, office.now)


def present(office):
    with office.keeping() as session:
        return registry.present_version(session, office.service.id, "library-card")


def found(office, proposal):
    with office.keeping() as session:
        return store.find(session, proposal.id)


def test_what_is_proposed_is_asked_once_somebody_else_approved_it(office) -> None:
    proposal = propose(office)
    assert present(office) is None
    assert isinstance(approve(office, proposal, staff="operator"), NotYours), "four eyes"
    approved = approve(office, proposal)
    assert (approved.state, approved.version) == (State.APPROVED, 1)
    assert present(office).fields == purpose().fields
    assert isinstance(approve(office, proposal), NotYours), "once"
    again = propose(office, purpose(text_id="Lain."))
    (waiting,) = office.do(judging.queue)
    assert (waiting.present.version, waiting.service.key) == (1, "library")
    assert approve(office, again).version == 2
    office.check_ledger()


def test_what_is_returned_has_its_remark_and_can_be_proposed_anew(office) -> None:
    proposal = propose(office)
    office.do(judging.send_back, office.keys, proposal.id, "dpo-1", "Alasan kurang.", office.now)
    returned = found(office, proposal)
    assert (returned.state, returned.remark, returned.reviewed_by) == (State.RETURNED, "Alasan kurang.", "dpo-1")
    assert isinstance(approve(office, proposal), NotYours)
    propose(office)
    assert found(office, proposal).state is State.SUPERSEDED
    office.check_ledger()


def test_a_draft_waits_for_nobody_and_the_built_in_purpose_is_ours(office) -> None:
    draft = propose(office, draft=True)
    assert office.do(judging.queue) == () and isinstance(approve(office, draft), NotYours)
    office.do(proposing.submit, office.keys, "library", draft.id, office.now, staff="operator")
    assert isinstance(approve(office, draft), type(draft))
    with pytest.raises(RegistryError, match="key_reserved"):
        propose(office, purpose(key=SIGN_IN))
    with pytest.raises(RegistryError, match="unknown_proposal"):
        office.do(proposing.submit, office.keys, "library", draft.id, office.now, staff="operator")


def test_what_is_kept_of_a_proposal_is_all_of_it() -> None:
    told = purpose(id="", service="s", version=0, automated=True, abroad="Singapura", dpia="DPIA-7")
    assert purpose_in("s", content_of(told)) == told


def test_only_an_approval_puts_a_purpose_into_the_registry() -> None:
    callers = set()
    for path in HOUSE.rglob("*.py"):
        if path.parts[len(HOUSE.parts)] in {"tests", ".venv"}:
            continue
        calls = [node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
        if any(isinstance(one, ast.Attribute) and one.attr == "add_purpose" for one in calls):
            callers.add(str(path.relative_to(HOUSE)))
    # The store's own callers: the deed, and the built-in purpose of a service that registered itself.
    assert callers == {"consent/review/judging.py", "consent/registry/changes.py", "consent/unverified.py"}


def test_differences_tell_what_is_new_what_is_gone_and_which_words(office) -> None:
    before = {"a": "satu dua tiga", "b": "tetap", "c": "pergi"}
    after = {"a": "satu empat tiga", "b": "tetap", "d": "baru"}
    told = {
        one.name: (one.kind, [(piece.kind, piece.text) for piece in one.pieces]) for one in differences(before, after)
    }
    assert told == {
        "a": (Kind.CHANGED, [(Kind.SAME, "satu"), (Kind.GONE, "dua"), (Kind.NEW, "empat"), (Kind.SAME, "tiga")]),
        "d": (Kind.NEW, [(Kind.NEW, "baru")]),
        "c": (Kind.GONE, [(Kind.GONE, "pergi")]),
    }
    assert words_between("", "a b") == words_between("", "a b") and differences(before, before) == ()


@pytest.fixture
def replaced(office):
    """A consent whose purpose has another version now, with one field more."""
    siti = office.citizen(**BIRTH)
    grant = office.granted(siti, office.register(), ["age_over_17", "email"])
    office.read(grant)
    office.register(purpose(text_id="Lain.", fields=(wanted("age_over_17"), wanted("phone", required=False))))
    return grant


def sheet(office, grant):
    with office.keeping() as session:
        return renewal.show(session, office.keys, grant.citizen, grant.id, "id", words, office.now)


def renew(office, grant, fields, proof=None):
    reply = Reply("allow", frozenset(fields), proof or sheet(office, grant).proof, "id")
    return office.do(renewal.renew, office.keys, grant.citizen, grant.id, reply, words, office.now)


def test_a_new_version_is_accepted_where_consents_are_kept_and_reads_go_on(office, replaced) -> None:
    assert office.read(replaced) is Refusal.CHANGED
    shown = sheet(office, replaced)
    assert (shown.reason, shown.former.version, shown.ask.purpose.version) == ("changed", 1, 2)
    assert {line.wanted.key: (line.is_new, line.is_ticked) for line in shown.lines} == {
        "age_over_17": (False, True), "phone": (True, False),
    }  # fmt: skip
    assert isinstance(renew(office, replaced, ["age_over_17"]), Answered)
    renewed = office.found(replaced)
    assert (renewed.granted, renewed.refused, renewed.tag) == (("age_over_17",), ("phone",), replaced.tag)
    assert isinstance(office.read(replaced), Released)
    assert office.kinds(replaced) == ["consent.given", "release", "consent.changed", "release"]
    assert isinstance(sheet(office, replaced), NotPossible), "it is answered"
    office.check_ledger()


def test_a_required_field_must_be_ticked_and_what_was_shown_must_still_stand(office, replaced) -> None:
    assert renew(office, replaced, []).missing == ("age_over_17",)
    assert isinstance(renew(office, replaced, ["age_over_17"], proof=b"x"), ShowAgain)
    assert office.read(replaced) is Refusal.CHANGED


def test_who_does_nothing_lets_it_rest_until_it_ends(office, replaced) -> None:
    office.now = replaced.ends_at
    assert isinstance(sheet(office, replaced), NotPossible)
    assert isinstance(sheet(office, replace(replaced, citizen=office.citizen())), NotPossible)
