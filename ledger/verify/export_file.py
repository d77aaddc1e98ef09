"""An export, read line by line: header, bodies, note, and the hashes by which a touched entry is named."""

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, BinaryIO

from ledger.verify import canonical, notes
from ledger.verify.anchors import Trust, anchor
from ledger.verify.handovers import Chain, is_after_handover
from ledger.verify.history import FIRST_BODY_LINE, History
from ledger.verify.leaves import HASH_BYTES, Leaves, first_difference
from ledger.verify.progress import Progress
from ledger.verify.report import Finding, Report, UnreadableError
from ledger.verify.touched import differences
from ledger.verify.tree import GrowingTree, leaf_hash

FORMAT = "sekali-ledger-1"
LONGEST_LINE = 1 << 16


def verify_export(stream: BinaryIO, trust: Trust, kept: Sequence[bytes], report: Report, progress: Progress) -> None:
    """Check the export in `stream` and put all that is wrong into `report`; raise `UnreadableError`.

    `kept` are earlier checkpoints of the same ledger; the export must be a continuation of each.
    """
    earlier = [notes.read_note(note, "the earlier checkpoint") for note in kept]
    lines = _lines(stream, progress)
    header = _header(next(lines, b""))
    report.origin, report.size = header["origin"], header["size"]
    with closing(Leaves()) as hashes, closing(Leaves()) as listed, closing(History(report)) as history:
        handed_over = header.get("handovers", [])
        roots = _bodies(lines, history, hashes, {*handed_over, *(note.size for note in earlier)})
        carried, note, first_hash_line = _notes(lines, len(hashes), len(handed_over))
        _list(lines, first_hash_line, listed, report)
        _compare_header(header, len(hashes), note, report)
        _compare_trees(hashes, listed, roots[len(hashes)], note, report, first_hash_line)
        chain = anchor(note, trust, report, carried=carried)
        for one in earlier:
            _check_earlier(one, chain, trust.keys, report)
            _compare_earlier(roots, one, note, len(hashes), report)
        _compare_handovers(header, chain, roots, history.handed_over, report)
        history.judge(progress.replaying(len(hashes)))


def _lines(stream: BinaryIO, progress: Progress) -> Iterator[bytes]:
    number = 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        progress.read(len(line))
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
    wanted = {"format", "origin", "size"}
    if not isinstance(header, dict) or header.get("format") != FORMAT or header.keys() - {"handovers"} != wanted:
        raise UnreadableError(f"line 1 is not the header of an export in the format {FORMAT}.")
    if not isinstance(header["origin"], str) or type(header["size"]) is not int or header["size"] < 0:
        raise UnreadableError("line 1, the header, has no origin or no size.")
    sizes = header.get("handovers", [1])
    if not isinstance(sizes, list) or not sizes or any(type(size) is not int or size < 1 for size in sizes):
        raise UnreadableError("line 1, the header, names handovers that are none.")
    return header


def _bodies(lines: Iterator[bytes], history: History, hashes: Leaves, sizes: set[int]) -> dict[int, bytes]:
    # Returns the roots over the first so many entries: over all of them, and at the wanted sizes.
    tree = GrowingTree()
    roots = {0: tree.root()}
    for size, line in enumerate(_until_blank(lines), 1):
        found = leaf_hash(line)
        hashes.add(found)
        tree.add(found)
        history.add(line)
        if size in sizes:
            roots[size] = tree.root()
    return roots | {len(hashes): tree.root()}


def _notes(lines: Iterator[bytes], bodies: int, handovers: int) -> tuple[list[notes.Note], notes.Note, int]:
    # Returns the handovers, the checkpoint, and the number of the line behind them.
    found, line = [], FIRST_BODY_LINE + bodies + 1
    for _ in range(handovers + 1):
        text, signatures = list(_until_blank(lines)), list(_until_blank(lines))
        found.append(notes.read_note(_joined(text) + b"\n" + _joined(signatures)))
        line += len(text) + 1 + len(signatures) + 1
    return found[:-1], found[-1], line


def _list(lines: Iterator[bytes], first_line: int, listed: Leaves, report: Report) -> None:
    for number, line in enumerate(lines, first_line):
        try:
            found = base64.b64decode(line, validate=True)
        except (ValueError, binascii.Error):
            found = b""
        if len(found) != HASH_BYTES or base64.b64encode(found) != line:
            report.add(Finding("hash-line", "is not the hash of an entry in base64.", line=number))
            found = bytes(HASH_BYTES)
        listed.add(found)


def _compare_header(header: dict[str, Any], bodies: int, note: notes.Note, report: Report) -> None:
    if header["size"] != bodies:
        text = f"the header tells of {header['size']} entries, the file has {bodies}."
        report.add(Finding("size", text, line=1))
    if header["size"] != note.size:
        text = f"the header tells of {header['size']} entries, the checkpoint signs {note.size}."
        report.add(Finding("size", text, line=1))
    if header["origin"] != note.origin:
        text = f"the header names the ledger {header['origin']!r}, the checkpoint {note.origin!r}."
        report.add(Finding("origin", text, line=1))
    if [name for name, _, _ in note.signatures].count(note.origin) > (2 if note.successor else 1):
        text = "the checkpoint in an export has one signature line of the ledger (two, if it hands over), no more."
        report.add(Finding("signatures", text))


def _compare_trees(
    hashes: Leaves, listed: Leaves, root: bytes, note: notes.Note, report: Report, first_hash_line: int
) -> None:
    report.root = base64.b64encode(root).decode()
    if root != note.root:
        report.add_all(differences(hashes, listed))
        signed = base64.b64encode(note.root).decode()
        text = f"the entries lead to the root {report.root}, the checkpoint signs {signed}."
        report.add(Finding("root", text))
    elif (place := first_difference(hashes, listed)) is not None:
        text = "the list of hashes is not that of the entries, although the entries are the ones that were signed."
        report.add(Finding("hash-list", text, line=first_hash_line + place))


def _compare_handovers(
    header: dict[str, Any], chain: Chain, roots: Mapping[int, bytes], entries: Sequence[int], report: Report
) -> None:
    sizes = [note.size for note in chain.notes]
    if header.get("handovers", []) != [size for size in sizes if size < header["size"]]:
        text = "the header names other handovers than the file holds before its checkpoint."
        report.add(Finding("handover", text, line=1))
    for note in chain.notes:
        if note.size - 1 not in entries:
            report.add(Finding("handover", f"the handover at {note.size} entries follows no entry that tells of it."))
        if roots.get(note.size, note.root) != note.root:
            text = f"the first {note.size} entries are not those under which one key handed over to the next."
            report.add(Finding("handover", text))
    for entry in sorted(set(entries) - {size - 1 for size in sizes}):
        text = "the ledger went over to another key here, and the checkpoint by which it did is not in the file."
        report.add(Finding("handover-missing", text, line=entry + FIRST_BODY_LINE, entry=entry))


def _check_earlier(earlier: notes.Note, chain: Chain, given: Sequence[notes.VerifierKey], report: Report) -> None:
    try:
        is_trusted = notes.anchor(earlier, chain.signers(earlier.size, given)) is not None
    except notes.SignatureWrongError:
        is_trusted = False
    if is_trusted and earlier.successor and earlier.text not in [note.text for note in chain.notes]:
        text = f"an earlier checkpoint hands over at {earlier.size} entries, and this file does not know of it."
        report.add(Finding("handover-missing", text))
    elif not is_trusted and is_after_handover(earlier, chain, given):
        report.add(Finding("handover-late", "an earlier checkpoint was signed by a key after it had handed over."))
    elif not is_trusted:
        raise UnreadableError("an earlier checkpoint is not signed by a given key for this ledger.")


def _compare_earlier(
    roots: Mapping[int, bytes], earlier: notes.Note, note: notes.Note, entries: int, report: Report
) -> None:
    if earlier.origin != note.origin:
        raise UnreadableError("an earlier checkpoint is of another ledger.")
    if earlier.size > entries:
        text = f"an earlier checkpoint signs {earlier.size} entries, of which {entries} are left."
        report.add(Finding("shrunk", text))
    elif roots[earlier.size] != earlier.root:
        text = (
            f"the first {earlier.size} entries are not those that an earlier checkpoint signs: history was rewritten."
        )
        report.add(Finding("rewritten", text))
