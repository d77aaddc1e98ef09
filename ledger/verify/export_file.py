"""An export, read line by line: header, bodies, note, and the hashes by which a touched entry is named."""

import base64
import binascii
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, BinaryIO

from ledger.verify import canonical, notes
from ledger.verify.replay import Replay
from ledger.verify.report import Finding, Report, UnreadableError
from ledger.verify.shape import MalformedError, body_of
from ledger.verify.touched import HASH_BYTES, Leaves, differences
from ledger.verify.tree import leaf_hash, root_of

FORMAT = "sekali-ledger-1"
LONGEST_LINE = 1 << 16
FIRST_BODY_LINE = 2


def verify_export(stream: BinaryIO, keys: Sequence[notes.VerifierKey], kept: Sequence[bytes], report: Report) -> None:
    """Check the export in `stream` and put all that is wrong into `report`; raise `UnreadableError`.

    `kept` are earlier checkpoints of the same ledger; the export must be a continuation of each.
    """
    lines = _lines(stream)
    header = _header(next(lines, b""))
    report.origin, report.size = header["origin"], header["size"]
    hashes, complaints = _bodies(lines, report)
    text, signatures = list(_until_blank(lines)), list(_until_blank(lines))
    note = notes.read_note(_joined(text) + b"\n" + _joined(signatures))
    first_hash_line = FIRST_BODY_LINE + len(hashes) + 1 + len(text) + 1 + len(signatures) + 1
    listed = _listed(lines, first_hash_line, report)
    _compare_header(header, len(hashes), note, report)
    _compare_trees(hashes, listed, note, report, first_hash_line)
    report.findings += complaints
    _anchor(note, keys, report)
    for earlier in kept:
        _compare_earlier(hashes, notes.read_note(earlier, "the earlier checkpoint"), note, keys, report)


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    number = 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        if not line.endswith(b"\n"):
            why = "is too long" if len(line) == LONGEST_LINE else "breaks off"
            raise UnreadableError(f"line {number} {why}.")
        yield line[:-1]


def _until_blank(lines: Iterator[bytes]) -> Iterator[bytes]:
    for line in lines:
        if not line:
            return
        yield line
    raise UnreadableError("the file ends before its checkpoint is complete.")


def _joined(lines: list[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def _header(line: bytes) -> dict[str, Any]:
    try:
        header = canonical.read(line)
    except canonical.NotCanonicalError as error:
        raise UnreadableError(f"line 1, the header of an export, {error}.") from None
    if not isinstance(header, dict) or header.get("format") != FORMAT or header.keys() != {"format", "origin", "size"}:
        raise UnreadableError(f"line 1 is not the header of an export in the format {FORMAT}.")
    if not isinstance(header["origin"], str) or type(header["size"]) is not int or header["size"] < 0:
        raise UnreadableError("line 1, the header, has no origin or no size.")
    return header


def _bodies(lines: Iterator[bytes], report: Report) -> tuple[Leaves, list[Finding]]:
    replay, hashes, complaints = Replay(), Leaves(), []
    for entry, line in enumerate(_until_blank(lines)):
        hashes.add(leaf_hash(line))
        number = entry + FIRST_BODY_LINE
        try:
            body = body_of(line)
        except MalformedError as error:
            complaints.append(Finding("malformed", f"{error}.", number, entry))
            continue
        report.counts[body["type"]] += 1
        complaints += [Finding(code, f"{text}.", number, entry) for code, text in replay.step(body)]
    return hashes, complaints


def _listed(lines: Iterator[bytes], first_line: int, report: Report) -> Leaves:
    listed = Leaves()
    for number, line in enumerate(lines, first_line):
        try:
            found = base64.b64decode(line, validate=True)
        except (ValueError, binascii.Error):
            found = b""
        if len(found) != HASH_BYTES or base64.b64encode(found) != line:
            report.findings.append(Finding("hash-line", "is not the hash of an entry in base64.", line=number))
            found = bytes(HASH_BYTES)
        listed.add(found)
    return listed


def _compare_header(header: dict[str, Any], bodies: int, note: notes.Note, report: Report) -> None:
    if header["size"] != bodies:
        text = f"the header tells of {header['size']} entries, the file has {bodies}."
        report.findings.append(Finding("size", text, line=1))
    if header["size"] != note.size:
        text = f"the header tells of {header['size']} entries, the checkpoint signs {note.size}."
        report.findings.append(Finding("size", text, line=1))
    if header["origin"] != note.origin:
        text = f"the header names the ledger {header['origin']!r}, the checkpoint {note.origin!r}."
        report.findings.append(Finding("origin", text, line=1))
    if len(note.signatures) != 1:
        report.findings.append(Finding("signatures", "the checkpoint in an export has one signature line, no more."))


def _compare_trees(hashes: Leaves, listed: Leaves, note: notes.Note, report: Report, first_hash_line: int) -> None:
    root = root_of(hashes)
    report.root = base64.b64encode(root).decode()
    if root != note.root:
        report.findings += differences(hashes, listed)
        signed = base64.b64encode(note.root).decode()
        text = f"the entries lead to the root {report.root}, the checkpoint signs {signed}."
        report.findings.append(Finding("root", text))
    elif hashes != listed:
        place = hashes.first_difference(listed)
        text = "the list of hashes is not that of the entries, although the entries are the ones that were signed."
        report.findings.append(Finding("hash-list", text, line=first_hash_line + place))


def _compare_earlier(
    hashes: Leaves, earlier: notes.Note, note: notes.Note, keys: Sequence[notes.VerifierKey], report: Report
) -> None:
    try:
        is_trusted = notes.anchor(earlier, keys) is not None
    except notes.SignatureWrongError:
        is_trusted = False
    if not is_trusted or earlier.origin != note.origin:
        raise UnreadableError("an earlier checkpoint is not signed by a given key for this ledger.")
    if earlier.size > len(hashes):
        text = f"an earlier checkpoint signs {earlier.size} entries, of which {len(hashes)} are left."
        report.findings.append(Finding("shrunk", text))
    elif root_of(islice(hashes, earlier.size)) != earlier.root:
        text = (
            f"the first {earlier.size} entries are not those that an earlier checkpoint signs: history was rewritten."
        )
        report.findings.append(Finding("rewritten", text))


def _anchor(note: notes.Note, keys: Sequence[notes.VerifierKey], report: Report) -> None:
    try:
        key = notes.anchor(note, keys)
    except notes.SignatureWrongError:
        text = "the signature under the checkpoint was not made over this text by the key that it names."
        report.findings.append(Finding("signature", text))
        return
    report.key = None if key is None else key.text
