"""PDF files made anew: only what is printed on their pages passes, nothing that acts, hides or names its maker."""

import io

import pikepdf

from vault.documents.kinds import LARGEST_KEPT, MOST_PAGES, PDF, NotTaken

# What a page needs in order to be printed (ISO 32000-2, table 31); notes, links, forms and actions are none of it.
KEPT_OF_PAGE = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/UserUnit", "/Group"}
)
# Whatever acts, points outside, carries files along or tells of its maker, wherever it hangs.
NEVER_KEPT = (
    "/AA", "/OpenAction", "/JS", "/JavaScript", "/Launch", "/URI", "/GoToR", "/EmbeddedFiles", "/EF", "/AF",
    "/Metadata", "/PieceInfo", "/LastModified", "/Ref", "/OPI", "/Alternates", "/StructParent", "/StructParents", "/Thumb",
)  # fmt: skip
# A stream may lie in another file (table 5); among the names of a page's fonts the same word means a font.
NEVER_KEPT_OF_STREAMS = ("/F", "/FFilter", "/FDecodeParms")


def made_anew(data: bytes) -> tuple[bytes, str, dict[str, int]]:
    """Return the file with its pages alone, its media type, and how many pages it has; raise `NotTaken`."""
    try:
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as found, pikepdf.new() as fresh:
            if found.is_encrypted:
                raise NotTaken("file_locked")
            if not 0 < len(found.pages) <= MOST_PAGES:
                raise NotTaken("file_pages")
            for page in found.pages:
                _keep_what_is_printed(page.obj)
                fresh.pages.append(page)
            _take_out(fresh)
            out = io.BytesIO()
            fresh.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            count = len(fresh.pages)
    except pikepdf.PasswordError:
        raise NotTaken("file_locked") from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError):
        raise NotTaken("file_damaged") from None
    if out.tell() > LARGEST_KEPT:
        raise NotTaken("file_still_large")
    return out.getvalue(), PDF, {"pages": count}


def _keep_what_is_printed(page: pikepdf.Object) -> None:
    for name in [str(key) for key in page.keys() if str(key) not in KEPT_OF_PAGE]:  # noqa: SIM118 - no dict
        del page[name]


def _take_out(paper: pikepdf.Pdf) -> None:
    for one in paper.objects:
        is_stream = isinstance(one, pikepdf.Stream)
        if not is_stream and not isinstance(one, pikepdf.Dictionary):
            continue
        for name in (*NEVER_KEPT, *(NEVER_KEPT_OF_STREAMS if is_stream else ())):
            if name in one:
                del one[name]
