"""The e-services alone: what they ask, what they make of an answer, and what a stranger's answer gets them."""

import ast
from datetime import date
from pathlib import Path

import pytest

from demo.relying_party import library_card, words
from demo.relying_party.aid_proposal import missing_from
from demo.relying_party.application import create_app
from demo.relying_party.configuration import (
    AID,
    LIBRARY,
    LOW_INCOME,
    OFFERS,
    QUEUE,
    ConfigurationError,
    Registration,
    offer_of,
    registration_of,
)
from demo.relying_party.library_card import Card, Issued, NoCard, card_for
from demo.relying_party.objections import Objections
from demo.relying_party.queue_tickets import Tickets
from demo.relying_party.received import Answer, Received, from_claims, from_release
from demo.relying_party.visits import MOST, Visit, Visits

FOLDER = Path(library_card.__file__).parent
HOUSE = {"core", "keys", "ledger", "accounts", "vault", "consent", "oidc", "web"}
REGISTRATION = Registration("client", "secret", "http://localhost:1")


def visited(offer, answer: Answer | None = None, **more):
    """A browser at `offer` whose visitor gave `answer`."""
    app = create_app(offer, REGISTRATION)
    visits = app.extensions["demo.visits"] = Visits()
    browser = app.test_client()
    name = visits.begin(Visit(subject="subject-1", id_token="id", answer=answer or Answer(), **more))
    with browser.session_transaction() as session:
        session["visit"] = name
    return browser


def answer_of(**values) -> Answer:
    return Answer(tuple(Received(key, value) for key, value in values.items()))


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.py")), ids=lambda path: path.name)
def test_an_e_service_imports_nothing_of_the_house(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for name in names:
            assert name.split(".")[0] not in HOUSE, f"{path.name} imports {name}"
            assert not name.startswith("demo.") or name.startswith("demo.relying_party"), f"{path.name} imports {name}"


def test_each_service_has_an_address_a_cookie_and_a_purpose_of_its_own() -> None:
    offers = OFFERS.values()
    assert [offer.address for offer in offers] == [
        "http://127.0.0.2:8001",
        "http://127.0.0.3:8002",
        "http://127.0.0.4:8003",
    ]
    assert len({offer.cookie for offer in offers}) == len({offer.purpose for offer in offers}) == 3
    assert LIBRARY.scope == "openid purpose:kartu-perpustakaan"
    assert AID.scope == "openid offline_access purpose:usulan-bansos"
    assert QUEUE.max_age is None
    assert AID.max_age == 300


def test_a_service_without_its_registration_says_what_is_missing() -> None:
    with pytest.raises(ConfigurationError, match="DEMO_CLIENT_SECRET"):
        registration_of({"DEMO_CLIENT_ID": "x"})
    with pytest.raises(ConfigurationError, match="no demo service"):
        offer_of("kasir")
    assert "secret" not in repr(registration_of({"DEMO_CLIENT_ID": "x", "DEMO_CLIENT_SECRET": "secret"}))


@pytest.mark.parametrize(
    ("resident", "age", "expected"),
    [
        (True, True, Card.ADULT),
        (True, False, Card.CHILD),
        (True, None, Card.READING_ROOM),
        (False, True, NoCard.NOT_RESIDENT),
        (None, True, NoCard.RESIDENCE_UNKNOWN),
        ("35.74", True, NoCard.NOT_RESIDENT),
    ],
)
def test_the_card_follows_from_two_answers(resident, age, expected) -> None:
    told = {library_card.RESIDENT: resident, library_card.AGE: age}
    decided = card_for(answer_of(**{key: value for key, value in told.items() if value is not None}), "subject-1")
    assert (decided.card if isinstance(decided, Issued) else decided) is expected


def test_a_card_number_is_the_same_at_every_visit_and_another_for_another_subject() -> None:
    assert library_card.number_for("a") == library_card.number_for("a") != library_card.number_for("b")


def test_a_visitor_has_one_ticket_per_desk_and_day() -> None:
    tickets, today = Tickets(), date(2026, 11, 24)
    first, second = tickets.take("A", "siti", today), tickets.take("A", "bejo", today)
    assert (first.number, second.number, second.ahead) == ("A-001", "A-002", 1)
    assert tickets.take("A", "siti", today) == first
    assert tickets.take("B", "siti", today).number == "B-001"
    assert tickets.of("siti", date(2026, 11, 25)) == ()
    assert tickets.take("A", "bejo", date(2026, 11, 25)).number == "A-001"


def test_what_was_received_is_exactly_what_came() -> None:
    assert from_claims({"sub": "x", "age_over_17": True}).keys == {"age_over_17"}
    answer = from_release(
        {
            "fields": {
                "income_band": {"value": "1-2jt", "state": "self_declared", "as_of": "2026-11-24T07:00:00Z"},
                "children_count": {"reason": "refused"},
            }
        }
    )
    assert answer.value("income_band") == "1-2jt"
    assert answer.withheld == (("children_count", "refused"),)
    assert missing_from(answer) == ("family_card_number", "bank_account")
    low = from_release(
        {"fields": {LOW_INCOME: {"value": True}, "income_band": {"reason": "answer_only", "answer": LOW_INCOME}}}
    )
    assert missing_from(low) == ("family_card_number", "bank_account"), "the answer does as well as the value"


def test_values_states_and_moments_in_both_languages() -> None:
    assert words.value_text(True, "id") == "Ya"
    assert words.value_text(False, "en") == "No"
    assert words.value_text("1-2jt", "id") == "Rp1 juta sampai Rp2 juta"
    assert words.value_text(3, "id") == "3"
    assert words.value_text("3574010101209001", "id") == "3574 0101 0120 9001"
    assert (
        words.value_text({"bank_code": "114", "number": "0000000001", "holder_name": "SITI AMINAH"}, "id")
        == "Bank Jatim 0000000001, a.n. SITI AMINAH"
    )
    assert words.moment_text(1795528800, "id") == "24 November 2026 pukul 21.00 WIB"
    assert words.date_text("2026-11-24T20:00:00Z", "en") == "25 November 2026"
    for table in (words.FIELDS, words.STATES, words.REASONS, words.WITHHELD, words.INCOMES):
        assert all(text_id and text_en and text_id != text_en for text_id, text_en in table.values())


def test_visits_make_room_and_end() -> None:
    visits = Visits()
    names = [visits.begin(Visit(subject=str(number), id_token="")) for number in range(MOST + 3)]
    assert visits.find(names[0]) is None
    assert visits.end(names[-1]).subject == str(MOST + 2)
    assert visits.find(names[-1]) is None
    assert visits.find(None) is None


@pytest.mark.parametrize(
    "query",
    ["code=x&state=forged&iss=http://localhost:1", "error=access_denied", "error=access_denied&state=forged", ""],
)
@pytest.mark.parametrize("offer", OFFERS.values(), ids=OFFERS)
def test_an_answer_that_nobody_asked_for_begins_no_visit(offer, query: str) -> None:
    browser = create_app(offer, REGISTRATION).test_client()
    answer = browser.get(f"/callback?{query}")
    assert answer.headers["Location"] == "/refused?reason=not_ours"
    assert "peramban ini" in browser.get(answer.headers["Location"]).text
    assert "Masuk dengan Sekali" in browser.get("/").text


@pytest.mark.parametrize("offer", OFFERS.values(), ids=OFFERS)
def test_a_provider_that_is_away_is_told_kindly(offer) -> None:
    browser = create_app(offer, REGISTRATION).test_client()
    assert browser.get("/sign-in").headers["Location"] == "/refused?reason=unreachable"
    page = browser.get("/refused?reason=unreachable").text
    assert "Sekali sedang tidak dapat dihubungi" in page
    assert browser.get("/refused?reason=<script>").text.count("<script") == 0


@pytest.mark.parametrize("offer", OFFERS.values(), ids=OFFERS)
@pytest.mark.parametrize("path", ["/", "/privacy", "/refused", "/signed-out"])
def test_every_page_speaks_both_languages_without_script(offer, path: str) -> None:
    browser = create_app(offer, REGISTRATION).test_client()
    indonesian = browser.get(path)
    assert '<html lang="id">' in indonesian.text
    assert "Layanan contoh" in indonesian.text
    assert browser.post("/language", data={"language": "en"}).status_code == 303
    english = browser.get(path)
    assert '<html lang="en">' in english.text
    assert "Demo service" in english.text
    assert "Layanan contoh" not in english.text
    for page in (indonesian, english):
        assert "<script" not in page.text
        assert " style=" not in page.text
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert page.headers["Cache-Control"] == "no-store"


def test_a_browser_that_prefers_english_meets_english_and_asks_sekali_in_it() -> None:
    browser = create_app(LIBRARY, REGISTRATION).test_client()
    for wish, language in (("en-GB, id;q=0.5", "en"), ("jv, id;q=0.9, en;q=0.8", "id"), ("fr", "id"), ("", "id")):
        assert f'<html lang="{language}">' in browser.get("/", headers={"Accept-Language": wish}).text
    browser.post("/language", data={"language": "id"})
    assert '<html lang="id">' in browser.get("/", headers={"Accept-Language": "en"}).text


def test_the_cookie_is_the_services_own_and_holds_no_data() -> None:
    answer = answer_of(**{"age_over_17": True, "resident_of:35.74": True})
    browser = visited(LIBRARY, answer)
    browser.post("/language", data={"language": "en"})
    cookie = browser.get_cookie("perpustakaan", path="/")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert "subject-1" not in cookie.decoded_value
    assert browser.get_cookie("session") is None


def test_the_queue_knows_a_pseudonym_and_gives_a_number() -> None:
    browser = visited(QUEUE)
    assert browser.post("/tickets", data={"desk": "C"}).status_code == 303
    assert browser.post("/tickets", data={"desk": "Z"}).status_code == 303
    page = browser.get("/").text
    assert "C-001" in page
    assert "subject-1" in page


def test_the_library_shows_the_card_or_why_there_is_none() -> None:
    page = visited(LIBRARY, answer_of(**{"age_over_17": True, "resident_of:35.74": True})).get("/").text
    assert "Kartu anggota dewasa" in page
    assert library_card.number_for("subject-1") in page
    page = visited(LIBRARY, answer_of(age_over_17=True)).get("/").text
    assert "Kartu belum dapat kami buat" in page
    assert library_card.number_for("subject-1") not in page


def test_a_visitor_who_signs_out_is_forgotten_even_when_the_provider_is_away() -> None:
    browser = visited(LIBRARY, answer_of(**{"age_over_17": True, "resident_of:35.74": True}))
    assert browser.post("/sign-out").headers["Location"] == "/signed-out"
    assert "Masuk dengan Sekali" in browser.get("/").text


def test_a_pull_that_cannot_reach_the_provider_forgets_nothing() -> None:
    browser = visited(AID, answer_of(income_band="1-2jt"), refresh_token="token")
    assert browser.post("/pull").headers["Location"] == "/refused?reason=unreachable"
    assert "Rp1 juta sampai Rp2 juta" in browser.get("/").text


def test_an_objection_needs_words_and_gets_a_number() -> None:
    browser = create_app(AID, REGISTRATION).test_client()
    assert browser.post("/objection", data={"words": "  "}).status_code == 422
    filed = browser.post("/objection", data={"words": "Pendapatan <saya> salah hitung."})
    assert filed.status_code == 303
    page = browser.get(filed.headers["Location"]).text
    assert "&lt;saya&gt;" in page
    assert "K-" in page
    assert Objections().find("K-00000000") is None
