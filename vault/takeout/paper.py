"""The paper: lines of text as a PDF that people read, select and search, and that a screen reader walks through by its tags."""

import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import pikepdf
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
MARGIN = 56  # points, 2 cm
NEAREST = "?"  # for what the typeface has no form of


class Kind(StrEnum):
    """What a piece of text is; the value is its structure type (ISO 32000-1, 14.8.4)."""

    TITLE = "H1"
    HEADING = "H2"
    NAME = "H3"
    TEXT = "P"
    NOTE = "Note"


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of text, of any length."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class _Style:
    font: str
    size: float
    before: float


PLAIN, BOLD = "Vera", "VeraBd"
STYLES: Mapping[Kind, _Style] = {
    Kind.TITLE: _Style(BOLD, 18, 0),
    Kind.HEADING: _Style(BOLD, 13, 18),
    Kind.NAME: _Style(BOLD, 10, 9),
    Kind.TEXT: _Style(PLAIN, 10, 2),
    Kind.NOTE: _Style(PLAIN, 8.5, 1),
}
LEADING = 1.4


def paper(pieces: Iterable[Piece], title: str, language: str) -> bytes:
    """Return the pieces, one under the other, as a tagged PDF in `language` whose window shows `title`."""
    out = io.BytesIO()
    sheet = _Sheet(Canvas(out, pagesize=A4, lang=language), title)
    for piece in pieces:
        sheet.put(piece)
    sheet.end()
    return _tagged(out.getvalue(), sheet.marks, title, language)


class _Sheet:
    """The page that is being written; `marks` are, by piece, its kind and the places (page, number) where it stands."""

    def __init__(self, canvas: Canvas, title: str) -> None:
        _typeface()
        canvas.setTitle(title)
        self._canvas = canvas
        self._page, self._mark, self._y = 0, 0, HEIGHT - MARGIN
        self.marks: list[tuple[Kind, list[tuple[int, int]]]] = []

    def put(self, piece: Piece) -> None:
        """Write a piece, going on at the next page where it does not fit."""
        style, places = STYLES[piece.kind], []
        self._y -= style.before
        for lines in self._stretches(piece, style):
            places.append((self._page, self._mark))
            self._canvas.addLiteral(f"/{piece.kind} <</MCID {self._mark}>> BDC")
            self._canvas.setFont(style.font, style.size)
            for line in lines:
                self._y -= style.size * LEADING
                self._canvas.drawString(MARGIN, self._y, line)
            self._canvas.addLiteral("EMC")
            self._mark += 1
        self.marks.append((piece.kind, places))

    def end(self) -> None:
        """End the last page."""
        self._turn()
        self._canvas.save()

    def _stretches(self, piece: Piece, style: _Style) -> Iterator[list[str]]:
        left = simpleSplit(_writable(piece.text), style.font, style.size, WIDTH - 2 * MARGIN)
        step = style.size * LEADING
        # A name is not left alone at the foot of a page.
        needed = step * (3 if piece.kind in {Kind.HEADING, Kind.NAME} else 1)
        while left:
            if self._y - needed < MARGIN:
                self._turn()
            room = max(int((self._y - MARGIN) // step), 1)
            yield left[:room]
            left, needed = left[room:], step

    def _turn(self) -> None:
        self._canvas.addLiteral("/Artifact BMC")
        self._canvas.setFont(PLAIN, 8)
        self._canvas.drawRightString(WIDTH - MARGIN, MARGIN / 2, str(self._page + 1))
        self._canvas.addLiteral("EMC")
        self._canvas.showPage()
        self._page, self._mark, self._y = self._page + 1, 0, HEIGHT - MARGIN


@cache
def _typeface() -> TTFont:
    faces = [TTFont(name, f"{name}.ttf") for name in (PLAIN, BOLD)]
    for face in faces:
        pdfmetrics.registerFont(face)
    return faces[0]


def _writable(text: str) -> str:
    known = _typeface().face.charToGlyph
    return "".join(one if ord(one) in known else _nearest(one, known) for one in text)


def _nearest(one: str, known: Mapping[int, int]) -> str:
    plain = "".join(part for part in unicodedata.normalize("NFKD", one) if ord(part) in known)
    return plain or ("" if unicodedata.category(one).startswith(("M", "C")) else NEAREST)


def _tagged(data: bytes, marks: Iterable[tuple[Kind, list[tuple[int, int]]]], title: str, language: str) -> bytes:
    """Return the PDF with the tree of its structure (ISO 32000-1, 14.7): which mark on which page is what."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        root = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))
        whole = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.Document, P=root))
        elements, parents = [], [[] for _ in pdf.pages]  # type: ignore[var-annotated]
        for kind, places in marks:
            pieces = pikepdf.Array(
                [pikepdf.Dictionary(Type=pikepdf.Name.MCR, Pg=pdf.pages[at].obj, MCID=mark) for at, mark in places]
            )
            name = pikepdf.Name(f"/{kind}")
            element = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=name, P=whole, K=pieces))
            elements.append(element)
            for at, _ in places:
                parents[at].append(element)
        for number, page in enumerate(pdf.pages):
            page.obj.StructParents = number
        numbers = [part for number, of_page in enumerate(parents) for part in (number, pikepdf.Array(of_page))]
        whole.K = pikepdf.Array(elements)
        root.K = pikepdf.Array([whole])
        root.ParentTree = pdf.make_indirect(pikepdf.Dictionary(Nums=pikepdf.Array(numbers)))
        pdf.Root.StructTreeRoot = root
        pdf.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
        pdf.Root.Lang = pikepdf.String(language)
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        with pdf.open_metadata(set_pikepdf_as_editor=False) as told:
            told["dc:title"] = title
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()
