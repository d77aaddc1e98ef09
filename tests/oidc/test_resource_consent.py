"""The citizen is told for which resource servers a service gets tokens, and nothing is given that they were not told."""

from urllib.parse import urlencode

import pytest
from sqlalchemy import select, update

from consent.store import GrantRow
from oidc.tables import ResourceRow
from tests.journeys.story import SITI, answer, open_account
from tests.oidc.servers import API, ARCHIVE, Server, verify
from tests.oidc.test_endpoints import Party, told_by_redirect

READS, WRITES = "antrean.baca", "antrean.tulis"
HEADING = "Sistem lain yang dapat dibuka layanan ini"


@pytest.fixture
def party(town):
    Server(town)
    Server(town, ARCHIVE, "jwt", ("arsip.baca",), name="Arsip Kota")
    party = Party(town, scope=f"openid profile offline_access {READS} {WRITES} arsip.baca")
    verify(town, party)
    return party


@pytest.fixture
def siti(town):
    return open_account(town, identity=SITI)


def asking(party, *resources, scope=READS, **more):
    return (
        party.url(scope=f"openid profile {scope}", **more) + "&" + urlencode([("resource", one) for one in resources])
    )


def grants(town):
    with town.reading() as session:
        return session.scalars(select(GrantRow).order_by(GrantRow.given_at)).all()


@pytest.mark.parametrize(
    ("language", "words"),
    [("id", (HEADING, "dapat bertindak di sana atas nama Anda")), ("en", ("Other systems that this service can open", "can act there in your name"))],
)  # fmt: skip
def test_the_page_names_each_of_them_in_words(siti, party, language, words):
    page = siti.get(asking(party, API, ARCHIVE, ui_locales=language))
    for told in (*words, "Antrean", "api.layanan.go.id", READS, "Arsip Kota", "arsip.layanan.go.id"):
        assert told in page.text, told
    assert WRITES not in page.text, "only what was asked"


def test_a_token_for_us_alone_is_told_of_by_no_such_section(siti, party):
    assert HEADING not in siti.get(party.url()).text


def test_what_is_agreed_to_is_what_was_shown(town, siti, party):
    siti.get(asking(party, API))
    with town.keeping() as session:
        session.execute(update(ResourceRow).where(ResourceRow.identifier == API).values(name="Antrean Rumah Sakit"))
    answer(siti, fields=["full_name"])
    assert [grant.systems[0]["name"] for grant in grants(town)] == ["Antrean"]


def test_the_receipt_and_my_consents_tell_them(on_both, town, siti, party):
    siti.get(asking(party, API, ARCHIVE, scope=f"{READS} arsip.baca"))
    answer(siti, fields=["full_name"])
    (grant,) = grants(town)
    assert grant.systems == [
        {"address": API, "name": "Antrean", "rights": [READS]},
        {"address": ARCHIVE, "name": "Arsip Kota", "rights": ["arsip.baca"]},
    ]
    assert "Antrean, Arsip Kota" in siti.get("/consents").text
    assert "Arsip Kota (arsip.layanan.go.id)" in siti.get(f"/receipts/{grant.id}").text
    assert '"name": "Arsip Kota"' in siti.get(f"/receipts/{grant.id}/download").text


def test_a_remembered_answer_does_not_cover_a_server_that_was_not_told(on_both, town, siti, party):
    siti.get(party.url())
    answer(siti, fields=["full_name"])
    siti.get(asking(party, API, prompt="none"))
    assert told_by_redirect(siti)["error"] == "consent_required"
    page = siti.get(asking(party, API))
    assert "meminta kunci untuk sistem lain" in page.text and page.text.count("Baru") >= 1
    answer(siti)
    for remembered in (asking(party, API), party.url(), asking(party, API, prompt="none")):
        siti.get(remembered)
        assert "code" in told_by_redirect(siti), "what was told once is not asked again"
    assert HEADING in siti.get(asking(party, API, scope=f"{READS} {WRITES}")).text, "writing was not told of"
    answer(siti)
    (grant,) = grants(town)
    assert grant.systems[0]["rights"] == [READS, WRITES] and grant.granted == ["full_name"]


def test_who_refuses_gives_no_key(town, siti, party):
    siti.get(asking(party, API))
    assert "access_denied" in answer(siti, "deny")
    assert [grant.systems for grant in grants(town)] == [None]


def test_changing_the_answer_shows_them_and_keeps_them(town, siti, party):
    siti.get(asking(party, API))
    answer(siti, fields=["full_name"])
    (grant,) = grants(town)
    assert HEADING in siti.get(f"/consents/{grant.id}/change").text
    siti.submit("fields", {"fields": []})
    (changed,) = grants(town)
    assert changed.systems == grant.systems and changed.granted == []


def test_a_server_that_was_removed_meanwhile_ends_the_question(town, siti, party):
    page = siti.get(asking(party, API))
    with town.keeping() as session:
        session.execute(update(ResourceRow).where(ResourceRow.identifier == API).values(identifier=API + "/lain"))
    siti.submit("decision", None, ("decision", "allow"))
    assert told_by_redirect(siti)["error"] == "invalid_target", page.url
