"""Golden bytes: what was written once means the same for ever."""

import hashlib
from datetime import UTC, datetime

import pytest

from ledger import entries
from ledger.entries import Draft, DraftError, EntryType, body, check, commit, opening, read
from ledger.verify import shape

TIME = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
TAG = bytes(range(16))
COMMITMENT = bytes(range(32))
TERMS = {"once": False, "ends": 1_827_039_600}
ABOUT = {"service": "library", "purpose": "library-card@2"}

DRAFTS = {
    "account.opened": Draft(EntryType.ACCOUNT_OPENED, TIME, TAG, "citizen"),
    "account.frozen": Draft(EntryType.ACCOUNT_FROZEN, TIME, TAG, "staff", staff="s-1"),
    "account.unfrozen": Draft(EntryType.ACCOUNT_UNFROZEN, TIME, TAG, "staff", staff="s-1"),
    "account.closing": Draft(EntryType.ACCOUNT_CLOSING, TIME, TAG, "citizen"),
    "account.closing_cancelled": Draft(EntryType.ACCOUNT_CLOSING_CANCELLED, TIME, TAG, "citizen"),
    "erase": Draft(EntryType.ERASE, TIME, TAG, "system"),
    "consent.given": Draft(EntryType.CONSENT_GIVEN, TIME, TAG, "citizen", ("nik", "age_over_17"), **ABOUT, terms=TERMS),
    "consent.refused": Draft(EntryType.CONSENT_REFUSED, TIME, TAG, "citizen", ("nik",), **ABOUT),
    "consent.changed": Draft(
        EntryType.CONSENT_CHANGED, TIME, TAG, "citizen", (), **ABOUT, terms={"once": True, "ends": None}
    ),
    "consent.withdrawn": Draft(EntryType.CONSENT_WITHDRAWN, TIME, TAG, "citizen", **ABOUT),
    "notice.shown": Draft(
        EntryType.NOTICE_SHOWN, TIME, TAG, "citizen", ("nik",), **ABOUT, terms={"once": False, "ends": None}
    ),
    "release": Draft(EntryType.RELEASE, TIME, TAG, "service", ("resident_of:35.74",), **ABOUT),
    "profile.changed": Draft(EntryType.PROFILE_CHANGED, TIME, TAG, "citizen", ("full_name", "birth_date", "full_name")),
    "staff.act": Draft(EntryType.STAFF_ACT, TIME, TAG, "staff", staff="s-1", service="library"),
    "staff.lookup": Draft(EntryType.STAFF_LOOKUP, TIME, TAG, "staff", staff="s-1", count=3),
    "service.changed": Draft(EntryType.SERVICE_CHANGED, TIME, TAG, "system", service="library"),
    "service.disabled": Draft(EntryType.SERVICE_DISABLED, TIME, TAG, "staff", staff="s-1", service="library"),
    "purpose.paused": Draft(EntryType.PURPOSE_PAUSED, TIME, TAG, "staff", ("nik",), "library", "library-card@2", "s-1"),
    "deletion.requested": Draft(EntryType.DELETION_REQUESTED, TIME, TAG, "citizen", ("nik",), **ABOUT),
    "deletion.done": Draft(EntryType.DELETION_DONE, TIME, TAG, "service", ("nik",), **ABOUT),
    "deletion.held": Draft(EntryType.DELETION_HELD, TIME, TAG, "service", ("nik",), **ABOUT),
    "purpose.resumed": Draft(
        EntryType.PURPOSE_RESUMED, TIME, TAG, "staff", ("nik",), "library", "library-card@2", "s-1"
    ),
    "credentials.changed": Draft(EntryType.CREDENTIALS_CHANGED, TIME, TAG, "citizen"),
    "grant.frozen": Draft(EntryType.GRANT_FROZEN, TIME, TAG, "citizen", ("nik",), **ABOUT),
    "grant.thawed": Draft(EntryType.GRANT_THAWED, TIME, TAG, "citizen", ("nik",), **ABOUT),
    "hold.placed": Draft(EntryType.HOLD_PLACED, TIME, TAG, "staff", ("ktp_scan",), staff="s-1", terms=TERMS),
    "hold.lifted": Draft(EntryType.HOLD_LIFTED, TIME, TAG, "staff", ("ktp_scan",), staff="s-1"),
    "ledger.handed_over": Draft(EntryType.LEDGER_HANDED_OVER, TIME, TAG, "system"),
}

GOLDEN = {
    # the bodies of DRAFTS as the number 4 of their tag: never edit a line, only add
    "account.opened": b'{"actor":"citizen","commitment":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","count":null,"fields":[],"number":4,"purpose":null,"service":null,"staff":null,"tag":"AAECAwQFBgcICQoLDA0ODw","terms":null,"time":1795503600,"type":"account.opened","v":1}',
    "account.frozen": b'{"actor":"staff","commitment":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","count":null,"fields":[],"number":4,"purpose":null,"service":null,"staff":"s-1","tag":"AAECAwQFBgcICQoLDA0ODw","terms":null,"time":1795503600,"type":"account.frozen","v":1}',
    "account.unfrozen": b'{"actor":"staff","commitment":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","count":null,"fields":[],"number":4,"purpose":null,"service":null,"staff":"s-1","tag":"AAECAwQFBgcICQoLDA0ODw","terms":null,"time":1795503600,"type":"account.unfrozen","v":1}',
    "account.closing": b'{"actor":"citizen","commitment":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","count":null,"fields":[],"number":4,"purpose":null,"service":null,"staff":null,"tag":"AAECAwQFBgcICQoLDA0ODw","terms":null,"time":1795503600,"type":"account.closing","v":1}',
    "account.closing_cancelled": b'{"actor":"citizen","commitment":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","count":null,"fields":[],"number":4,"purpose":null,"service":null,"staff":null,"tag":"AAECAwQFBgcICQoLDA0ODw","terms":null,"time":1795503600,"type":"account.closing_cancelled","v":1}',
    "erase": b'{"actor":"system","commitment":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","count":3,"fields":[],"number":4,"purpose":null,"service":null,"staff":null,"tag":"AAECAwQFBgcICQoLDA0ODw","terms":null,"time":1795503600,"type":"erase","v":1}',
    "consent.given": b'{"actor":"citizen","commitment":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","count":null,"fields":["age_over_17","nik"],"number":4,"purpose":"library-card@2","service":"library","staff":null,"tag":"AAECAwQFBgcICQoLDA0ODw","terms":{"ends":1827039600,"once":false},"time":1795503600,"type":"consent.given","v":1}',
    "consent.refused": b'{"actor":"citizen","commitment":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","count":null,"fields":["nik"],"number":4,"purpose":"library-card@2","service":"library","staff":null,"tag":"AAECAwQFBgcICQoLDA0ODw","terms":null,"time":1795503600,"type":"consent.refused","v":1}',
    "consent.changed": b'{"actor":"citizen","commitment":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","count":null,"fields":[],"number":4,"purpose":"library-card@2","service":"library","staff":null,"tag":"AAECAwQFBgcICQoLDA0ODw","terms":{"ends":null,"once":true},"time":1795503600,"type":"consent.changed","v":1}',
    "consent.withdrawn": b'{"actor":"citizen","commitment":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","count":null,"fields":[],"number":4,"purpose":"library-card@2","service":"library","staff":null,"tag":"AAECAwQFBgcICQoLDA0ODw","terms":null,"time":1795503600,"type":"consent.withdrawn","v":1}',
    "notice.shown": b'{"actor":"citizen","commitment":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","count":null,"fields":["nik"],"number":4,"purpose":"library-card@2","service":"library","staff":null,"tag":"AAECAwQFBgcICQoLDA0ODw","terms":{"ends":null,"once":false},"time":1795503600,"type":"notice.shown","v":1}',
    "release": b'{"actor":"service","commitment":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","count":null,"fields":["resident_of:35.74"],"number":4,"purpose":"library-card@2","service":"library","staff":null,"tag":"AAECAwQFBgcICQoLDA0ODw","terms":null,"time":1795503600,"type":"release","v":1}',
    "profile.changed": b'{"actor":"citizen","commitment":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","count":null,"fields":["birth_date","full_name"],"number":4,"purpose":null,"service":null,"staff":null,"tag":"AAECAwQFBgcICQoLDA0ODw","terms":null,"time":1795503600,"type":"profile.changed","v":1}',
    "staff.act": b'{"actor":"staff","commitment":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","count":null,"fields":[],"number":4,"purpose":null,"service":"library","staff":"s-1","tag":"AAECAwQFBgcICQoLDA0ODw","terms":null,"time":1795503600,"type":"staff.act","v":1}',
    "staff.lookup": b'{"actor":"staff","commitment":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","count":3,"fields":[],"number":4,"purpose":null,"service":null,"staff":"s-1","tag":"AAECAwQFBgcICQoLDA0ODw","terms":null,"time":1795503600,"type":"staff.lookup","v":1}',
    "service.changed": b'{"actor":"system","commitment":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","count":null,"fields":[],"number":4,"purpose":null,"service":"library","staff":null,"tag":"AAECAwQFBgcICQoLDA0ODw","terms":null,"time":1795503600,"type":"service.changed","v":1}',
    "service.disabled": b'{"actor":"staff","commitment":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","count":null,"fields":[],"number":4,"purpose":null,"service":"library","staff":"s-1","tag":"AAECAwQFBgcICQoLDA0ODw","terms":null,"time":1795503600,"type":"service.disabled","v":1}',
    "purpose.paused": b'{"actor":"staff","commitment":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","count":null,"fields":["nik"],"number":4,"purpose":"library-card@2","service":"library","staff":"s-1","tag":"AAECAwQFBgcICQoLDA0ODw","terms":null,"time":1795503600,"type":"purpose.paused","v":1}',
    "purpose.resumed": b'{"actor":"staff","commitment":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","count":null,"fields":["nik"],"number":4,"purpose":"library-card@2","service":"library","staff":"s-1","tag":"AAECAwQFBgcICQoLDA0ODw","terms":null,"time":1795503600,"type":"purpose.resumed","v":1}',
    "credentials.changed": b'{"actor":"citizen","commitment":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","count":null,"fields":[],"number":4,"purpose":null,"service":null,"staff":null,"tag":"AAECAwQFBgcICQoLDA0ODw","terms":null,"time":1795503600,"type":"credentials.changed","v":1}',
    "grant.frozen": b'{"actor":"citizen","commitment":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","count":null,"fields":["nik"],"number":4,"purpose":"library-card@2","service":"library","staff":null,"tag":"AAECAwQFBgcICQoLDA0ODw","terms":null,"time":1795503600,"type":"grant.frozen","v":1}',
    "grant.thawed": b'{"actor":"citizen","commitment":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","count":null,"fields":["nik"],"number":4,"purpose":"library-card@2","service":"library","staff":null,"tag":"AAECAwQFBgcICQoLDA0ODw","terms":null,"time":1795503600,"type":"grant.thawed","v":1}',
    "hold.placed": b'{"actor":"staff","commitment":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","count":null,"fields":["ktp_scan"],"number":4,"purpose":null,"service":null,"staff":"s-1","tag":"AAECAwQFBgcICQoLDA0ODw","terms":{"ends":1827039600,"once":false},"time":1795503600,"type":"hold.placed","v":1}',
    "hold.lifted": b'{"actor":"staff","commitment":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","count":null,"fields":["ktp_scan"],"number":4,"purpose":null,"service":null,"staff":"s-1","tag":"AAECAwQFBgcICQoLDA0ODw","terms":null,"time":1795503600,"type":"hold.lifted","v":1}',
    "ledger.handed_over": b'{"actor":"system","commitment":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","count":null,"fields":[],"number":4,"purpose":null,"service":null,"staff":null,"tag":"AAECAwQFBgcICQoLDA0ODw","terms":null,"time":1795503600,"type":"ledger.handed_over","v":1}',
    "deletion.requested": b'{"actor":"citizen","commitment":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","count":null,"fields":["nik"],"number":4,"purpose":"library-card@2","service":"library","staff":null,"tag":"AAECAwQFBgcICQoLDA0ODw","terms":null,"time":1795503600,"type":"deletion.requested","v":1}',
    "deletion.done": b'{"actor":"service","commitment":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","count":null,"fields":["nik"],"number":4,"purpose":"library-card@2","service":"library","staff":null,"tag":"AAECAwQFBgcICQoLDA0ODw","terms":null,"time":1795503600,"type":"deletion.done","v":1}',
    "deletion.held": b'{"actor":"service","commitment":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","count":null,"fields":["nik"],"number":4,"purpose":"library-card@2","service":"library","staff":null,"tag":"AAECAwQFBgcICQoLDA0ODw","terms":null,"time":1795503600,"type":"deletion.held","v":1}',
}


@pytest.mark.parametrize("kind", list(GOLDEN))
def test_golden_bytes(kind: str) -> None:
    check(DRAFTS[kind])
    assert body(DRAFTS[kind], 4, COMMITMENT) == GOLDEN[kind]


@pytest.mark.parametrize("kind", list(GOLDEN))
def test_the_verifier_and_the_reader_read_them(kind: str) -> None:
    assert shape.body_of(GOLDEN[kind])["type"] == kind
    found = read(7, GOLDEN[kind], b"", None, None)
    draft = DRAFTS[kind]
    assert (found.index, found.number, found.type, found.time, found.tag) == (7, 4, draft.type, TIME, TAG)
    assert (found.actor, found.staff, found.service, found.purpose) == (
        draft.actor,
        draft.staff,
        draft.service,
        draft.purpose,
    )
    assert (set(found.fields), found.terms, found.commitment) == (set(draft.fields), draft.terms, COMMITMENT)


def test_the_registry_of_types_only_grows() -> None:
    """A name that was written once is never renamed, reused or moved: add new ones at the end."""
    assert [kind.value for kind in EntryType] == [
        "account.opened", "account.frozen", "account.unfrozen", "account.closing", "account.closing_cancelled",
        "erase", "consent.given", "consent.refused", "consent.changed", "consent.withdrawn", "notice.shown", "release",
        "profile.changed", "staff.act", "staff.lookup", "service.changed",
        "service.disabled", "purpose.paused", "purpose.resumed", "credentials.changed",
        "ledger.handed_over", "deletion.requested", "deletion.done", "deletion.held",
        "grant.frozen", "grant.thawed", "hold.placed", "hold.lifted",
    ]  # fmt: skip
    assert set(GOLDEN) == set(DRAFTS) == {kind.value for kind in EntryType}


def test_writer_and_verifier_agree_on_shapes() -> None:
    assert {kind.value: (one.needs, one.may) for kind, one in entries.SHAPES.items()} == dict(shape.TYPES)


def test_opening_and_commitment() -> None:
    draft = Draft(
        EntryType.ACCOUNT_OPENED, TIME, TAG, "citizen", citizen="c-1", sealed={"evidence": "e", "b": [1, None]}
    )
    opened = opening(bytes(32), draft)
    assert opened == bytes(32) + b'{"b":[1,null],"citizen":"c-1","evidence":"e"}'
    assert commit(opened) == hashlib.sha256(b"sekali-ledger-1/opening\n" + opened).digest()
    assert commit(opened).hex() == "4e48f09cc4a1fb5716264854187e56ad0227d4c475bfd8da8f013f206063fdd7"
    assert "c-1" not in repr(draft), "a draft shows nobody in a log"


WRONG = {
    "release without service": Draft(EntryType.RELEASE, TIME, TAG, "service", purpose="a@1"),
    "release with terms": Draft(EntryType.RELEASE, TIME, TAG, "service", **ABOUT, terms=TERMS),
    "consent without terms": Draft(EntryType.CONSENT_GIVEN, TIME, TAG, "citizen", **ABOUT),
    "account with fields": Draft(EntryType.ACCOUNT_OPENED, TIME, TAG, "citizen", ("nik",)),
    "profile without fields": Draft(EntryType.PROFILE_CHANGED, TIME, TAG, "citizen"),
    "short tag": Draft(EntryType.ACCOUNT_OPENED, TIME, TAG[:15], "citizen"),
    "unknown actor": Draft(EntryType.ACCOUNT_OPENED, TIME, TAG, "robot"),
    "staff without a member": Draft(EntryType.STAFF_ACT, TIME, TAG, "staff"),
    "a member without staff": Draft(EntryType.STAFF_ACT, TIME, TAG, "system", staff="s-1"),
    "purpose without version": Draft(EntryType.RELEASE, TIME, TAG, "service", service="a", purpose="a"),
    "purpose version zero": Draft(EntryType.RELEASE, TIME, TAG, "service", service="a", purpose="a@0"),
    "purpose version padded": Draft(EntryType.RELEASE, TIME, TAG, "service", service="a", purpose="a@01"),
    "purpose twice versioned": Draft(EntryType.RELEASE, TIME, TAG, "service", service="a", purpose="a@1@2"),
}


@pytest.mark.parametrize("draft", WRONG.values(), ids=WRONG.keys())
def test_a_draft_of_the_wrong_shape_is_refused(draft: Draft) -> None:
    with pytest.raises(DraftError):
        check(draft)
