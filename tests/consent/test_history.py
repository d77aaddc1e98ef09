"""Former values with their receivers: the value itself and answers from it are told apart; a check anew makes nobody stale."""

from consent.correction.hearers import hearers
from consent.correction.history import history
from tests.consent.worlds import purpose, wanted
from vault import safe, store
from vault.safe import Change

FIELDS = (wanted("birth_date"), wanted("age_over_17", False), wanted("email", False))


def told(office, citizen: str, field: str):
    with office.keeping() as session:
        return history(session, office.keys, citizen, field)


def test_each_version_names_those_who_received_it(office):
    siti = office.citizen(birth_date="1995-08-17", email="siti@contoh.id")
    grant = office.granted(siti, office.register(purpose(fields=FIELDS)), ["birth_date", "age_over_17"])
    office.read(grant)
    office.fill(siti, birth_date="1995-08-18")
    office.read(grant, ("age_over_17",))
    found = told(office, siti, "birth_date")
    assert [one.value.data for one in found.versions] == ["1995-08-18", "1995-08-17"]
    newest, first = found.versions
    assert [(one.service.key, one.answers) for one in newest.receivers] == [("library", ("age_over_17",))]
    assert [one.answers for one in first.receivers] == [()]
    assert [one.entry for one in found.behind] == [], "the answer that it read last is of the present value"
    assert told(office, siti, "email").versions[0].receivers == ()


def test_who_holds_another_value_is_behind_until_it_reads_again(office):
    siti = office.citizen(birth_date="1995-08-17")
    grant = office.granted(siti, office.register(purpose(fields=FIELDS)), ["birth_date"])
    office.read(grant, ("birth_date",))
    office.fill(siti, birth_date="1995-08-18")
    (behind,) = told(office, siti, "birth_date").behind
    assert (behind.service.key, behind.version) == ("library", 1)
    office.read(grant, ("birth_date",))
    assert told(office, siti, "birth_date").behind == ()
    office.fill(siti, birth_date=None)
    assert len(told(office, siti, "birth_date").behind) == 1, "and what was cleared is another value, too"


def test_a_value_that_an_officer_checked_is_still_the_same(office):
    siti = office.citizen(birth_date="1995-08-17")
    grant = office.granted(siti, office.register(purpose(fields=FIELDS)), ["birth_date"])
    office.read(grant)

    def check(session):
        store.lock(session, siti)
        safe.write(
            session, office.keys, siti, [Change("birth_date", "1995-08-17", "officer_checked", "officer:x")], office.now
        )

    office.do(check)
    assert told(office, siti, "birth_date").behind == ()


def test_nothing_is_told_of_a_citizen_whose_key_is_gone(office):
    from keys import citizen_keys

    siti = office.citizen(birth_date="1995-08-17")
    office.do(citizen_keys.destroy, siti)
    assert told(office, siti, "birth_date").versions == ()


def test_who_hears_hears_by_the_names_it_was_given(office):
    siti = office.citizen(birth_date="1995-08-17", email="siti@contoh.id")
    grant = office.granted(siti, office.register(purpose(fields=FIELDS)), ["birth_date", "age_over_17", "email"])

    def heard(*changed):
        with office.keeping() as session:
            return [one.fields for one in hearers(session, siti, changed, office.now)]

    assert heard("birth_date") == [], "it has read nothing yet"
    office.read(grant, ("age_over_17",))
    assert heard("birth_date") == [("age_over_17",)]
    assert heard("email") == []
    office.read(grant)
    assert heard("birth_date", "email") == [("birth_date", "age_over_17", "email")]


def test_a_one_off_consent_lets_nobody_hear(office):
    siti = office.citizen(birth_date="1995-08-17")
    of = office.register(purpose(fields=FIELDS, once=True, lasts_days=None))
    office.read(office.granted(siti, of, ["birth_date"]))
    with office.keeping() as session:
        assert hearers(session, siti, ["birth_date"], office.now) == ()
