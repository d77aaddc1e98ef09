"""One call: a path and the trusted keys in, a report out."""

from collections.abc import Sequence
from pathlib import Path

from ledger.verify.bundle_file import verify_bundle
from ledger.verify.export_file import verify_export
from ledger.verify.notes import read_key
from ledger.verify.report import Report, UnreadableError

_ZIP = b"PK\x03\x04"


def verify(path: str | Path, keys: Sequence[str]) -> Report:
    """Return the report on the export or bundle at `path`, anchored in the verifier keys `keys`."""
    report = Report(str(path))
    try:
        trusted = [read_key(key) for key in keys]
        with Path(path).open("rb") as stream:
            is_bundle = stream.read(len(_ZIP)) == _ZIP
            stream.seek(0)
            (verify_bundle if is_bundle else verify_export)(stream, trusted, report)
    except OSError as error:
        report.unreadable = f"{path}: {error.strerror}."
    except UnreadableError as error:
        report.unreadable = str(error)
    return report
