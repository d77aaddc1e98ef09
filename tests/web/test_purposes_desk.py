"""The queue of purposes at the desk of the data-protection officer: read, approved, returned with a remark."""

import pytest

from consent.registry import changes
from consent.registry.changes import NewService
from consent.registry.store import purposes
from consent.review import proposing, store
from tests.consent.worlds import purpose
from tests.web.desk import at_the_desk


@pytest.fixture
def library(town):
    new = NewService("library", "Kartu perpustakaan", "Dispersip", "p@contoh.id", "https://p.id/p", "https://p.id/")
    with town.keeping() as session:
        return changes.add_service(session, town.keys, new, town.clock(), staff="operator")


def propose(town, staff="operator", **given):
    with town.keeping() as session:
        return proposing.propose(session, town.keys, "library", purpose(**given), town.clock(), staff=staff)


def asked(town, library) -> list[str]:
    with town.reading() as session:
        return [one.reference for one in purposes(session, library.id)]


def test_a_purpose_is_read_whole_and_approved(town, library, on_both):
    propose(town, automated=True, abroad="Singapura", dpia="DPIA-7")
    desk = at_the_desk(town, "dpo")
    page = desk.get("/desk/protection/purposes")
    for text in (
        "Membuat kartu anggota.",
        "Making a member's card.",
        "Singapura",
        "DPIA-7",
        "mesin saja",
        "alasan email",
        "reason email",
    ):
        assert text in page.text, text
    desk.submit("proposal", button=("verdict", "approve"))
    assert "Tujuan disetujui" in desk.here.text and "Tidak ada yang menunggu." in desk.here.text
    assert asked(town, library) == ["library-card@1"]
    town.check_ledger()


def test_a_new_version_shows_its_difference_and_is_returned_with_a_reason(town, library):
    with town.keeping() as session:
        changes.add_purpose(session, town.keys, "library", purpose(), town.clock(), staff="operator")
    proposal = propose(town, text_id="Membuat kartu anggota keluarga.")
    desk = at_the_desk(town, "dpo")
    page = desk.get("/desk/protection/purposes")
    assert "<ins>anggota keluarga.</ins>" in page.html and "<del>anggota.</del>" in page.html
    assert "Menggantikan library-card@1" in page.text and "Making a member's card." not in page.text
    assert desk.submit("proposal", button=("verdict", "return")).status == 422
    desk.submit("proposal", {"remark": "Siapa keluarga itu?"}, ("verdict", "return"))
    assert "dikembalikan" in desk.here.text
    with town.reading() as session:
        assert store.find(session, proposal.id).remark == "Siapa keluarga itu?"
    assert asked(town, library) == ["library-card@1"]
    town.check_ledger()


def test_who_proposed_it_cannot_approve_it(town, library):
    desk = at_the_desk(town, "dpo")
    desk.get("/desk/protection/purposes")
    with town.reading() as session:
        from accounts.desk.store import all_staff

        ((me, *_),) = all_staff(session)
    propose(town)
    desk.get("/desk/protection/purposes")
    sent = desk.here.form("proposal").filled({}, ("verdict", "approve"))
    mine = propose(town, staff=me)
    assert "Orang lain harus memeriksanya" in desk.get("/desk/protection/purposes").text
    forged = [(name, mine.id if name == "proposal" else value) for name, value in sent]
    assert desk.post("/desk/protection/purposes", forged).status == 409
    assert asked(town, library) == []
