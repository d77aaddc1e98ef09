"""The pages of documents: a plain form, and an upload in pieces that goes on where it broke off."""

import io
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from PIL import Image
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from core.runtime import SETTINGS
from tests.journeys.story import open_account
from tests.vault import files
from tests.vault.test_scanning import EICAR, clamd
from vault.documents import safe, uploads
from vault.documents.store import UploadPieceRow, UploadRow

PAGE = "/profile/documents/ktp_scan"
BYTES = "application/offset+octet-stream"


class Sender:
    """A browser of a citizen, with and without JavaScript."""

    def __init__(self, town, identifier: str = "warga@contoh.id") -> None:
        self.town, self.browser = town, open_account(town, identifier)
        self.browser.get(PAGE)
        self.token = dict(self.browser.here.form("expires").data())["form_token"]

    def open(self, path: str, method: str = "GET", **named):
        return self.browser.client.open(path, method=method, base_url=self.town.issuer, **named)

    def post(self, data: bytes, page: str = PAGE, **more):
        sent = {"form_token": self.token, "file": FileStorage(io.BytesIO(data), "foto.jpg"), "save": "1"} | more
        # The client of the tests would make a temporary file of a large form, and leave it open.
        boundary, body = encode_multipart(sent)
        return self.open(page, "POST", data=body, content_type=f"multipart/form-data; boundary={boundary}")

    def headers(self, **more) -> dict[str, str]:
        return {"Form-Token": self.token, **{name.replace("_", "-"): str(text) for name, text in more.items()}}

    def begin(self, size: int, page: str = PAGE):
        return self.open(f"{page}/uploads", "POST", headers=self.headers(Upload_Length=size))

    def piece(self, address: str, offset: int, data: bytes, **more):
        headers = self.headers(Upload_Offset=offset, **more)
        return self.open(address, "PATCH", data=data, headers=headers, content_type=BYTES)

    def finish(self, address: str, **more):
        return self.open(PAGE, "POST", data={"form_token": self.token, "upload": address.rpartition("/")[2]} | more)

    def file(self, page: str = PAGE) -> bytes:
        return self.open(f"{page}/file").data

    def left_over(self) -> tuple[int, int]:
        with self.town.reading() as session:
            return tuple(session.scalar(select(func.count()).select_from(row)) for row in (UploadRow, UploadPieceRow))


@pytest.fixture
def sender(town):
    return Sender(town)


def test_a_plain_form_keeps_a_file_and_shows_it(sender, town, on_both):
    answer = sender.post(files.jpeg(), expires="31-01-2027")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}?saved=1")
    text = sender.browser.get(f"{PAGE}?saved=1").text
    assert "Berkas sudah disimpan." in text and "JPEG" in text and "berlaku sampai 31 Januari 2027" in text
    found = sender.open(f"{PAGE}/file")
    with Image.open(io.BytesIO(found.data)) as seen:
        assert seen.size == (320, 200)
    assert int(found.headers["Content-Length"]) == len(found.data)
    assert "sandbox" in found.headers["Content-Security-Policy"]
    assert found.headers["Cache-Control"] == "no-store"
    town.check_ledger()


def test_a_paper_is_handed_over_and_never_opened_in_the_page(sender):
    assert sender.post(files.pdf()).status_code == 303
    found = sender.open(f"{PAGE}/file")
    assert found.headers["Content-Disposition"] == 'attachment; filename="ktp_scan.pdf"'
    assert "PDF, 2 halaman" in sender.browser.get(PAGE).text


@pytest.mark.parametrize(
    ("data", "page", "said"),
    [
        (b"", PAGE, "Pilih berkas lebih dulu."),
        (b"GIF89a" + bytes(50), PAGE, "bukan foto JPEG atau PNG, dan bukan PDF"),
        (b"<html><script>alert(1)</script>", PAGE, "bukan foto JPEG atau PNG, dan bukan PDF"),
        (b"PK\x03\x04" + bytes(50), PAGE, "bukan foto JPEG atau PNG, dan bukan PDF"),
        (files.jpeg()[:1500], PAGE, "rusak atau terpotong"),
        (files.png_of_size(60_000, 60_000), PAGE, "terlalu besar ukurannya"),
        (files.pdf(password="x"), PAGE, "terkunci dengan kata sandi"),
        (files.pdf(), "/profile/documents/face_photo", "bukan foto JPEG atau PNG. Simpan"),
        (b"\xff\xd8\xff" + random.Random(1).randbytes(10_000_000), PAGE, "lebih dari 10 MB"),
    ],
)
def test_what_cannot_be_kept_is_said_by_the_field_and_loses_nothing(sender, data, page, said):
    assert sender.post(files.jpeg()).status_code == 303
    kept = sender.file()
    answer = sender.post(data, page)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert said in text and 'href="#file"' in text
    assert sender.file() == kept


def test_a_date_that_does_not_exist_is_said_by_its_field_and_stays_typed(sender):
    answer = sender.post(files.jpeg(), expires="31-02-2030")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "tidak ada di kalender" in text and 'value="31-02-2030"' in text and 'href="#expires"' in text
    assert sender.file()[:2] != b"\xff\xd8"


def test_a_body_that_is_larger_than_any_file_is_refused_before_it_is_read(sender):
    assert sender.post(bytes(10_100_000)).status_code == 413
    assert sender.open("/profile/contact", "POST", data={"x": "y" * 200_000}).status_code == 413, (
        "and only files are large"
    )


def test_nothing_that_is_sent_is_written_to_a_temporary_file(sender, monkeypatch):
    from werkzeug import formparser

    def refuse(*_args, **_named):
        raise AssertionError("a temporary file holds a citizen's file open on the disk")

    monkeypatch.setattr(formparser, "SpooledTemporaryFile", refuse)
    assert sender.post(files.jpeg(2_000, 1_500, noise=50)).status_code == 303


def test_an_upload_goes_on_where_it_broke_off(sender, on_both):
    data = files.jpeg(1200, 900, noise=60)
    begun = sender.begin(len(data))
    address = begun.headers["Location"]
    assert (begun.status_code, begun.headers["Upload-Offset"]) == (201, "0")
    half = 100_000
    assert sender.piece(address, 0, data[:half]).headers["Upload-Offset"] == str(half)
    assert sender.finish(address).status_code == 422, "half a file is no file"
    begun = sender.begin(len(data))
    address = begun.headers["Location"]
    sender.piece(address, 0, data[:half])
    state = sender.open(address, "HEAD")
    assert (state.headers["Upload-Offset"], state.headers["Upload-Length"]) == (str(half), str(len(data)))
    behind = sender.piece(address, 0, data[:half])
    assert (behind.status_code, behind.headers["Upload-Offset"]) == (409, str(half))
    assert sender.piece(address, half, data[half:]).status_code == 204
    assert sender.piece(address, len(data), b"more").status_code == 409, "it has as many bytes as it was told to"
    assert sender.finish(address, expires="").status_code == 303
    with Image.open(io.BytesIO(sender.file())) as seen:
        assert seen.size == (1200, 900)
    assert sender.left_over() == (0, 0)
    assert sender.open(address).status_code == 404


@pytest.mark.race
def test_of_two_who_send_the_same_stretch_one_wins(sender, on_both):
    data = files.jpeg(900, 700, noise=60)
    address = sender.begin(len(data)).headers["Location"]
    with sender.town.reading() as session:
        found = session.get_one(UploadRow, address.rpartition("/")[2])
        upload = uploads.Upload(found.id, found.citizen_id, found.field, found.size, 0)

    def send(_place: int) -> int | None:
        with sender.town.keeping() as session:
            return uploads.append(session, sender.town.keys, upload, 0, data)

    with ThreadPoolExecutor(6) as pool:
        ends = list(pool.map(send, range(6)))
    assert sorted(ends, key=str) == [len(data), *[None] * 5]
    assert sender.finish(address).status_code == 303


def test_pieces_on_the_way_are_sealed(sender):
    data = files.jpeg(900, 700, noise=60)
    address = sender.begin(len(data)).headers["Location"]
    sender.piece(address, 0, data)
    with sender.town.reading() as session:
        blobs = session.scalars(select(UploadPieceRow.blob)).all()
    assert len(blobs) == -(-len(data) // safe.PIECE_BYTES)
    assert all(data[at : at + 64] not in blob for blob in blobs for at in (0, 5_000, 70_000))


@pytest.mark.parametrize("size", ["", "0", "-1", "10000001", "x", "9" * 30])
def test_a_size_that_cannot_be_is_refused_at_once(sender, size):
    assert sender.begin(size).status_code == 422


def test_an_upload_is_its_citizens_alone_and_wants_its_token(sender, town):
    address = sender.begin(10).headers["Location"]
    other = Sender(town, "lain@contoh.id")
    assert other.piece(address, 0, b"0123456789").status_code == 404
    assert other.open(address).status_code == 404
    assert (
        sender.open(address, "PATCH", data=b"0", headers={"Upload-Offset": "0"}, content_type=BYTES).status_code == 400
    )
    assert sender.open(address, "PATCH", data=b"0", headers=sender.headers(Upload_Offset=0)).status_code == 415
    assert sender.begin(10, "/profile/documents/full_name").status_code == 404


def test_nobody_leaves_more_than_five_files_lying_about_and_none_for_more_than_a_day(sender):
    for _ in range(uploads.MOST_AT_ONCE):
        address = sender.begin(10).headers["Location"]
    assert sender.begin(10).status_code == 422
    sender.piece(address, 0, b"01234")
    sender.town.clock.advance(hours=25)
    from vault.documents import clearing

    with sender.town.keeping() as session:
        clearing.clear_expired(session, sender.town.clock())
    assert sender.left_over() == (0, 0)


def test_a_scanner_that_is_away_keeps_the_upload_for_the_next_try(sender):
    data, own = files.jpeg(), sender.town.app.extensions[SETTINGS]
    address = sender.begin(len(data)).headers["Location"]
    sender.piece(address, 0, data)
    sender.town.app.extensions[SETTINGS] = replace(own, scanner="unix:///nobody.ctl")
    answer = sender.finish(address)
    assert (answer.status_code, "belum dapat diperiksa" in answer.get_data(as_text=True)) == (422, True)
    with clamd() as (scanner, _):
        sender.town.app.extensions[SETTINGS] = replace(own, scanner=scanner)
        assert sender.finish(address).status_code == 303
    with clamd() as (scanner, _):
        sender.town.app.extensions[SETTINGS] = replace(own, scanner=scanner)
        assert "program jahat" in sender.post(files.jpeg() + EICAR).get_data(as_text=True)


def test_control_without_our_request_the_parser_writes_one(sender, monkeypatch):
    from flask import Request
    from werkzeug import formparser

    made = []
    monkeypatch.setattr(formparser, "SpooledTemporaryFile", lambda **_named: made.append(io.BytesIO()) or made[-1])
    monkeypatch.setattr(sender.town.app, "request_class", Request)
    sender.post(files.jpeg(2_000, 1_500, noise=50))
    assert made


def test_taking_a_document_away_asks_nothing_more(sender):
    sender.post(files.jpeg())
    page = sender.browser.get(PAGE)
    sender.browser.submit("remove", {}, ("remove", "1"))
    assert "Berkas sudah dihapus." in sender.browser.here.text
    assert sender.open(f"{PAGE}/file").status_code == 404
    assert page.status == 200
    assert "dikosongkan" in sender.browser.get("/profile/documents/ktp_scan/history").text
