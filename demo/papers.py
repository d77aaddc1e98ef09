"""The papers of the demo: drawn here, so that no real card is ever in the house, and plainly marked as examples."""

import io
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from vault import catalogue
from vault.documents.kinds import PDF, PHOTO

CARD, SHEET, PORTRAIT = (640, 400), (620, 877), (300, 400)
INK, PAPER, FACE, CLOTH = (20, 40, 45), (236, 242, 240), (214, 178, 150), (11, 74, 82)


@cache
def drawn(field: str, holder: str) -> bytes:
    """Return an example of a document of `holder`: a portrait, a card, or a page as PDF."""
    found = catalogue.DOCUMENTS[field]
    if found.takes == PHOTO:
        return _written(_portrait(), "PNG")
    size = CARD if field == "ktp_scan" else SHEET
    return _written(_paper(size, found.label_id, holder), "PDF" if found.example["kind"] == PDF else "JPEG")


def _paper(size: tuple[int, int], title: str, holder: str) -> Image.Image:
    picture = Image.new("RGB", size, PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((12, 12, size[0] - 12, size[1] - 12), outline=CLOTH, width=4)
    lines = (title.upper(), f"Nama: {holder}", "CONTOH - dibuat untuk peragaan", "bukan dokumen resmi")
    for number, line in enumerate(lines):
        pen.text((40, 50 + 56 * number), line, fill=INK, font=ImageFont.load_default(28 if number else 34))
    return picture


def _portrait() -> Image.Image:
    width, height = PORTRAIT
    picture = Image.new("RGB", PORTRAIT, (178, 34, 34))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((20, 270, width - 20, height + 150), fill=CLOTH)
    pen.ellipse((75, 70, width - 75, 290), fill=CLOTH)
    pen.ellipse((100, 100, width - 100, 270), fill=FACE)
    return picture


def _written(picture: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, form)
    return out.getvalue()
