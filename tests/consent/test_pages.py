"""The pages, through a browser without JavaScript: asking, filling in on the way, withdrawing, changing, objecting, records."""

import json
import re
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from accounts.tables import CitizenRow
from consent import asks_kept
from consent.asks import KeptAsk
from consent.purposes import Basis
from consent.registry import changes
from consent.registry.changes import NewService
from consent.release import Permitted, release
from consent.store import GrantRow
from core.ids import digest, new_id
from tests.consent.people import fill
from tests.consent.worlds import purpose, wanted
from tests.journeys.story import SITI, open_account

STAFF = {"staff": "operator"}


class Desk:
    """A town with one service, whose questions are put to people directly."""

    def __init__(self, town) -> None:
        self.town = town
        new = NewService(
            "library", "Kartu perpustakaan", "Dispersip", "p@contoh.id", "https://p.contoh.id/p", "https://p.contoh.id/",
            "https://p.contoh.id/keberatan",
        )  # fmt: skip
        with town.keeping() as session:
            self.service = changes.add_service(session, town.keys, new, town.clock(), **STAFF)

    def register(self, **given):
        with self.town.keeping() as session:
            return changes.add_purpose(session, self.town.keys, "library", purpose(**given), self.town.clock(), **STAFF)

    def ask(self, browser, of, requested=()) -> str:
        """Send the person to the question; return its address."""
        interaction = new_id()
        cookie = browser.client.get_cookie("sekali-browser").value
        ends = self.town.clock().replace(year=2040)
        with self.town.keeping() as session:
            kept = KeptAsk(interaction, of.service, of.id, tuple(requested), digest(cookie), ends)
            asks_kept.keep(session, kept)
        browser.get(f"/consent/{interaction}")
        return f"/consent/{interaction}"

    def grants(self) -> list:
        with self.town.reading() as session:
            return list(session.scalars(select(GrantRow).order_by(GrantRow.given_at, GrantRow.id)))

    def read(self, grant):
        with self.town.keeping() as session:
            return release(session, self.town.keys, Permitted(grant.id, "t", True), None, self.town.clock())


@pytest.fixture
def desk(town) -> Desk:
    return Desk(town)


@pytest.fixture
def siti(town):
    browser = open_account(town, "siti@contoh.id", SITI)
    with town.keeping() as session:
        citizen = session.scalars(select(CitizenRow.id)).one()
        fill(session, town.keys, citizen, town.clock(), {"email": "siti@contoh.id"})
    return browser


def ticks(page) -> dict[str, bool]:
    return {one.value: one.checked for one in page.form("decision").controls if one.name == "fields"}


def test_the_page_says_who_asks_what_why_and_how_long(desk, siti) -> None:
    desk.ask(siti, desk.register())
    page = siti.here
    assert page.status == 200
    for told in (
        "Kartu perpustakaan meminta 2 data Anda", "Dispersip", "Membuat kartu anggota.", "Persetujuan Anda",
        "365 hari sejak Anda menjawab", "Satu tahun.", "p@contoh.id", "Ya", "siti@contoh.id", "Diisi baru saja",
        "Diisi sendiri", "alasan age_over_17", "akibat email", "Anda boleh menolak.",
    ):  # fmt: skip
        assert told in page.text, told
    assert ticks(page) == {"age_over_17": True, "email": False}
    assert not any(one.disabled for one in page.form("decision").controls)


def test_the_age_of_a_value_is_told(desk, siti) -> None:
    desk.town.clock.advance(days=91)
    siti.get("/sign-in")
    siti.submit("password", {"identifier": "siti@contoh.id", "password": "satu-kali-isi-data"})
    desk.ask(siti, desk.register())
    assert "Diisi 3 bulan yang lalu" in siti.here.text


def test_the_answer_is_offered_first_and_changing_the_language_keeps_the_pick(desk, siti) -> None:
    by_age = replace(
        wanted("birth_date"), answer="age_over_17", raw_reason_id="Dicetak di kartu.", raw_reason_en="Printed."
    )
    desk.ask(siti, desk.register(fields=(by_age, wanted("email", required=False))))
    page = siti.here
    assert "Berikan jawabannya saja Berusia 17 tahun ke atas: Ya" in page.text
    assert "Mengapa nilainya sendiri diminta: Dicetak di kartu." in page.text
    picks = [one for one in page.form("decision").controls if one.name == "pick-birth_date"]
    assert [(one.value, one.checked) for one in picks] == [("age_over_17", True), ("birth_date", False)]
    page = siti.change_language({"pick-birth_date": "birth_date"})
    assert "Give the answer only" in page.text
    assert dict(page.form("decision").data())["pick-birth_date"] == "birth_date"
    siti.submit("decision", {"pick-birth_date": "age_over_17", "fields": ["email"]}, ("decision", "allow"))
    assert [(grant.granted, grant.refused) for grant in desk.grants()] == [(["age_over_17", "email"], ["birth_date"])]
    siti.get("/consents")
    assert "Aged 17 or over" in siti.here.text


def test_leaving_out_a_required_field_shows_choice_and_effect(desk, siti) -> None:
    desk.ask(siti, desk.register())
    page = siti.submit("decision", {"fields": ["email"]}, ("decision", "allow"))
    assert page.status == 422
    assert "akibat age_over_17" in page.text and "Belum ada yang diberikan." in page.text
    assert ticks(page) == {"age_over_17": False, "email": True}, "everything as the citizen left it"
    assert desk.grants() == []
    siti.submit("decision", {"fields": ["age_over_17", "email"]}, ("decision", "allow"))
    assert [grant.granted for grant in desk.grants()] == [["age_over_17", "email"]]


def test_ticking_everything_shows_the_page_again(desk, siti) -> None:
    desk.ask(siti, desk.register())
    page = siti.submit("decision", None, ("decision", "tick_all"))
    assert page.status == 200 and ticks(page) == {"age_over_17": True, "email": True}
    assert desk.grants() == []


@pytest.mark.parametrize(
    ("fields", "is_offered"),
    [([], False), ([wanted("email")], False), ([wanted("email", False)], True), ([wanted("email"), wanted("phone_number")], True)],
    ids=["nothing", "one required", "one optional", "two required"],
)  # fmt: skip
def test_ticking_everything_is_offered_where_it_can_change_something(desk, siti, fields, is_offered) -> None:
    desk.ask(siti, desk.register(fields=tuple(fields)))
    assert (("decision", "tick_all") in siti.here.form("decision").buttons()) == is_offered


def test_an_empty_required_field_is_filled_in_on_the_way_and_no_tick_is_lost(desk, town) -> None:
    bejo = open_account(town, "bejo@contoh.id")
    card = desk.register(fields=(wanted("age_over_17"), wanted("email", False), wanted("phone_number", False)))
    address = desk.ask(bejo, card)
    assert "Belum diisi" in bejo.here.text
    page = bejo.submit("decision", {"fields": ["age_over_17", "phone_number"]}, ("decision", "allow"))
    assert page.status == 422 and "belum diisi" in page.text
    assert "Isi Tanggal lahir sekarang" in bejo.get(address).text, "nobody can fill in that they are 17"
    page = bejo.submit("decision", {"fields": ["age_over_17", "phone_number"]}, ("fill", "age_over_17"))
    assert page.status == 200 and "/profile/identity" in page.url, page.url
    assert page.form("birth_date").has("return_to")
    bejo.submit("birth_date", {"birth_date": "17-08-1990"})
    bejo.get(address)
    assert ticks(bejo.here) == {"age_over_17": True, "email": False, "phone_number": True}
    bejo.submit("decision", None, ("decision", "allow"))
    assert [grant.granted for grant in desk.grants()] == [["age_over_17", "phone_number"]]


def test_declining_is_recorded(desk, siti) -> None:
    desk.ask(siti, desk.register())
    siti.submit("decision", None, ("decision", "deny"))
    assert [grant.state for grant in desk.grants()] == ["refused"]
    assert "Ditolak" in siti.get("/consents").text


def test_a_notice_pretends_no_choice(desk, siti) -> None:
    desk.ask(siti, desk.register(basis=Basis.PUBLIC_TASK, basis_reference="Perda 3/2020"))
    page = siti.here
    assert "Tugas pelayanan publik (Perda 3/2020)" in page.text
    assert "Anda tidak perlu menyetujui" in page.text and not page.form("decision").has("fields")
    siti.submit("decision", None, ("decision", "allow"))
    siti.get("/consents")
    siti.get(siti.here.link("objection"))
    assert siti.submit("ground").status == 422
    siti.submit("ground", {"ground": "wrong_data"})
    assert re.search(r"Tercatat dengan nomor K-\d{8}", siti.here.text)


def test_another_browser_cannot_answer(desk, siti, town) -> None:
    address = desk.ask(siti, desk.register())
    other = open_account(town, "bejo@contoh.id")
    page = other.get(address)
    assert page.status == 403 and "peramban lain" in page.text and "siti@contoh.id" not in page.text


def test_a_question_that_is_gone_says_so(desk, siti) -> None:
    assert siti.get("/consent/no-such-interaction").status == 404
    address = desk.ask(siti, desk.register())
    desk.register(text_id="Lain.")
    assert siti.get(address).status == 410


def test_who_is_not_signed_in_comes_back_to_the_question(desk, siti, town) -> None:
    address = desk.ask(siti, desk.register())
    siti.client.delete_cookie("sekali")
    siti.get(address)
    assert "/sign-in" in siti.here.url and address.rpartition("/")[2] in siti.here.url


def test_the_page_in_english_is_english(desk, siti) -> None:
    address = desk.ask(siti, desk.register())
    page = siti.get(address, Accept_Language="en")
    for told in (
        "asks for 2 items of your data",
        "Making a member's card.",
        "reason age_over_17",
        "effect email",
        "You may refuse.",
    ):
        assert told in page.text, told
    assert "Setujui" not in page.text


def test_an_answer_in_another_language_than_the_page_is_shown_again(desk, siti) -> None:
    address = desk.ask(siti, desk.register())
    data = siti.here.form("decision").filled({}, ("decision", "allow"))
    page = siti.post(address, data, Accept_Language="en")
    assert page.status == 422 and "changed since you opened it" in page.text


def test_two_clicks_withdraw(desk, siti) -> None:
    desk.ask(siti, desk.register())
    siti.submit("decision", None, ("decision", "allow"))
    grant = desk.grants()[0]
    assert desk.read(grant).values
    siti.get("/consents")
    page = siti.get(siti.here.link("withdraw"))
    assert "akibat age_over_17" in page.text and "3×24 jam" in page.text
    page = siti.confirm("withdraw")
    assert "Persetujuan sudah ditarik" in page.text and "Sudah ditarik" in page.text
    assert desk.read(grant) == "consent_withdrawn"
    assert "sudah tidak berlaku" in siti.post(f"/consents/{grant.id}/withdraw", _token(page)).text


def test_the_choice_of_optional_fields_is_changed(desk, siti) -> None:
    desk.ask(siti, desk.register())
    siti.submit("decision", None, ("decision", "allow"))
    siti.get("/consents")
    siti.get(siti.here.link("change"))
    page = siti.submit("proof", {"fields": ["email"]})
    assert "Pilihan Anda sudah disimpan" in page.text
    assert set(desk.read(desk.grants()[0]).values) == {"age_over_17", "email"}


def test_the_records_of_another_citizen_are_not_found(desk, siti, town) -> None:
    desk.ask(siti, desk.register())
    siti.submit("decision", None, ("decision", "allow"))
    grant = desk.grants()[0].id
    other = open_account(town, "bejo@contoh.id")
    for path in (
        f"/receipts/{grant}",
        f"/receipts/{grant}/download",
        f"/consents/{grant}/withdraw",
        f"/consents/{grant}/change",
    ):
        assert other.get(path).status == 404, path
    assert "Belum ada layanan" in other.get("/access-log").text


def test_who_saw_my_data_on_the_page_and_as_a_file(desk, siti) -> None:
    desk.ask(siti, desk.register())
    siti.submit("decision", None, ("decision", "allow"))
    entry = desk.read(desk.grants()[0]).entry
    page = siti.get("/access-log")
    for told in ("November 2026", "Kartu perpustakaan", "Membuat kartu anggota.", "pukul 14.00 WIB", str(entry)):
        assert told in page.text, told
    assert "Kartu perpustakaan" in siti.get("/access-log?service=library").text
    assert "Belum ada layanan" in siti.get("/access-log?service=nobody").text
    data = json.loads(siti.get("/access-log/download").html)
    assert [one["entry"] for one in data["accesses"]] == [entry]
    assert "siti@contoh.id" not in json.dumps(data)


@pytest.mark.parametrize("state", ["active", "frozen", "closing"])
def test_receipts_in_both_languages_as_file_and_within_reach(desk, siti, state) -> None:
    desk.ask(siti, desk.register())
    siti.submit("decision", None, ("decision", "allow"))
    with desk.town.keeping() as session:
        session.execute(update(CitizenRow).values(state=state))
    page = siti.get(siti.get("/receipts").link("Lihat dan cetak"))
    assert page.status == 200
    for told in ("Bukti persetujuan", "Receipt of consent", "Catatan nomor", "Entry number", "library-card@1"):
        assert told in page.text, told
    file = siti.get(page.link("/download"))
    data = json.loads(file.html)
    assert data["receipt"]["purpose"]["reference"] == "library-card@1" and data["jws"].count(".") == 2
    assert "attachment" in file.headers["Content-Disposition"]


def test_a_new_version_is_read_as_text_and_accepted_or_left(desk, siti) -> None:
    grant = answered(desk, siti)
    desk.register(
        text_id="Membuat kartu anggota baru.", fields=(wanted("age_over_17"), wanted("phone", required=False))
    )
    siti.get("/consents")
    page = siti.get(siti.here.link("/renew"))
    assert "<del>anggota.</del> <ins>anggota baru.</ins>" in page.html
    assert "alasan email" in page.html and "alasan phone" in page.html
    siti.submit("proof", {"fields": []})
    assert siti.here.status == 422 and "Layanan memerlukannya" in siti.here.text
    siti.submit("proof", {"fields": ["age_over_17"]})
    assert "menyetujui tujuan yang baru" in siti.here.text and "/renew" not in siti.here.html
    assert "belum dapat dijawab" in siti.get(f"/consents/{grant.id}/renew").text
    desk.town.check_ledger()


def answered(desk, siti):
    desk.ask(siti, desk.register())
    siti.submit("decision", None, ("decision", "allow"))
    return desk.grants()[0]


def test_the_service_asks_with_the_difference_too(desk, siti) -> None:
    answered(desk, siti)
    desk.ask(siti, desk.register(text_id="Lain sama sekali."))
    assert "Yang berubah" in siti.here.text and "<ins>Lain sama sekali.</ins>" in siti.here.html


def test_everything_that_happened_is_found_good(desk, siti) -> None:
    desk.ask(siti, desk.register())
    siti.submit("decision", None, ("decision", "allow"))
    grant = desk.grants()[0]
    desk.read(grant)
    siti.get(f"/consents/{grant.id}/withdraw")
    siti.confirm("withdraw")
    kinds = [body["type"] for body in desk.town.check_ledger()]
    assert kinds[-4:] == ["consent.given", "release", "consent.withdrawn", "deletion.requested"]


def _token(page) -> list[tuple[str, str]]:
    return [pair for pair in page.form("form_token").data() if pair[0] == "form_token"]
