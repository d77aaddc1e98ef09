"""Histories that make no sense, written by an operator who holds the key, so that only replay can find them."""

from pathlib import Path

import pytest

from ledger.verify.report import Report
from ledger.verify.verification import verify
from tests.ledger.histories import Step, bodies, changed, given, release, shown, step, withdrawn
from tests.ledger.rogue import Rogue

OPENED = step("account.opened", "a")
CLOSING = step("account.closing", "a")

WRONG: dict[str, tuple[str, list[Step]]] = {
    "a release without any consent": ("release-unasked", [release()]),
    "a release on the tag of somebody else's consent": ("release-unasked", [given("g"), release("h")]),
    "a release before the consent": ("release-unasked", [release(), given()]),
    "a release after a refusal": ("release-unasked", [step("consent.refused", fields="nik"), release()]),
    "a release on the account's tag": ("release-unasked", [OPENED, release("a")]),
    "a release of a field that was not granted": (
        "release-fields",
        [given(fields="birth_date"), release(fields="nik")],
    ),
    "a release of one field too many": ("release-fields", [given(), release(fields="birth_date full_name nik")]),
    "a release of another parameter": (
        "release-fields",
        [given(fields="resident_of:35.74"), release(fields="resident_of:35.75")],
    ),
    "a release of a field that a change took back": (
        "release-fields",
        [given(), changed(fields="birth_date"), release()],
    ),
    "a release under a notice beyond its fields": ("release-fields", [shown(fields="nik"), release(fields="address")]),
    "a release to another service": ("release-service", [given(), release(service="tax")]),
    "a release for another purpose": ("release-purpose", [given(), release(purpose="marketing@1")]),
    "a release for another version of the purpose": ("release-purpose", [given(), release(purpose="library-card@2")]),
    "a release after the withdrawal": ("release-withdrawn", [given(), withdrawn(), release()]),
    "a release after the withdrawal, with an earlier time": (
        "release-withdrawn",
        [given(at=0), withdrawn(at=100), release(at=50)],
    ),
    "a release after the end": ("release-late", [given(ends=100), release(at=101)]),
    "a release after the end of a notice": ("release-late", [shown(ends=100), release(at=5000)]),
    "one reading more than was counted": (
        "release-spent",
        [given(count=2), release(count=1), release(count=2), release(count=3)],
    ),
    "a counted reading repeated too late": (
        "release-spent",
        [given(count=2), release(count=1, at=10), release(count=1, at=71)],
    ),
    "a reading skipped": ("release-count", [given(count=3), release(count=2)]),
    "a reading that is not numbered": ("release-count", [given(count=3), release()]),
    "a number where nothing is counted": ("release-count", [given(), release(count=1)]),
    "a second release of a one-off consent": ("release-spent", [given(once=True), release(at=10), release(at=71)]),
    "a repeat that leans on a repeat": (
        "release-spent",
        [given(once=True), release(at=0), release(at=50), release(at=100)],
    ),
    "a release to the operator": ("release-actor", [given(), release(actor="system")]),
    "a release after the erase": ("after-erase", [given(), step("erase", "g"), release()]),
    "anything after the erase": ("after-erase", [OPENED, CLOSING, step("erase", "a"), step("profile.changed", "a")]),
    "an erase twice": ("after-erase", [given(), step("erase", "g"), step("erase", "g")]),
    "an erase that hides an entry": ("erase-count", [given(), release(), step("erase", "g", count=1)]),
    "an erase that counts itself": ("erase-count", [given(), step("erase", "g", count=2)]),
    "an erase of an account that nobody closed": ("erase-not-closing", [OPENED, step("erase", "a")]),
    "an erase of an account whose closing was taken back": (
        "erase-not-closing",
        [OPENED, CLOSING, step("account.closing_cancelled", "a"), step("erase", "a")],
    ),
    "an erase of nothing": ("erase-nothing", [step("erase", "x")]),
    "an entry left out": ("number", [given(), release(number=3)]),
    "a first entry left out": ("number", [given(number=2)]),
    "a number twice": ("number", [given(), release(), release(number=2)]),
    "a consent given twice": ("given-twice", [given(), given()]),
    "a change of nothing": ("changed-nothing", [changed()]),
    "a change after the withdrawal": ("after-withdrawal", [given(), withdrawn(), changed()]),
    "a consent revived after the withdrawal": ("after-withdrawal", [given(), withdrawn(), given()]),
    "a change to another service": ("other-service", [given(), changed(service="tax")]),
    "a change to another purpose": ("other-purpose", [given(), changed(purpose="marketing@1")]),
    "a withdrawal of nothing": ("withdrawn-nothing", [withdrawn()]),
    "a withdrawal twice": ("after-withdrawal", [given(), withdrawn(), withdrawn()]),
    "a withdrawal by another service": ("other-service", [given(), withdrawn(service="tax")]),
    "a withdrawal of a notice": ("withdrawn-notice", [shown(), withdrawn()]),
    "a notice that takes the place of a consent": ("mixed-basis", [given(), shown()]),
    "an account opened twice": ("opened-twice", [OPENED, OPENED]),
    "an account opened on a grant's tag": ("opened-twice", [given("a"), OPENED]),
    "a consent on an account's tag": ("wrong-tag", [OPENED, given("a")]),
    "a consent on a service's tag": ("wrong-tag", [step("service.changed", "s"), given("s")]),
    "a refusal on a service's tag": ("wrong-tag", [step("service.changed", "s"), step("consent.refused", "s")]),
    "a service changed on a citizen's tag": ("wrong-tag", [OPENED, step("service.changed", "a")]),
    "a profile without an account": ("no-account", [step("profile.changed", "a")]),
    "credentials without an account": ("no-account", [step("credentials.changed", "a")]),
    "a freeze without an account": ("no-account", [step("account.frozen", "a")]),
    "frozen twice": ("account-state", [OPENED, step("account.frozen", "a"), step("account.frozen", "a")]),
    "unfrozen without being frozen": ("account-state", [OPENED, step("account.unfrozen", "a")]),
    "closing taken back without closing": ("account-state", [OPENED, step("account.closing_cancelled", "a")]),
    "closing twice": ("account-state", [OPENED, CLOSING, CLOSING]),
    "a profile changed while closing": ("account-state", [OPENED, CLOSING, step("profile.changed", "a")]),
}

MALFORMED: dict[str, list[Step]] = {
    "an unknown type": [given(raw={"type": "consent.guessed"})],
    "another version": [given(raw={"v": 2})],
    "a key more": [given(raw={"name": "Siti"})],
    "true for a number": [given(raw={"number": True})],
    "a time that is not whole": [given(raw={"time": 1.5})],
    "a time before 1970": [given(raw={"time": -1})],
    "a short tag": [given(raw={"tag": "AAAA"})],
    "a commitment in another spelling": [given(raw={"commitment": "A" * 42 + "B"})],
    "an unknown actor": [given(raw={"actor": "robot"})],
    "staff without a member": [step("staff.act", "s", actor="staff")],
    "a member without staff": [step("staff.act", "s", actor="system", staff="s-1")],
    "a purpose without version": [given(purpose="library-card")],
    "an empty service": [given(service="")],
    "fields out of order": [given(raw={"fields": ["nik", "birth_date"]})],
    "a field twice": [given(raw={"fields": ["nik", "nik"]})],
    "fields that are no list": [given(raw={"fields": "nik"})],
    "terms with a key more": [given(raw={"terms": {"once": False, "ends": None, "also": 1}})],
    "terms without ends": [given(raw={"terms": {"once": False}})],
    "a consent without terms": [given(raw={"terms": None})],
    "a release with terms": [given(), release(raw={"terms": {"once": False, "ends": None}})],
    "an erase without a count": [given(), step("erase", "g", raw={"count": None})],
    "a negative count": [given(), step("erase", "g", count=-1)],
    "a number beyond 2**53": [given(raw={"time": 2**53})],
}

GOOD: dict[str, list[Step]] = {
    "nothing": [],
    "a consent and releases": [given(), release(), release(fields="birth_date"), release(fields="")],
    "a release at the very end": [given(ends=100), release(at=100)],
    "times that run backwards": [given(at=100), release(at=90), withdrawn(at=80)],
    "one-off, repeated within a minute": [given(once=True), release(at=10), release(at=70), release(at=5)],
    "one-off, answered again": [given(once=True), release(at=0), changed(once=True, fields="nik"), release(at=500)],
    "a consent extended after its end": [given(ends=10), release(at=5), changed(ends=500, fields="nik"), release(at=400)],
    "a new version of the purpose": [given(), changed(purpose="library-card@2"), release(fields="birth_date", purpose="library-card@2")],
    "refused, then given": [step("consent.refused", fields="nik"), given(), release()],
    "given, refused more, released": [given(), step("consent.refused", fields="full_name"), release()],
    "a refusal on the account's tag": [OPENED, step("consent.refused", "a", fields="nik")],
    "a withdrawal after the end": [given(ends=5), withdrawn(at=100)],
    "notices": [shown(), release(), shown(purpose="library-card@2"), release(purpose="library-card@2")],
    "an account's life": [
        OPENED, step("profile.changed", "a"), step("account.frozen", "a", actor="staff", staff="s-1"),
        step("account.unfrozen", "a", actor="staff", staff="s-1"), CLOSING, step("account.closing_cancelled", "a"),
        CLOSING, step("erase", "a", actor="system"),
    ],
    "closing a frozen account": [OPENED, step("account.frozen", "a"), CLOSING, step("erase", "a")],
    "all tags of a citizen erased": [
        OPENED, given("g"), release("g"), given("h"), CLOSING,
        step("erase", "g"), step("erase", "h"), step("erase", "a"), given("i"), release("i"),
    ],
    "desks": [
        step("service.changed", "s", actor="system"), step("service.changed", "s", actor="staff", staff="s-1"),
        step("staff.lookup", "d", actor="staff", staff="s-1", count=4), OPENED,
        step("staff.act", "a", actor="staff", staff="s-2"), given(), step("staff.lookup", "g", actor="staff", staff="s-1"),
        release(),
    ],
}  # fmt: skip


def replayed(steps: list[Step], folder: Path) -> Report:
    rogue = Rogue()
    path = folder / "history.sekali"
    path.write_bytes(rogue.export(bodies(*steps)))
    return verify(path, [rogue.key])


def test_there_are_enough_wrong_histories() -> None:
    assert len(WRONG) >= 20
    assert len({code for code, _ in WRONG.values()}) >= 20


@pytest.mark.parametrize(("code", "steps"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_history_is_found(code: str, steps: list[Step], tmp_path: Path) -> None:
    report = replayed(steps, tmp_path)
    assert report.exit_code == 1
    assert report.key, "the file is anchored: only replay can find this"
    assert code in {finding.code for finding in report.findings}
    assert {finding.code for finding in report.findings} & {"root", "changed", "malformed", "size"} == set()
    for finding in report.findings:
        assert finding.sentence.startswith(f"Entry {finding.entry}, line {finding.entry + 2}: ")


@pytest.mark.parametrize("steps", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_entry_is_found(steps: list[Step], tmp_path: Path) -> None:
    report = replayed(steps, tmp_path)
    assert [(finding.code, finding.entry) for finding in report.findings] == [("malformed", len(steps) - 1)]
    assert report.exit_code == 1


SPELLINGS: dict[str, tuple[bytes, bytes]] = {
    "a space": (b'"v":1', b'"v": 1'),
    "a space at the end": (b'"v":1}', b'"v":1} '),
    "keys in another order": (b'"type":"account.opened","v":1', b'"v":1,"type":"account.opened"'),
    "a key twice": (b'"v":1', b'"v":1,"v":1'),
    "a key twice, the first one another": (b'"v":1', b'"v":2,"v":1'),
    "an escape": (b"citizen", b"\\u0063itizen"),
    "an escaped slash": (b'"service":null', b'"service":"a\\/b"'),
    "a fraction": (b'"number":1', b'"number":1.0'),
    "an exponent": (b'"number":1', b'"number":1e0'),
    "minus nothing": (b'"number":1', b'"number":-0'),
    "not a number": (b'"number":1', b'"number":NaN'),
    "a zero in front": (b'"number":1', b'"number":01'),
    "a mark of byte order": (b'{"actor"', b'\xef\xbb\xbf{"actor"'),
    "no UTF-8": (b"citizen", b"citizen\xff"),
    "another encoding": (b'"v":1', b'"v"\x00:1'),
    "a comma at the end": (b'"v":1}', b'"v":1,}'),
    "something behind": (b'"v":1}', b'"v":1}{}'),
}


@pytest.mark.parametrize(("old", "new"), SPELLINGS.values(), ids=SPELLINGS.keys())
def test_another_spelling_of_the_same_is_found(old: bytes, new: bytes, tmp_path: Path) -> None:
    line = bodies(OPENED)[0]
    assert old in line
    rogue = Rogue()
    path = tmp_path / "history.sekali"
    path.write_bytes(rogue.export([line.replace(old, new, 1)]))
    report = verify(path, [rogue.key])
    assert report.key
    assert [finding.code for finding in report.findings] == ["malformed"]


@pytest.mark.parametrize("steps", GOOD.values(), ids=GOOD.keys())
def test_a_good_history_has_no_finding(steps: list[Step], tmp_path: Path) -> None:
    report = replayed(steps, tmp_path)
    assert report.findings == []
    assert report.exit_code == 0
    assert sum(report.counts.values()) == len(steps)


def test_a_finding_does_not_hide_the_next_one(tmp_path: Path) -> None:
    report = replayed([release("x"), given(), withdrawn(), release(), release("y")], tmp_path)
    assert [(finding.code, finding.entry) for finding in report.findings] == [
        ("release-unasked", 0), ("release-withdrawn", 3), ("release-unasked", 4),
    ]  # fmt: skip
