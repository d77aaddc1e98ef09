"""Everything on paper: read back by a program of other authors, with its text, its tags, and who received what."""

import io

import pytest
from pypdf import PdfReader

from tests.consent.people import fill
from tests.consent.test_pages import Desk
from tests.journeys.story import SITI, open_account
from vault.takeout.paper import Kind, Piece, paper


def read(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data), strict=True)


def text_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def tags(reader: PdfReader) -> list[str]:
    root = reader.trailer["/Root"]["/StructTreeRoot"]
    return [one.get_object()["/S"] for one in root["/K"][0].get_object()["/K"]]


def test_long_texts_go_on_at_the_next_page_and_every_mark_is_in_the_tree() -> None:
    words = [f"kata{number}" for number in range(2500)]
    pieces = [
        Piece(Kind.TITLE, "Judul"),
        Piece(Kind.TEXT, " ".join(words)),
        Piece(Kind.NAME, "Nama"),
        Piece(Kind.NOTE, "x"),
    ]
    reader = read(paper(pieces, "Judul", "id"))
    assert len(reader.pages) > 3 and set(words) <= set(text_of(reader).split())
    assert tags(reader) == ["/H1", "/P", "/H3", "/Note"]
    marks = sum(page.get_contents().get_data().count(b"/MCID") for page in reader.pages)
    parents = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    assert marks == sum(len(parents[at]) for at in range(1, len(parents), 2)) == len(reader.pages) + 3
    assert [page["/StructParents"] for page in reader.pages] == list(range(len(reader.pages)))
    root = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"], reader.metadata.title) == ("id", True, "Judul")


@pytest.mark.parametrize(
    ("typed", "told"),
    [("Jum’at – “é”", "Jum’at – “é”"), ("Nguyễn", "Nguyen"), ("漢字", "??"), ("a\u200bb\u0301c", "abc")],
)
def test_what_the_typeface_lacks_is_written_by_its_nearest_form(typed, told) -> None:
    assert told in text_of(read(paper([Piece(Kind.TEXT, f"({typed})")], "x", "id")))


def test_a_citizen_takes_everything_on_paper_in_either_language(town) -> None:
    desk, browser = Desk(town), open_account(town, "siti@contoh.id", SITI)
    of = desk.register()
    desk.ask(browser, of)
    browser.submit("decision", {"fields": ["age_over_17"]}, ("decision", "allow"))
    grant = desk.grants()[0]
    desk.read(grant)
    with town.keeping() as session:
        fill(session, town.keys, grant.citizen_id, town.clock(), {"income_band": "1-2jt", "email": "siti@contoh.id"})
    page = browser.get("/profile/take-along")
    for language, words in {
        "id": ("Data saya di Sekali", "SITI AMINAH", "3574 0157 0895 9001", "17 Agustus 1995", "Diisi sendiri",
               "Diberikan kepada Kartu perpustakaan: jawaban yang dihitung darinya. Dibaca 1 kali", "24 November 2026 pukul",
               "Belum pernah diberikan kepada layanan.", "Rp1.000.000 sampai Rp2.000.000"),
        "en": ("My data at Sekali", "17 August 1995", "Self-declared", "an answer worked out from it. Times read: 1"),
    }.items():  # fmt: skip
        answer = browser.client.get(page.link(f"/{language}.pdf").removeprefix(browser.issuer), base_url=browser.issuer)
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        reader = read(answer.data)
        told = text_of(reader)
        assert [word for word in words if word not in told] == []
        assert reader.trailer["/Root"]["/Lang"] == language and "/H2" in tags(reader)
    assert browser.get("/profile/download/jv.pdf").status == 404
