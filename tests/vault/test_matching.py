"""An authority is asked, element by element: a yes raises, a no is shown beside whoever said otherwise, and both lapse."""

import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from werkzeug.serving import make_server

from demo.people import SITI
from demo.simulator.program import create_app
from tests.town import START
from tests.vault.test_checks import NIK
from vault.checks import Confirmed, Sight
from vault.verification import counter, lapsing, matching, store
from vault.verification.authorities import AwayError, Dukcapil
from vault.verification.matching import Matched, NotMatched
from vault.verification.results import Result, disputes


class Register:
    """An authority that says what it was told to say."""

    name = "Dukcapil"

    def __init__(self, **answers: str) -> None:
        self.answers = answers

    def match(self, nik, fields):
        return {key: Result(self.answers.get(key, "unknown")) for key in fields}


@contextmanager
def simulator():
    server = make_server("127.0.0.1", 0, create_app(), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def match(cabinet, citizen: str, authority, meanwhile=lambda: None):
    with cabinet.keeping() as session:
        asked = matching.question(session, cabinet.keys, citizen)
    if isinstance(asked, NotMatched):
        return asked
    results = authority.match(asked.nik, asked.data)
    meanwhile()
    return cabinet.do(matching.keep, authority, citizen, asked, results, START)


def said(cabinet, citizen: str) -> dict:
    with cabinet.keeping() as session:
        checks = store.all_of(session, citizen)
    versions = {key: value.version for key, value in cabinet.read(citizen).items()}
    return {key: {one.authority: one.result.value for one in told} for key, told in disputes(checks, versions).items()}


def test_a_yes_raises_and_a_no_is_shown_and_nothing_is_changed_by_it(cabinet):
    siti = cabinet.citizen(
        nik=NIK, full_name="SITI AMINAH", mother_name="KHOIRIYAH", religion="1", email="siti@contoh.id"
    )
    outcome = match(cabinet, siti, Register(nik="yes", full_name="yes", mother_name="no"))
    assert outcome == Matched(
        {"nik": Result.YES, "full_name": Result.YES, "mother_name": Result.NO, "religion": Result.UNKNOWN}
    )
    values = cabinet.read(siti)
    assert {key: value.state for key, value in values.items()} == {
        "nik": "authority_matched", "full_name": "authority_matched", "mother_name": "self_declared",
        "religion": "self_declared", "email": "self_declared",
    }  # fmt: skip
    assert (values["nik"].source, values["mother_name"].data) == ("authority:Dukcapil", "KHOIRIYAH")
    assert said(cabinet, siti) == {"mother_name": {"Dukcapil": "no"}}
    entry = max(cabinet.entries(siti), key=lambda one: one.number)
    assert (entry.type, set(entry.fields)) == ("profile.changed", {"nik", "full_name", "mother_name", "religion"})
    assert cabinet.is_whole(siti)


def test_what_goes_out_is_entered_even_if_nothing_agrees(cabinet):
    siti = cabinet.citizen(nik=NIK, full_name="SITI")
    match(cabinet, siti, Register(nik="no", full_name="no"))
    assert len(cabinet.entries(siti)) == 2
    assert {value.state for value in cabinet.read(siti).values()} == {"self_declared"}


def test_sources_that_disagree_are_both_shown_until_the_value_is_another(cabinet):
    siti = cabinet.citizen(nik=NIK, mother_name="KHOIRIYAH")
    match(cabinet, siti, Register(mother_name="no"))
    assert cabinet.confirm(siti, "mother_name") == Confirmed(("mother_name",))
    assert said(cabinet, siti) == {"mother_name": {"Dukcapil": "no", "officer": "yes"}}
    cabinet.save(siti, {"mother_name": "CHOIRIYAH"}, {"mother_name": 2})
    assert said(cabinet, siti) == {}
    match(cabinet, siti, Register(mother_name="yes"))
    assert said(cabinet, siti) == {}


def test_a_value_that_changes_while_it_is_asked_stays_as_it_is(cabinet):
    siti = cabinet.citizen(nik=NIK, full_name="SITI")
    change = lambda: cabinet.save(siti, {"full_name": "SITI AMINAH"}, {"full_name": 1})  # noqa: E731
    outcome = match(cabinet, siti, Register(nik="yes", full_name="yes"), change)
    assert outcome == Matched({"nik": Result.YES})
    assert cabinet.read(siti)["full_name"].state == "self_declared"


def test_a_nik_of_another_account_matches_nothing(cabinet):
    bejo = cabinet.citizen(nik=NIK)
    cabinet.confirm(bejo, "nik")
    siti = cabinet.citizen(nik=NIK)
    assert match(cabinet, siti, Register(nik="yes")) == NotMatched("nik_of_another_account")
    assert cabinet.read(siti)["nik"].state == "self_declared"
    assert match(cabinet, cabinet.citizen(full_name="X"), Register()) == NotMatched("no_nik")


def test_a_comparison_counts_for_a_year(cabinet):
    siti = cabinet.citizen(nik=NIK, full_name="SITI")
    match(cabinet, siti, Register(nik="yes", full_name="yes"))
    cabinet.confirm(siti, "full_name")
    assert not cabinet.do(lapsing.lower_one_lapsed, START + timedelta(days=365))
    later = START + timedelta(days=366)
    assert [cabinet.do(lapsing.lower_one_lapsed, later) for _ in range(3)] == [True, True, False]
    assert {key: one.state for key, one in cabinet.read(siti).items()} == {
        "nik": "self_declared",
        "full_name": "officer_checked",
    }
    assert max(cabinet.entries(siti), key=lambda one: one.number).actor == "system"


def test_an_officer_who_finds_the_same_lowers_no_match(cabinet):
    siti = cabinet.citizen(nik=NIK, full_name="SITI")
    match(cabinet, siti, Register(nik="yes", full_name="yes"))
    assert cabinet.confirm(siti, "full_name") == Confirmed(("full_name",))
    value = cabinet.read(siti)["full_name"]
    assert (value.state, value.version) == ("authority_matched", 2)
    with cabinet.keeping() as session:
        told = {one.authority for one in store.all_of(session, siti) if one.field == "full_name"}
    assert told == {"Dukcapil", "officer"}
    assert cabinet.is_whole(siti)


def test_an_officer_says_what_differs_where_and_from_which_paper(cabinet):
    siti = cabinet.citizen(full_name="SITI", birth_place="MALANG", email="siti@contoh.id")
    seen = cabinet.do(counter.look, "officer-1", siti, "ktp_scan", START)
    assert set(seen.values) == {"full_name", "birth_place"}, "what is not on the card is none of their business"
    entry = max(cabinet.entries(siti), key=lambda one: one.number)
    assert (entry.type, entry.staff, set(entry.fields)) == ("staff.lookup", "officer-1", {"full_name", "birth_place"})
    sight = Sight("ktp_scan", "Loket 3")
    outcome = cabinet.do(counter.decide, "officer-1", siti, {"full_name": 1}, sight, {"birth_place": 1}, START)
    assert outcome == Confirmed(("full_name",))
    assert said(cabinet, siti) == {"birth_place": {"officer": "no"}}
    with cabinet.keeping() as session:
        told = {one.field: (one.result.value, one.document, one.place) for one in store.all_of(session, siti)}
    assert told == {"full_name": ("yes", "ktp_scan", "Loket 3"), "birth_place": ("no", "ktp_scan", "Loket 3")}
    refusals = [
        ({}, sight, {}, "nothing_said"),
        ({"email": 1}, sight, {}, "nothing_said"),
        ({"full_name": 2}, Sight("ktp_scan"), {}, "place_missing"),
        ({"full_name": 1}, sight, {}, "changed_meanwhile"),
    ]
    for equal, where, differing, reason in refusals:
        assert cabinet.do(counter.decide, "officer-1", siti, equal, where, differing, START).reason == reason
    assert cabinet.do(counter.look, "officer-1", cabinet.citizen("frozen"), "ktp_scan", START) is None


def test_the_simulator_is_a_program_that_says_so_on_every_page(cabinet):
    import requests

    siti = cabinet.citizen(**SITI.profile)
    with simulator() as address:
        outcome = match(cabinet, siti, Dukcapil(f"{address}/match"))
        pages = [requests.get(address + path, timeout=5) for path in ("/", "/match", "/nowhere")]
    assert outcome.results["full_name"] is Result.YES
    assert said(cabinet, siti) == {"mother_name": {"Dukcapil": "no"}}
    for page in pages:
        assert "Ini simulator, bukan Dukcapil" in page.text
        assert page.headers["X-Simulator"] == "Dukcapil"


@pytest.mark.parametrize(
    "answer",
    [b"", b"[]", b"{}", b'{"fields": []}', b'{"fields": {"nik": "ya"}}', b'{"fields": {"nik": true}}', b"x" * 70_000],
)
def test_an_answer_that_makes_no_sense_is_no_answer(answer):
    from flask import Flask

    app = Flask("puzzled")
    app.add_url_rule("/", view_func=lambda: answer, methods=["POST"])
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with pytest.raises(AwayError):
        Dukcapil(f"http://127.0.0.1:{server.server_port}/").match(NIK, {"nik": NIK})
    server.shutdown()
    server.server_close()
    with pytest.raises(AwayError):
        Dukcapil(f"http://127.0.0.1:{server.server_port}/").match(NIK, {"nik": NIK})
