"""A bundle: chosen entries in a zip file, each with the proof that it stands in the signed tree."""

import base64
import re
import zipfile
import zlib
from typing import BinaryIO

from ledger.verify import notes
from ledger.verify.anchors import Trust, anchor
from ledger.verify.report import Finding, Report, UnreadableError
from ledger.verify.shape import MalformedError, body_of
from ledger.verify.tree import leaf_hash, root_from_path

LARGEST_PART = 1 << 16
MOST_PARTS = 100_000
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})

_ENTRY = re.compile(r"entries/([0-9]{9})\.json")
_HANDOVER = re.compile(r"handovers/[0-9]{3}\.txt")
_OTHERS = re.compile(r"README\.txt|BACA\.txt|checkpoint\.txt|proofs/[0-9]{9}\.tlog-proof")
PROOF = re.compile(rb"c2sp\.org/tlog-proof@v1\nindex (0|[1-9][0-9]*)\n((?:[A-Za-z0-9+/]{43}=\n)*)\n(.*)", re.DOTALL)


def verify_bundle(stream: BinaryIO, trust: Trust, report: Report) -> None:
    """Check the bundle in `stream` and put all that is wrong into `report`; raise `UnreadableError`."""
    report.kind = "bundle"
    try:
        with zipfile.ZipFile(stream) as bundle:
            _verify(bundle, trust, report)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, ValueError, EOFError, OSError) as error:
        raise UnreadableError(f"the bundle is damaged ({error}).") from None


def _verify(bundle: zipfile.ZipFile, trust: Trust, report: Report) -> None:
    if any(part.compress_type not in METHODS for part in bundle.infolist()):
        raise UnreadableError("a part of the bundle is packed by another method than an auditor's bundle is.")
    names = bundle.namelist()
    if len(names) > MOST_PARTS or len(set(names)) != len(names):
        raise UnreadableError("the bundle has too many parts, or one twice.")
    note = notes.read_note(_part(bundle, "checkpoint.txt"), "checkpoint.txt")
    report.origin, report.size, report.root = note.origin, note.size, base64.b64encode(note.root).decode()
    carried = [notes.read_note(_part(bundle, name), name) for name in sorted(names) if _HANDOVER.fullmatch(name)]
    for name in names:
        if found := _ENTRY.fullmatch(name):
            _verify_entry(bundle, int(found[1]), note, report)
        elif not _OTHERS.fullmatch(name) and not _HANDOVER.fullmatch(name):
            report.add(Finding("foreign", "does not belong into a bundle.", file=name))
    anchor(note, trust, report, "checkpoint.txt", carried)


def _verify_entry(bundle: zipfile.ZipFile, index: int, note: notes.Note, report: Report) -> None:
    file = f"entries/{index:09d}.json"
    body = _part(bundle, file)
    try:
        report.counts[body_of(body)["type"]] += 1
    except MalformedError as error:
        report.add(Finding("malformed", f"{error}.", entry=index, file=file))
    proof_file = f"proofs/{index:09d}.tlog-proof"
    proof = PROOF.fullmatch(_part(bundle, proof_file))
    if proof is None:
        report.add(Finding("proof", "is not a proof.", entry=index, file=proof_file))
        return
    path = [base64.b64decode(line) for line in proof[2].split()]
    if int(proof[1]) != index or notes.read_note(proof[3], proof_file) != note:
        report.add(Finding("proof", "is about another entry or checkpoint.", entry=index, file=proof_file))
    elif root_from_path(leaf_hash(body), index, note.size, path) != note.root:
        text = "is not in the tree that the checkpoint signs."
        report.add(Finding("not-included", text, entry=index, file=file))


def _part(bundle: zipfile.ZipFile, name: str) -> bytes:
    try:
        with bundle.open(name) as part:
            data = part.read(LARGEST_PART + 1)
    except KeyError:
        raise UnreadableError(f"the bundle lacks {name}.") from None
    if len(data) > LARGEST_PART:
        raise UnreadableError(f"{name} is too large.")
    return data
