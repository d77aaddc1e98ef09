"""Kinds of files: how one is recognised by its first bytes, and how large it may be before and after it was made anew."""

from collections.abc import Collection

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
PHOTO = (JPEG, PNG)
PAPER = (JPEG, PNG, PDF)
# Only at the very beginning: a file that is two things at once hides its second beginning further on.
BEGINNINGS = {b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG, b"%PDF-": PDF}
LONGEST_BEGINNING = max(map(len, BEGINNINGS))

LARGEST_UPLOAD = 10_000_000  # bytes, as a phone takes a picture
LARGEST_KEPT = 2_000_000  # bytes, after the picture was made smaller
LARGEST_SIDE = 2_400  # pixels; an A4 page at 205 dpi
MOST_PIXELS = 50_000_000
MOST_PAGES = 30


class NotTaken(Exception):  # noqa: N818 - it tells what was found, not what failed
    """The file cannot be kept; `code` is a reason for which `vault.texts` has a sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def sniffed(beginning: bytes) -> str | None:
    """Return the media type of a file by its first bytes, whatever its name and sender say; None for any other."""
    return next((kind for magic, kind in BEGINNINGS.items() if beginning.startswith(magic)), None)


def refuse_unless(kind: str | None, taken: Collection[str]) -> str:
    """Return `kind` when it is one of those `taken`; raise `NotTaken` otherwise."""
    if kind in taken and kind is not None:
        return kind
    raise NotTaken("file_kind" if PDF in taken else "file_kind_photo")
