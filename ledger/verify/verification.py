"""One call: a path and the trusted keys in, a report out."""

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from ledger.verify.anchors import Trust
from ledger.verify.bundle_file import verify_bundle
from ledger.verify.cosignatures import read_policy
from ledger.verify.export_file import verify_export
from ledger.verify.notes import read_key
from ledger.verify.progress import Progress, on_terminal
from ledger.verify.receipt_file import verify_receipt
from ledger.verify.report import Report, UnreadableError

_ZIP = b"PK\x03\x04"
_RECEIPT = b"{\n"  # an export begins with its header in one line


def verify(
    path: str | Path,
    keys: Sequence[str],
    checkpoints: Sequence[str | Path] = (),
    *,
    witnesses: Sequence[str] = (),
    quorum: int | None = None,
    shows: bool = False,
) -> Report:
    """Return the report on the export, bundle or receipt at `path`, anchored in the verifier keys `keys`.

    `checkpoints` are files with earlier checkpoints of the same ledger, of which an export must be a continuation.
    `quorum` of the keys in `witnesses` must have cosigned the checkpoint; more than half of them when it is None.
    `shows` draws a bar on a terminal meanwhile.
    """
    report = Report(str(path))
    try:
        trust = Trust([read_key(key) for key in keys], read_policy(witnesses, quorum))
        kept = [Path(checkpoint).read_bytes() for checkpoint in checkpoints]
        with Path(path).open("rb") as stream:
            progress = on_terminal(Path(path).stat().st_size) if shows else Progress(None)
            _check(stream, trust, kept, report, progress)
            progress.end()
    except OSError as error:
        report.unreadable = f"{error.filename}: {error.strerror}."
    except UnreadableError as error:
        report.unreadable = str(error)
    return report


def _check(stream: BinaryIO, trust: Trust, kept: Sequence[bytes], report: Report, progress: Progress) -> None:
    begins = stream.read(len(_ZIP))
    stream.seek(0)
    if begins != _ZIP and not begins.startswith(_RECEIPT):
        verify_export(stream, trust, kept, report, progress)
    elif kept:
        raise UnreadableError("only an export holds enough to be compared with an earlier checkpoint.")
    elif begins == _ZIP:
        verify_bundle(stream, trust, report)
    else:
        verify_receipt(stream, trust, report)
