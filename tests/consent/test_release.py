"""Release: the one door, every read an entry, and nothing after the end."""

from datetime import timedelta

import pytest

from consent import withdrawal
from consent.grants import Refusal, State
from consent.registry import changes
from consent.release import Permitted, Released, release
from consent.withdrawal import Answered, NotPossible
from ledger import search
from tests.consent.worlds import purpose, wanted

BIRTH = {"birth_date": "1995-08-17", "email": "siti@contoh.id"}


@pytest.fixture
def siti(office):
    return office.citizen(**BIRTH)


@pytest.fixture
def grant(office, siti):
    return office.granted(siti, office.register(), ["age_over_17"])


@pytest.fixture
def once(office, siti):
    return office.granted(
        siti, office.register(purpose(key="once", once=True, lasts_days=None)), ["age_over_17", "email"]
    )


def test_only_what_was_given_leaves_and_every_read_is_an_entry(office, grant) -> None:
    released = office.read(grant)
    assert {key: value.data for key, value in released.values.items()} == {"age_over_17": True}
    assert released.refused == {"email": "refused"}
    office.read(grant)
    assert office.kinds(grant) == ["consent.given", "release", "release"]
    entry = office.entries(grant)[1]
    assert (entry.index, entry.fields, entry.actor, entry.service) == (
        released.entry,
        ("age_over_17",),
        "service",
        "library",
    )
    office.check_ledger()


def test_the_service_may_want_less_and_gets_nothing_for_wanting_more(office, grant) -> None:
    assert office.read(grant, ["email", "nik"]).values == {}
    assert office.read(grant, ["email", "nik"]).refused == {"email": "refused"}
    assert office.entries(grant)[-1].fields == ()


def test_a_read_without_any_field_is_an_entry_too(office, siti) -> None:
    queue = office.granted(siti, office.register(purpose(key="queue", fields=())), [])
    assert office.read(queue) == Released({}, {}, office.entries(queue)[-1].index, {})
    assert office.kinds(queue) == ["consent.given", "release"]
    office.check_ledger()


def test_an_ongoing_consent_gives_the_present_value(office, siti) -> None:
    grant = office.granted(siti, office.register(), ["age_over_17", "email"])
    office.fill(siti, email="baru@contoh.id")
    value = office.read(grant).values["email"]
    assert (value.data, value.version, value.state) == ("baru@contoh.id", 2, "self_declared")


def test_a_derived_answer_is_as_old_and_as_weak_as_its_sources(office, siti, grant) -> None:
    office.now += timedelta(days=3)
    value = office.read(grant).values["age_over_17"]
    assert value.is_derived and value.as_of == office.now - timedelta(days=3)


def test_a_withdrawn_consent_gives_nothing_from_then_on(office, grant) -> None:
    assert isinstance(office.do(withdrawal.withdraw, office.keys, grant.citizen, grant.id, office.now), Answered)
    assert office.read(grant) is Refusal.WITHDRAWN
    assert office.kinds(grant) == ["consent.given", "consent.withdrawn"]
    assert isinstance(office.do(withdrawal.withdraw, office.keys, grant.citizen, grant.id, office.now), NotPossible)
    office.check_ledger()


def test_nobody_withdraws_for_another(office, grant) -> None:
    other = office.citizen()
    assert isinstance(office.do(withdrawal.withdraw, office.keys, other, grant.id, office.now), NotPossible)
    assert isinstance(office.read(grant), Released)


def test_a_consent_ends_with_its_time_before_any_worker_looked(office, grant) -> None:
    office.now = grant.ends_at - timedelta(seconds=1)
    assert isinstance(office.read(grant), Released)
    office.now = grant.ends_at
    assert office.read(grant) is Refusal.EXPIRED


@pytest.mark.parametrize("state", ["frozen", "closing", "closed"])
def test_an_account_that_is_not_active_gives_nothing(office, grant, state) -> None:
    office.set_state(grant.citizen, state)
    assert office.read(grant) is (Refusal.FROZEN if state == "frozen" else Refusal.ACCOUNT_NOT_ACTIVE)


def test_pausing_disabling_and_changing_end_reads_at_once(office, grant) -> None:
    library, staff = office.service.key, "operator"
    office.do(changes.pause_purpose, office.keys, library, "library-card", office.now, staff=staff)
    assert office.read(grant) is Refusal.PAUSED
    office.do(changes.pause_purpose, office.keys, library, "library-card", office.now, staff=staff, resume=True)
    assert isinstance(office.read(grant), Released)
    office.register(purpose(text_id="Lain."))
    assert office.read(grant) is Refusal.CHANGED
    office.do(changes.disable_service, office.keys, library, office.now, staff=staff)
    assert office.read(grant) is Refusal.SERVICE_DISABLED


def test_an_unknown_grant_gives_nothing(office) -> None:
    assert office.do(release, office.keys, Permitted("no-such-grant", "t", True), None, office.now) is Refusal.UNKNOWN


def test_a_refused_request_gives_nothing(office, siti) -> None:
    card = office.register()
    refused = office.answer(office.ask(siti, card), decision="deny").grant
    assert office.read(refused) is Refusal.WITHDRAWN


def test_a_one_off_is_spent_by_its_first_token_which_may_repeat_for_a_minute(office, once) -> None:
    assert set(office.read(once).values) == {"age_over_17", "email"}
    assert office.found(once).state is State.SPENT
    assert office.read(once, token="token-2") is Refusal.SPENT
    office.now += timedelta(seconds=60)
    assert set(office.read(once).values) == {"age_over_17", "email"}
    office.now += timedelta(seconds=1)
    assert office.read(once) is Refusal.SPENT
    assert office.kinds(once) == ["consent.given", "release", "release"]
    office.check_ledger()


@pytest.fixture
def counted(office, siti):
    return office.granted(siti, office.register(purpose(key="counted", reads=3)), ["age_over_17", "email"])


def test_a_counted_consent_gives_so_many_readings_and_each_may_be_repeated(office, siti, counted) -> None:
    for token in ("token-1", "token-1", "token-2"):
        assert isinstance(office.read(counted, token=token), Released)
    assert (office.found(counted).used, office.found(counted).state) == (2, State.LIVE), "a repeat is not another one"
    office.now += timedelta(seconds=61)
    office.fill(siti, email="baru@contoh.id")
    assert office.read(counted, token="token-1").values["email"].data == "baru@contoh.id", "the present value"
    assert (office.found(counted).used, office.found(counted).state) == (3, State.SPENT)
    assert isinstance(office.read(counted, token="token-1"), Released)
    assert office.read(counted, token="token-2") is Refusal.SPENT
    office.now += timedelta(seconds=61)
    assert office.read(counted, token="token-1") is Refusal.SPENT
    assert [entry.count for entry in office.entries(counted)] == [3, 1, 1, 2, 3, 3]
    office.check_ledger()


def test_a_spent_counted_consent_is_asked_anew_and_begins_anew(office, siti) -> None:
    twice = office.register(purpose(key="twice", reads=2))
    grant = office.granted(siti, twice, ["age_over_17"])
    for token in ("a", "b"):
        office.read(grant, token=token)
    again = office.granted(siti, twice, ["age_over_17"])
    assert (again.id != grant.id, again.used, again.reads) == (True, 0, 2)
    assert isinstance(office.read(again, token="c"), Released)
    office.check_ledger()


def test_a_one_off_covers_the_versions_that_were_shown(office, siti, once) -> None:
    office.fill(siti, email="baru@contoh.id")
    released = office.read(once)
    assert set(released.values) == {"age_over_17"}
    assert released.refused == {"email": "changed"}


def test_a_repeat_gives_the_same_versions_or_none(office, siti, once) -> None:
    office.read(once)
    office.fill(siti, email="baru@contoh.id")
    assert office.read(once).refused == {"email": "changed"}


def test_an_address_that_another_value_answers_meanwhile_is_not_the_one_shown(office) -> None:
    bejo = office.citizen(domicile_street="Jl. Mawar 1", ktp_street="Jl. Melati 2")
    street = purpose(key="street", once=True, lasts_days=None, fields=(wanted("domicile_street"),))
    grant = office.granted(bejo, office.register(street), ["domicile_street"])
    office.fill(bejo, domicile_same_as_ktp=True)
    assert office.read(grant).refused == {"domicile_street": "changed"}


def test_a_source_that_came_later_changes_a_derived_answer(office, siti, once) -> None:
    assert office.found(once).versions == {"birth_date": 1, "email": 1}
    office.fill(siti, birth_date="1995-08-18")
    assert office.read(once).refused == {"age_over_17": "changed"}


def test_what_is_given_but_empty_is_told_as_such(office) -> None:
    bejo = office.citizen(birth_date="1990-01-01")
    grant = office.granted(bejo, office.register(), ["age_over_17", "email"])
    assert office.read(grant).refused == {"email": "not_filled"}
    office.fill(bejo, email="bejo@contoh.id")
    assert set(office.read(grant).values) == {"age_over_17", "email"}


def test_a_spent_one_off_can_be_taken_back_and_then_not_repeated(office, once) -> None:
    office.read(once)
    assert isinstance(office.do(withdrawal.withdraw, office.keys, once.citizen, once.id, office.now), Answered)
    assert office.read(once) is Refusal.WITHDRAWN
    office.check_ledger()


def test_without_an_entry_there_is_no_data(office, grant, monkeypatch) -> None:
    def broken(*_args):
        raise RuntimeError("the ledger is full")

    monkeypatch.setattr("consent.release.append", broken)
    with pytest.raises(RuntimeError):
        office.read(grant)
    assert office.kinds(grant) == ["consent.given"]


def test_a_one_off_that_could_not_be_entered_is_not_spent(office, once, monkeypatch) -> None:
    monkeypatch.setattr("consent.release.append", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        office.read(once)
    assert office.found(once).state is State.LIVE


def test_a_read_costs_few_statements_and_ends_with_the_entry(office, grant) -> None:
    office.statements.clear()
    office.read(grant)
    kinds = [statement.split()[0].upper() for statement in office.statements if not statement.startswith("BEGIN")]
    # SQLite takes the entry and its opening in two statements, PostgreSQL in one that begins with WITH.
    assert len(kinds) <= (5 if kinds[-1] == "WITH" else 6), office.statements
    assert kinds[-1] in {"INSERT", "WITH"} and "ledger_openings" in office.statements[-1]


def test_no_value_and_no_name_stands_in_the_ledger(office, siti) -> None:
    grant = office.granted(siti, office.register(), ["age_over_17", "email"])
    office.read(grant)
    with office.keeping() as session:
        bodies = b"\n".join(entry.body for entry in search.find(session, limit=500))
    assert b"siti@contoh.id" not in bodies and siti.encode() not in bodies
