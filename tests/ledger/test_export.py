"""Exports: every byte counts, and whoever touches one is told where."""

import base64
import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger import export as exporting
from ledger.entries import Draft, EntryType
from ledger.verify.report import Report
from ledger.verify.verification import verify
from ledger.writer import new_tag
from tests.ledger.conftest import NOW, ORIGIN, Book
from tests.ledger.histories import bodies, given, release, shown, step, withdrawn
from tests.ledger.rogue import Rogue, canonical

STORY = [
    step("account.opened", "a"), step("profile.changed", "a"), given(), release(), given("h", once=True), release("h", at=5),
    shown("n"), release("n"), withdrawn(), step("account.closing", "a"), step("erase", "g"), step("erase", "a"),
]  # fmt: skip
LINES = bodies(*STORY)
ROGUE = Rogue()
DATA = ROGUE.export(LINES)


def checked(data: bytes, folder: Path, key: str = ROGUE.key) -> Report:
    path = folder / "export.sekali"
    path.write_bytes(data)
    return verify(path, [key])


def test_the_untouched_export_is_good(tmp_path: Path) -> None:
    report = checked(DATA, tmp_path)
    assert (report.exit_code, report.findings, report.size, report.origin) == (0, [], 12, ORIGIN)


def test_product_and_format_agree_byte_for_byte(book: Book) -> None:
    """The product's export of its own entries is what the format written anew gives for the same bodies."""
    book.fill(7)
    book.publish()
    data = book.export()
    lines = data.split(b"\n\n")[0].split(b"\n")
    assert lines[0] + b"\n" == exporting.header(ORIGIN, 7)
    theirs = Rogue()
    theirs.private = book.keys._ledger._private[book.keys.ledger_public]
    assert theirs.export(lines[1:]) == data
    assert theirs.key == book.key


def test_an_empty_ledger_is_exported_and_good(book: Book) -> None:
    with pytest.raises(exporting.NothingPublishedError):
        book.export()
    book.publish()
    data = book.export()
    assert data == exporting.header(ORIGIN, 0) + b"\n" + data.split(b"\n\n", 1)[1]
    assert book.verify(data).exit_code == 0
    for at in range(len(data)):
        assert book.verify(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]).exit_code in {1, 2}


TOUCHES: dict[str, Callable[[int], bytes]] = {
    "flipped low": lambda at: DATA[:at] + bytes([DATA[at] ^ 0x01]) + DATA[at + 1 :],
    "flipped high": lambda at: DATA[:at] + bytes([DATA[at] ^ 0x80]) + DATA[at + 1 :],
    "deleted": lambda at: DATA[:at] + DATA[at + 1 :],
    "a letter put in": lambda at: DATA[:at] + b"x" + DATA[at:],
    "a line end put in": lambda at: DATA[:at] + b"\n" + DATA[at:],
    "doubled": lambda at: DATA[:at] + DATA[at : at + 1] + DATA[at:],
    "cut off": lambda at: DATA[:at],
}


# Every byte of the file in `make test-long`; else every fifth, of a kind of touch each its own fifths.
STEP = 1 if "SEKALI_TEST_LEDGERS" in os.environ else 5


@pytest.mark.parametrize("touch", TOUCHES)
def test_a_change_of_any_byte_is_found_and_named(touch: str, tmp_path: Path) -> None:
    for at in range(list(TOUCHES).index(touch) % STEP, len(DATA), STEP):
        report = checked(TOUCHES[touch](at), tmp_path)
        assert report.exit_code in {1, 2}, at
        assert len(report.sentences()) > 1
        line = DATA[:at].count(b"\n")
        stays_in_line = touch in {"flipped low", "flipped high", "a letter put in"} and DATA[at] != 0x0A
        if stays_in_line and 1 <= line <= len(LINES):
            named = {(finding.entry, finding.line) for finding in report.findings}
            assert (line - 1, line + 1) in named, (at, report.sentences())
        if stays_in_line and line == 0:
            assert "line 1" in " ".join(report.sentences()).lower()
        if stays_in_line and line > len(LINES) + 6:
            assert {(finding.code, finding.line) for finding in report.findings} & {
                ("hash-list", line + 1),
                ("hash-line", line + 1),
            }


def rebuilt(lines: list[bytes], rogue: Rogue = ROGUE) -> bytes:
    """What somebody without the key can make: all of it anew, but the old signed note."""
    data = rogue.export(lines)
    signed = re.compile(rb"\n\n(.*?)\n\n(.*?)\n\n", re.DOTALL)
    return signed.sub(
        lambda _: b"\n\n" + DATA.split(b"\n\n")[1] + b"\n\n" + DATA.split(b"\n\n")[2] + b"\n\n", data, count=1
    )


def edited(at: int, **changes: object) -> list[bytes]:
    return [*LINES[:at], canonical(json.loads(LINES[at]) | changes), *LINES[at + 1 :]]


FOREIGN: dict[str, list[bytes]] = {
    "edited terms": edited(2, terms={"once": False, "ends": 1}),
    "edited fields": edited(3, fields=["birth_date"]),
    "edited time": edited(3, time=1_795_000_099),
    "edited staff": edited(9, actor="staff", staff="s-1"),
    "two entries swapped": [*LINES[:4], LINES[5], LINES[4], *LINES[6:]],
    "all in another order": LINES[::-1],
    "a release hidden": LINES[:3] + LINES[4:],
    "the last entry cut off": LINES[:-1],
    "an entry put in": [*LINES[:4], *bodies(release(number=2)), *LINES[4:]],
    "an entry doubled": [*LINES[:4], LINES[3], *LINES[4:]],
    "emptied": [],
}


@pytest.mark.parametrize("lines", FOREIGN.values(), ids=FOREIGN.keys())
def test_without_the_key_nothing_can_be_rewritten(lines: list[bytes], tmp_path: Path) -> None:
    """Header, hashes and numbers are made to fit; only the signed root does not."""
    report = checked(rebuilt(lines), tmp_path)
    assert report.exit_code == 1
    assert "root" in {finding.code for finding in report.findings}


@pytest.mark.parametrize("lines", FOREIGN.values(), ids=FOREIGN.keys())
def test_another_key_anchors_nothing(lines: list[bytes], tmp_path: Path) -> None:
    """The whole ledger forged and signed by somebody else of the same name."""
    report = checked(Rogue().export(lines), tmp_path)
    assert report.exit_code in {1, 2}
    assert report.key is None
    assert any("no given key has signed" in sentence for sentence in report.sentences())


def test_a_perfect_forgery_by_another_key_is_not_anchored(tmp_path: Path) -> None:
    report = checked(Rogue().export(LINES), tmp_path)
    assert (report.exit_code, report.findings, report.key) == (2, [], None)


def test_the_same_key_under_another_name_is_not_anchored(tmp_path: Path) -> None:
    other = Rogue("other.example/ledger")
    other.private = ROGUE.private
    assert checked(other.export(LINES), tmp_path).exit_code == 2


def test_a_forged_signature_under_the_right_key_id_is_found(tmp_path: Path) -> None:
    forger = Rogue()
    forger._key_id = ROGUE._key_id  # type: ignore[method-assign]
    report = checked(forger.export(LINES), tmp_path)
    assert report.exit_code == 1
    assert [finding.code for finding in report.findings] == ["signature"]


def noted(size: int, note: bytes) -> bytes:
    """The good bodies and hashes under a header of another size and another note."""
    lines = [canonical({"format": "sekali-ledger-1", "origin": ORIGIN, "size": size}), *LINES]
    return b"".join(line + b"\n" for line in lines) + b"\n" + note + b"\n" + DATA.rsplit(b"\n\n", 1)[1]


@pytest.mark.parametrize(("header", "signed"), [(12, 13), (13, 13), (13, 12)])
def test_a_size_that_does_not_fit_is_found_whoever_signs_it(header: int, signed: int, tmp_path: Path) -> None:
    """The right root over the right entries, with a wrong number beside it, signed by the operator's own key."""
    root = base64.b64decode(DATA.split(b"\n\n")[1].split(b"\n")[2])
    assert noted(12, ROGUE.note(12, root)) == DATA
    report = checked(noted(header, ROGUE.note(signed, root)), tmp_path)
    assert {finding.code for finding in report.findings} == {"size"}
    assert report.key == ROGUE.key


def test_a_key_signs_for_its_own_origin_only(tmp_path: Path) -> None:
    """The key of one ledger under the text of another: the same key holder, but not what the key is trusted for."""
    other = Rogue("other.example/ledger")
    other.private = ROGUE.private
    foreign = other.export(LINES)
    text = foreign.split(b"\n\n")[1] + b"\n"
    signature = base64.b64encode(ROGUE._key_id() + ROGUE.private.sign(text))
    line = "\u2014 ".encode() + ROGUE.origin.encode() + b" " + signature
    forged = b"\n\n".join([foreign.split(b"\n\n")[0], text[:-1], line, foreign.rsplit(b"\n\n", 1)[1]])
    report = checked(forged, tmp_path)
    assert (report.exit_code, report.key, report.findings) == (2, None, [])


def test_a_second_signature_line_is_found(tmp_path: Path) -> None:
    head, text, signature, rest = DATA.split(b"\n\n")
    other = Rogue().note(12, base64.b64decode(text.split(b"\n")[2])).split(b"\n\n")[1]
    report = checked(b"\n\n".join([head, text, signature + b"\n" + other[:-1], rest]), tmp_path)
    assert [finding.code for finding in report.findings] == ["signatures"]


NAMED = {
    "changed": ([*LINES[:5], *bodies(release(number=2, fields="nik")), *LINES[6:]], ("changed", 5)),
    "missing": (LINES[:3] + LINES[4:], ("missing", 3)),
    "put in": ([*LINES[:4], *bodies(release(number=9)), *LINES[4:]], ("put-in", 4)),
    "moved": ([*LINES[:4], LINES[5], LINES[4], *LINES[6:]], ("moved", 4)),
    "replaced": ([*LINES[:4], *bodies(release(number=9)), *LINES[7:]], ("replaced", 4)),
}


@pytest.mark.parametrize(("lines", "named"), NAMED.values(), ids=NAMED.keys())
def test_what_was_touched_is_named(lines: list[bytes], named: tuple[str, int], tmp_path: Path) -> None:
    """Bodies touched, everything else as exported."""
    head, rest = DATA.split(b"\n\n", 1)
    header = head.split(b"\n")[0]
    report = checked(b"\n".join([header, *lines]) + b"\n\n" + rest, tmp_path)
    assert named in {(finding.code, finding.entry) for finding in report.findings}


def test_a_header_that_disagrees_is_found(tmp_path: Path) -> None:
    first, rest = DATA.split(b"\n", 1)
    for change, code in (({"size": 11}, "size"), ({"origin": "other.example/ledger"}, "origin")):
        report = checked(canonical(json.loads(first) | change) + b"\n" + rest, tmp_path)
        assert code in {finding.code for finding in report.findings}


UNREADABLE = {
    "empty": b"",
    "a text": b"hello\n",
    "another format": DATA.replace(b"sekali-ledger-1", b"sekali-ledger-2"),
    "no checkpoint": DATA.split(b"\n\n")[0] + b"\n",
    "windows line ends": DATA.replace(b"\n", b"\r\n"),
    "a very long line": DATA.split(b"\n")[0] + b"\n" + b"x" * 70_000 + b"\n",
    "a header that is a list": b"[1]\n\n",
    "deep": b"[" * 60_000 + b"\n",
    "huge number": b'{"format":"sekali-ledger-1","origin":"a","size":' + b"9" * 5000 + b"}\n",
}


@pytest.mark.parametrize("data", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_is_no_export_is_unreadable(data: bytes, tmp_path: Path) -> None:
    report = checked(data, tmp_path)
    assert (report.exit_code, report.as_json()["status"]) == (2, "unreadable")
    assert report.unreadable


def test_no_file_and_no_key(tmp_path: Path) -> None:
    assert verify(tmp_path / "nothing", [ROGUE.key]).exit_code == 2
    assert verify(tmp_path, [ROGUE.key]).exit_code == 2
    assert checked(DATA, tmp_path, "not a key").exit_code == 2
    (tmp_path / "export.sekali").write_bytes(DATA)
    assert verify(tmp_path / "export.sekali", []).exit_code == 2


def test_one_of_several_keys_anchors(tmp_path: Path) -> None:
    path = tmp_path / "export.sekali"
    path.write_bytes(DATA)
    report = verify(path, [Rogue().key, ROGUE.key])
    assert (report.exit_code, report.key) == (0, ROGUE.key)


def test_a_rewritten_history_is_found_by_an_earlier_checkpoint(tmp_path: Path) -> None:
    """The operator holds the key and hides a release without a trace in numbers; somebody kept a checkpoint."""
    kept = tmp_path / "kept.txt"
    kept.write_bytes(DATA.split(b"\n\n", 1)[1].rsplit(b"\n\n", 1)[0] + b"\n")
    path = tmp_path / "export.sekali"
    story = [*STORY[:3], *STORY[4:]]
    for lines, code in (
        (LINES, None),
        ([*LINES, *bodies(step("account.opened", "later"))], None),
        (bodies(*story, step("account.opened", "later")), "rewritten"),
        (bodies(*story), "shrunk"),
    ):
        path.write_bytes(ROGUE.export(lines))
        report = verify(path, [ROGUE.key], [kept])
        assert [finding.code for finding in report.findings] == ([code] if code else [])
        assert verify(path, [ROGUE.key]).exit_code == 0
    kept.write_bytes(Rogue().note(1, bytes(32)))
    assert verify(path, [ROGUE.key], [kept]).exit_code == 2


def test_sentences_and_json(tmp_path: Path) -> None:
    good = checked(DATA, tmp_path)
    kinds = "1 account.closing, 1 account.opened, 2 consent.given, 1 consent.withdrawn, 2 erase, 1 notice.shown, 1 profile.changed, 3 release"
    assert good.sentences() == [f"Good: 12 entries of sekali.example/ledger stand as they were signed ({kinds})."]
    bad = checked(
        DATA.replace(
            b'"fields":["nik"],"number":2,"purpose":"library-card@1"',
            b'"fields":["npwp"],"number":2,"purpose":"library-card@1"',
            1,
        ),
        tmp_path,
    )
    assert bad.sentences()[0] == "Entry 3, line 5: is not the entry that was signed."
    assert bad.as_json()["findings"][0] == {
        "code": "changed", "line": 5, "entry": 3, "file": None, "text": "is not the entry that was signed.",
    }  # fmt: skip


def test_a_thousand_findings_are_not_a_thousand_lines(tmp_path: Path) -> None:
    report = checked(ROGUE.export(bodies(*[release(str(number)) for number in range(1000)])), tmp_path)
    assert len(report.findings) == 1000
    assert len(report.sentences()) == 52


def test_openings_never_leave_with_an_export(book: Book) -> None:
    secret = "d41d8cd98f00b204e9800998ecf8427e-canary"
    book.append(Draft(EntryType.ACCOUNT_OPENED, NOW, new_tag(), "citizen", citizen=secret, sealed={"evidence": secret}))
    book.publish()
    assert secret.encode() not in book.export()
