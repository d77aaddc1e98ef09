"""The auditor's desk: who may sit there, what is found, how it is proved, and that every look is an entry."""

import hashlib
import io
import subprocess
import sys
import zipfile
from base64 import b64decode
from urllib.parse import urlsplit

import pytest

from ledger import checkpoints
from ledger.entries import EntryType
from tests.web.desk import at_the_desk, entries
from web.desks.auditor.criteria import Criteria, Misread, criteria_of
from web.desks.auditor.texts import TYPES


def found(page) -> list[int]:
    return [int(control.value) for control in page.form("index").controls if control.name == "index"]


def search(browser, **typed: str):
    browser.get("/desk/auditor")
    return browser.submit("service", typed, ("look", "1"))


def take(town, browser, *indexes: str):
    token = dict(browser.here.form("index").data())["form_token"]
    return browser.client.post(
        "/desk/auditor/bundle", data={"form_token": token, "index": list(indexes)}, base_url=town.issuer
    )


def lookups(town) -> list[dict]:
    return [body for body in town.check_ledger() if body["type"] == "staff.lookup"]


@pytest.mark.parametrize("path", ["/desk/auditor", "/desk/auditor?look=1", "/desk/auditor/entry/0"])
def test_a_stranger_and_an_officer_see_nothing(town, path) -> None:
    entries(town)
    assert "/desk/sign-in" in town.browser().get(path).url
    officer = at_the_desk(town, "officer")
    assert "/desk/sign-in" in officer.get(path).url
    assert lookups(town) == []


def test_the_form_alone_is_no_look(town) -> None:
    at_the_desk(town).get("/desk/auditor")
    assert lookups(town) == []


def test_every_look_is_an_entry_and_names_who_looked(town, on_both) -> None:
    entries(town)
    auditor = at_the_desk(town)
    search(auditor)
    auditor.get("/desk/auditor/entry/0")
    page = auditor.get("/desk/auditor")
    search(auditor)
    take(town, auditor, "0", "1")
    noted = lookups(town)
    assert [body["count"] for body in noted] == [2, 1, 4, 2]
    assert len({body["staff"] for body in noted}) == 1
    assert all(body["actor"] == "staff" and body["fields"] == [] for body in noted)
    assert len({body["tag"] for body in noted}) == 4
    assert page.status == 200


def test_search_by_service_purpose_field_type_and_day(town, on_both) -> None:
    entries(town)
    entries(town, citizen="b" * 36, service="aid", purpose="bansos@2", fields=("income_band",))
    town.clock.advance(days=2)
    entries(town, citizen="c" * 36, service="aid", purpose="bansos@3", fields=("income_band", "nik"))
    auditor = at_the_desk(town)
    assert found(auditor.get("/desk/auditor?look=1&service=aid")) == [5, 4, 3, 2]
    assert found(search(auditor, purpose="bansos")) == [5, 4, 3, 2]
    assert found(search(auditor, purpose="bansos@2")) == [3, 2]
    assert found(search(auditor, field="nik")) == [5, 4]
    assert found(auditor.get("/desk/auditor?look=1&field=resident_of")) == [1, 0]
    assert found(search(auditor, type="release")) == [5, 3, 1]
    assert found(search(auditor, since="2026-11-26", type="release")) == [5]
    assert found(search(auditor, until="2026-11-24", type="release")) == [3, 1]
    assert found(search(auditor, since="2026-11-24", until="2026-11-24", purpose="kartu")) == [1, 0]


def test_nothing_found_is_said_in_words(town) -> None:
    assert "Tidak ada catatan yang cocok" in search(at_the_desk(town), purpose="tidak-ada").text


def test_what_was_typed_wrongly_is_kept_and_explained(town) -> None:
    auditor = at_the_desk(town)
    page = search(auditor, purpose="Kartu Anggota!", since="kemarin")
    assert page.status == 422
    assert "Kartu Anggota!" in page.html
    assert "kemarin" in page.html
    assert page.text.count("2026-11-23") == 2
    assert lookups(town) == []


def test_a_long_list_is_read_page_by_page_without_gap_or_repetition(town) -> None:
    entries(town, count=70)
    auditor = at_the_desk(town)
    first = found(search(auditor, purpose="kartu"))
    second = found(auditor.get(auditor.here.link("Catatan sebelumnya")))
    assert first + second == list(range(70, -1, -1))
    assert all("Catatan sebelumnya" not in text for _, text in auditor.here.links)


def proof_on(page) -> tuple[bytes, bytes, list[bytes], bytes]:
    code = [
        b64decode(part.split("</code>")[0])
        for part in page.html.split("<dd><code>")[1:]
        if len(part.split("</code>")[0]) == 44
    ]
    path = [b64decode(part.split("</code>")[0]) for part in page.html.split("<li><code>")[1:]]
    import html

    body = html.unescape(page.html.split("<pre>")[1].split("</pre>")[0]).encode()
    return code[0], code[1], path, body


def climb(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """RFC 9162, section 2.1.3.2, written anew from the text."""
    node, last, here = leaf, size - 1, index
    for one in path:
        if here % 2 or here == last:
            node = hashlib.sha256(b"\x01" + one + node).digest()
            while here % 2 == 0 and here:
                here, last = here >> 1, last >> 1
        else:
            node = hashlib.sha256(b"\x01" + node + one).digest()
        here, last = here >> 1, last >> 1
    return node


@pytest.mark.parametrize("index", [0, 3, 8])
def test_the_shown_proof_leads_from_the_shown_bytes_to_the_signed_root(town, index) -> None:
    entries(town, count=8)
    page = at_the_desk(town).get(f"/desk/auditor/entry/{index}")
    leaf, root, path, body = proof_on(page)
    assert leaf == hashlib.sha256(b"\x00" + body).digest()
    assert climb(leaf, index, 9, path) == root
    note = page.html.split("<pre>")[2].split("</pre>")[0].replace("&#43;", "+")
    key = checkpoints.verifier_key(f"{urlsplit(town.issuer).netloc}/ledger", town.keys.ledger_public)
    assert checkpoints.verify(note.encode(), key).root == root
    assert key in page.html


def test_the_pages_hold_no_citizen(town) -> None:
    citizen = "d" * 36
    entries(town, citizen=citizen)
    auditor = at_the_desk(town)
    for page in (search(auditor), auditor.get("/desk/auditor/entry/0")):
        assert citizen not in page.html


@pytest.mark.parametrize("index", [1, 999, 2**62, 2**70])
def test_an_entry_that_is_not_there(town, index) -> None:
    auditor = at_the_desk(town)
    assert auditor.get(f"/desk/auditor/entry/{index}").status == 404
    assert lookups(town) == []


def test_a_bundle_is_verified_outside(town, tmp_path) -> None:
    entries(town, count=4)
    auditor = at_the_desk(town)
    search(auditor, type="release")
    answer = take(town, auditor, "1", "3", "x", "-1")
    assert answer.mimetype == "application/zip"
    assert "attachment" in answer.headers["Content-Disposition"]
    data = answer.get_data()
    assert [name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if name.startswith("entries/")] == [
        "entries/000000001.json",
        "entries/000000003.json",
    ]
    path = tmp_path / "bundle.zip"
    path.write_bytes(data)
    key = checkpoints.verifier_key("localhost:8000/ledger", town.keys.ledger_public)
    run = subprocess.run(
        [sys.executable, "-m", "ledger.verify", str(path), "--key", key], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_an_empty_choice_is_explained(town) -> None:
    entries(town)
    auditor = at_the_desk(town)
    search(auditor)
    page = auditor.submit("index")
    assert page.status == 422
    assert "paling sedikit satu" in page.text


def test_a_desk_that_was_left_alone_closes(town) -> None:
    auditor = at_the_desk(town)
    town.clock.advance(minutes=16)
    assert "/desk/sign-in" in auditor.get("/desk/auditor?look=1").url


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ({"purpose": "a b"}, ("purpose", "purpose")),
        ({"field": "Nama"}, ("field", "field")),
        ({"type": "x"}, ("type", "type")),
        ({"since": "23-11-2026"}, ("since", "day")),
        ({"until": "2026-02-30"}, ("until", "day")),
        ({"since": "2026-11-24", "until": "2026-11-23"}, ("until", "order")),
    ],
)
def test_what_cannot_be_looked_for(form, wrong) -> None:
    assert criteria_of(form) == Misread((wrong,))


@pytest.mark.parametrize("after", ["-1", "x", "9" * 5000, "٣", ""])
def test_a_continuation_that_is_none(after) -> None:
    assert criteria_of({"after": after}) == Criteria()


def test_the_last_day_of_all_time() -> None:
    assert isinstance(criteria_of({"until": "9999-12-31"}), Criteria)


def test_every_type_of_entry_has_its_words() -> None:
    assert set(TYPES) == set(EntryType)
