"""Decisions: what a citizen's answer leads to, what is shown again, and what the ledger is told."""

import pytest

from consent import asks_kept
from consent.decisions import Granted, Refused, ShowAgain
from consent.deletion import asking
from consent.grants import State
from consent.purposes import Basis
from consent.sheets import Sheet
from consent.waiting.question import Over, Question
from tests.consent.conftest import BROWSER
from tests.consent.worlds import purpose, wanted

BIRTH = {"birth_date": "1995-08-17", "email": "siti@contoh.id"}


@pytest.fixture
def card(office):
    return office.register()


def test_the_sheet_shows_the_real_values_required_ticked_optional_not(office, card) -> None:
    siti = office.citizen(**BIRTH)
    sheet = office.sheet(office.ask(siti, card))
    shown = {line.wanted.key: (line.value.data, line.is_ticked, line.is_new) for line in sheet.lines}
    assert shown == {"age_over_17": (True, True, False), "email": ("siti@contoh.id", False, False)}
    assert sheet.lines[0].value.behind == {"birth_date": 1} and sheet.lines[0].value.is_derived
    assert sheet.reason == "new"


def test_yes_makes_a_grant_with_exactly_the_ticked_fields_and_an_entry(office, card) -> None:
    siti = office.citizen(**BIRTH)
    question = office.ask(siti, card)
    outcome = office.answer(question, ["age_over_17", "nik"])
    assert isinstance(outcome, Granted)
    grant = office.found(outcome.grant)
    assert (grant.granted, grant.refused, grant.state) == (("age_over_17",), ("email",), State.LIVE)
    assert (grant.ends_at - grant.given_at).days == 365
    entry = office.entries(grant)[0]
    assert (entry.type, entry.fields, entry.service, entry.purpose) == (
        "consent.given", ("age_over_17",), "library", "library-card@1",
    )  # fmt: skip
    assert entry.terms == {"once": False, "ends": int(grant.ends_at.timestamp())}
    with office.keeping() as session:
        kept = asks_kept.find(session, question.interaction)
    assert (kept.decision, kept.grant, kept.citizen) == ("allow", grant.id, siti)
    office.check_ledger()


def test_a_required_field_unticked_is_shown_again_and_nothing_is_decided(office, card) -> None:
    question = office.ask(office.citizen(**BIRTH), card)
    outcome = office.answer(question, ["email"])
    assert isinstance(outcome, ShowAgain) and outcome.missing == ("age_over_17",)
    assert isinstance(office.sheet(question), Sheet), "the question still waits"
    assert isinstance(office.answer(question, ["age_over_17"]), Granted)


def test_a_required_field_that_is_empty_cannot_be_agreed_to(office, card) -> None:
    bejo = office.citizen(email="bejo@contoh.id")
    question = office.ask(bejo, card)
    outcome = office.answer(question, ["age_over_17"])
    assert isinstance(outcome, ShowAgain) and outcome.unfilled == ("age_over_17",)
    office.fill(bejo, birth_date="1990-01-01")
    assert isinstance(office.answer(question, ["age_over_17"]), Granted)


def test_what_changed_between_page_and_answer_is_shown_again(office, card) -> None:
    siti = office.citizen(**BIRTH)
    question = office.ask(siti, card)
    before = office.sheet(question).proof
    office.fill(siti, email="lain@contoh.id")
    outcome = office.answer(question, ["age_over_17", "email"], proof=before)
    assert isinstance(outcome, ShowAgain) and outcome.has_changed
    assert isinstance(office.answer(question, ["age_over_17"]), Granted)


def test_the_proof_depends_on_the_language_that_was_shown(office, card) -> None:
    question = office.ask(office.citizen(**BIRTH), card)
    assert office.sheet(question, "id").proof != office.sheet(question, "en").proof


def test_no_is_an_answer_too_even_with_nothing_filled_in(office, card) -> None:
    question = office.ask(office.citizen(), card)
    outcome = office.answer(question, decision="deny")
    assert isinstance(outcome, Refused)
    assert office.found(outcome.grant).state is State.REFUSED
    assert office.kinds(outcome.grant) == ["consent.refused"]
    with office.keeping() as session:
        assert asks_kept.find(session, question.interaction).decision == "deny"
    office.check_ledger()


def test_an_answer_is_given_once(office, card) -> None:
    question = office.ask(office.citizen(**BIRTH), card)
    office.answer(question, ["age_over_17"])
    assert office.answer(question, ["age_over_17", "email"]) == Over("answered")
    assert office.answer(question, decision="deny") == Over("answered")


def test_a_question_raised_again_waits_again(office, card) -> None:
    siti = office.citizen(**BIRTH)
    question = office.ask(siti, card)
    office.answer(question, ["age_over_17"])
    with office.keeping() as session:
        kept = asks_kept.find(session, question.interaction)
    office.do(asks_kept.keep, kept)
    assert isinstance(office.sheet(question), Sheet)


@pytest.mark.parametrize("state", ["frozen", "closing", "closed"])
def test_an_account_that_is_not_active_answers_nothing(office, card, state) -> None:
    siti = office.citizen(**BIRTH)
    question = office.ask(siti, card)
    office.set_state(siti, state)
    assert office.answer(question, ["age_over_17"]) == Over("account_not_active")


def test_questions_that_cannot_be_answered_say_why(office, card) -> None:
    siti = office.citizen(**BIRTH)
    assert office.sheet(Question("no-such-interaction", siti, BROWSER)) == Over("unknown")
    foreign = office.ask(siti, card, browser=b"x" * 32)
    assert office.sheet(foreign) == Over("other_browser")
    assert office.answer(foreign, ["age_over_17"]) == Over("other_browser")
    late = office.ask(siti, card)
    office.now = office.now.replace(year=2041)
    assert office.sheet(late) == Over("expired")


def test_a_paused_or_replaced_purpose_cannot_be_answered(office, card) -> None:
    siti = office.citizen(**BIRTH)
    question = office.ask(siti, card)
    office.register(purpose(text_id="Lain."))
    assert office.sheet(question) == Over("purpose_gone")


def test_a_returning_citizen_keeps_answers_and_sees_what_is_new(office, card) -> None:
    siti = office.citizen(**BIRTH, full_name="SITI AMINAH")
    first = office.granted(siti, card, ["age_over_17", "email"])
    second = office.register(purpose(fields=(*card.fields, wanted("full_name", required=False))))
    sheet = office.sheet(office.ask(siti, second))
    shown = {line.wanted.key: (line.is_ticked, line.is_new) for line in sheet.lines}
    assert shown == {"age_over_17": (True, False), "email": (True, False), "full_name": (False, True)}
    assert sheet.reason == "changed"
    again = office.granted(siti, second, ["age_over_17", "full_name"])
    assert (again.id, again.tag) == (first.id, first.tag), "one grant, one tag"
    assert office.found(again).refused == ("email",)
    assert office.kinds(again) == ["consent.given", "consent.changed"]
    office.check_ledger()


def test_optional_fields_that_were_refused_stay_unticked(office, card) -> None:
    siti = office.citizen(**BIRTH)
    office.granted(siti, card, ["age_over_17"])
    sheet = office.sheet(office.ask(siti, card))
    assert {line.wanted.key: line.is_ticked for line in sheet.lines} == {"age_over_17": True, "email": False}
    assert sheet.reason == "again"


def test_a_run_out_consent_is_given_anew_with_a_new_end(office, card) -> None:
    siti = office.citizen(**BIRTH)
    first = office.granted(siti, card, ["age_over_17"])
    office.now = first.ends_at
    question = office.ask(siti, card)
    assert office.sheet(question).reason == "expired"
    again = office.answer(question, ["age_over_17"]).grant
    assert office.found(again).ends_at > first.ends_at
    office.check_ledger()


def test_after_the_worker_marked_it_a_run_out_consent_becomes_a_new_grant(office, card) -> None:
    siti = office.citizen(**BIRTH)
    first = office.granted(siti, card, ["age_over_17"])
    office.now = first.ends_at
    office.do(asking.expire, office.now)
    assert office.found(first).state is State.EXPIRED
    again = office.granted(siti, card, ["age_over_17"])
    assert again.id != first.id
    office.check_ledger()


def test_another_basis_ends_the_former_answer_and_begins_a_notice(office, card) -> None:
    siti = office.citizen(**BIRTH)
    first = office.granted(siti, card, ["age_over_17"])
    told = office.register(purpose(basis=Basis.PUBLIC_TASK, basis_reference="Perda 3/2020"))
    question = office.ask(siti, told)
    assert office.sheet(question).is_notice
    notice = office.answer(question, []).grant
    assert notice.is_notice and notice.granted == ("age_over_17", "email"), "a notice pretends no choice"
    assert office.found(first).state is State.REPLACED
    assert office.kinds(first) == ["consent.given", "consent.changed"]
    assert office.kinds(notice) == ["notice.shown"]
    office.check_ledger()


def test_one_off_answers_stand_side_by_side(office) -> None:
    once = office.register(purpose(once=True, lasts_days=None))
    siti = office.citizen(**BIRTH)
    first, second = (office.granted(siti, once, ["age_over_17"]) for _ in range(2))
    assert first.id != second.id and first.tag != second.tag
    assert office.found(first).state is State.LIVE
    assert first.versions == {"birth_date": 1}


def test_an_unverified_service_that_asks_for_more_keeps_what_was_answered(office) -> None:
    from consent import unverified
    from consent.registry.store import purposes

    told = unverified.Registration("Layanan baru")
    service = office.do(unverified.register, told, office.now)
    with office.keeping() as session:
        built_in = purposes(session, service)[0]
    siti = office.citizen(**BIRTH, full_name="SITI AMINAH")
    first = office.granted(siti, built_in, ["full_name"], requested=["full_name", "email", "nik"])
    assert (first.granted, first.refused) == (("full_name",), ("email",)), "the NIK is no standard claim"
    again = office.granted(siti, built_in, ["birth_date"], requested=["birth_date"])
    assert again.id == first.id
    assert (set(again.granted), set(again.refused)) == ({"full_name", "birth_date"}, {"email"})


def test_a_purpose_without_fields_needs_one_answer_and_gives_nothing(office) -> None:
    queue = office.register(purpose(key="queue-ticket", fields=()))
    grant = office.granted(office.citizen(), queue, [])
    assert (grant.granted, grant.refused) == ((), ())
    assert office.kinds(grant) == ["consent.given"]
    office.check_ledger()
