"""What the tests of the auditor's desk do over and over: sit down at it, and put something into the ledger."""

import pyotp

from accounts.credentials import passwords
from accounts.desk import deeds
from keys.citizen_keys import create
from ledger.entries import Draft, EntryType
from ledger.writer import append, new_tag
from tests.town import Browser, Town

PASSWORD = "periksa-tanpa-percaya-2026"
TERMS = {"once": False, "ends": None}


def at_the_desk(town: Town, role: str = "auditor") -> Browser:
    """Add a member of staff and sign in with password and code."""
    identifier = f"{role}@balaikota.id"
    kept = passwords.hashed(town.keys, PASSWORD)
    with town.keeping() as session:
        added = deeds.add(session, town.keys, identifier, role.title(), role, kept, town.clock())
    browser = town.browser()
    browser.get("/desk/sign-in")
    browser.submit("password", {"identifier": identifier, "password": PASSWORD})
    browser.submit("code", {"code": pyotp.TOTP(added.totp).at(town.clock())})
    assert browser.here.status == 200, browser.here.text
    return browser


def entries(town: Town, count: int = 1, citizen: str = "a" * 36, **facts) -> bytes:
    """Append a consent of a citizen and `count` releases under it; return their tag."""
    tag = new_tag()
    given = {"service": "library", "purpose": "kartu@1", "fields": ("age_over_17", "resident_of:35.74")} | facts
    with town.keeping() as session:
        key = create(session, town.keys, citizen, town.clock())
        base = {"time": town.clock(), "tag": tag, "citizen": citizen, **given}
        append(session, town.keys, key, Draft(EntryType.CONSENT_GIVEN, actor="citizen", terms=TERMS, **base))
    for _ in range(count):
        with town.keeping() as session:
            from keys.citizen_keys import open_key

            append(
                session,
                town.keys,
                open_key(session, town.keys, citizen),
                Draft(EntryType.RELEASE, actor="service", **base),
            )
    return tag
