"""Files made anew: what is seen stays, what is hidden goes, and a trap harms nobody but the program that opened it."""

import hashlib
import io
import time

import pikepdf
import pytest
from PIL import Image

from tests.vault import files
from vault.documents import recoder
from vault.documents.kinds import JPEG, LARGEST_KEPT, PAPER, PDF, PHOTO, PNG, NotTaken, refuse_unless, sniffed
from vault.documents.safe import cut


def anew(data: bytes, kind: str | None = None):
    return recoder.made_anew(cut(data), kind or sniffed(data) or "")


def reason(data: bytes, kind: str | None = None) -> str:
    with pytest.raises(NotTaken) as told:
        anew(data, kind)
    return told.value.code


@pytest.mark.parametrize("data", [files.jpeg(), files.png(), files.png("P"), files.png("L"), files.png("LA")])
def test_a_picture_comes_back_as_a_picture_and_nothing_else(data):
    fresh = anew(data)
    assert files.CANARY not in fresh.data
    with Image.open(io.BytesIO(fresh.data)) as seen:
        assert (seen.format, seen.mode, seen.size) == ("JPEG", "RGB", (320, 200))
        assert not seen.getexif() and "comment" not in seen.info
    digest = hashlib.sha256(fresh.data).hexdigest()
    assert fresh.told == {"kind": JPEG, "width": 320, "height": 200, "size": len(fresh.data), "sha256": digest}


def test_what_the_camera_turned_is_turned_upright_and_what_is_clear_is_white():
    assert anew(files.jpeg(orientation=6)).told["width"] == 200
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(anew(out.getvalue()).data)) as seen:
        assert min(seen.getpixel((5, 5))) > 250


def test_a_large_photo_becomes_small_enough():
    fresh = anew(files.jpeg(3600, 2400, noise=70))
    assert len(fresh.data) <= LARGEST_KEPT
    assert fresh.told["width"] == 2400


def test_a_paper_keeps_its_pages_and_nothing_that_acts_or_hides():
    fresh = anew(files.pdf())
    assert (fresh.told["kind"], fresh.told["pages"]) == (PDF, 2)
    with pikepdf.open(io.BytesIO(fresh.data)) as seen:
        assert set(seen.Root.keys()) == {"/Type", "/Pages"}
        assert not seen.attachments and not list(seen.docinfo.keys())
        for page in seen.pages:
            assert b"100 re f" in page.Contents.read_bytes()
            assert {"/AA", "/Annots"}.isdisjoint(page.obj.keys())
        text = b"".join(one.unparse() for one in seen.objects)
    assert files.CANARY not in text + fresh.data
    assert b"JavaScript" not in text


@pytest.mark.parametrize(
    ("data", "kind", "code"),
    [
        (files.jpeg()[:2000], JPEG, "file_damaged"),
        (files.png()[:300], PNG, "file_damaged"),
        (b"\xff\xd8\xff", JPEG, "file_damaged"),
        (files.png_of_size(8_000, 8_000), PNG, "file_pixels"),
        (files.png_of_size(60_000, 60_000), PNG, "file_pixels"),
        (files.png(), JPEG, "file_damaged"),
        (files.pdf()[:500], PDF, "file_damaged"),
        (b"%PDF-1.7 nonsense", PDF, "file_damaged"),
        (files.pdf(password="rahasia"), PDF, "file_locked"),
        (files.pdf(31), PDF, "file_pages"),
        (files.pdf(2, noise=1_200_000), PDF, "file_still_large"),
        (files.jpeg(), "image/gif", "file_bomb"),
    ],
)
def test_a_broken_file_or_a_trap_is_told_by_its_reason(data, kind, code):
    assert reason(data, kind) == code


def bomb_of_streams() -> bytes:
    """A paper of some hundred kilobytes whose object stream unfolds to gigabytes."""
    import zlib

    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"1 0 " + b" " * 10_000_000) for _ in range(120)) + packer.flush()
    head = b"%PDF-1.7\n"
    body = b"2 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n" % len(packed) + packed
    body += b"\nendstream endobj\n"
    rows = b"\0\0\0\0\xff" + b"\2\0\0\2\0" + b"\1" + len(head).to_bytes(3, "big") + b"\0"
    start = len(head) + len(body)
    table = b"3 0 obj<</Type/XRef/Size 3/W[1 3 1]/Root 1 0 R/Length %d>>stream\n" % len(rows) + rows
    return head + body + table + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % start


def test_a_bomb_ends_the_program_that_opened_it_and_nothing_else():
    data, began = bomb_of_streams(), time.monotonic()
    assert len(data) < 2_000_000
    assert reason(data, PDF) in {"file_bomb", "file_damaged"}
    assert time.monotonic() - began < 40


@pytest.mark.parametrize(
    ("beginning", "kind"),
    [
        (b"\xff\xd8\xff\xe0", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"%PDF-1.7", PDF), (b"GIF89a", None), (b"<svg>", None),
        (b"PK\x03\x04", None), (b" %PDF-1.7", None), (b"<!doctype html>", None), (b"MZ", None), (b"", None), (b"\x89PNG", None),
    ],
)  # fmt: skip
def test_a_file_is_what_it_begins_with(beginning, kind):
    assert sniffed(beginning) == kind


def test_a_portrait_is_no_paper():
    assert refuse_unless(JPEG, PHOTO) == JPEG
    for kind, taken, code in (
        (PDF, PHOTO, "file_kind_photo"),
        (None, PHOTO, "file_kind_photo"),
        (None, PAPER, "file_kind"),
    ):
        with pytest.raises(NotTaken) as told:
            refuse_unless(kind, taken)
        assert told.value.code == code


def test_the_program_has_nothing_of_ours_in_its_environment(monkeypatch, tmp_path):
    import subprocess
    import sys

    seen = []
    real = subprocess.Popen

    def watched(*args, **named):
        seen.append(named["env"])
        return real(*args, **named)

    monkeypatch.setattr(subprocess, "Popen", watched)
    monkeypatch.setenv("SEKALI_KEYS_FILE", str(tmp_path))
    anew(files.jpeg())
    assert seen == [{}]
    assert recoder.COMMAND[:2] == (sys.executable, "-I")
