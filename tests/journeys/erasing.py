"""Those who read a citizen's data: each by their own way, and all that they get."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy import select

from accounts import names
from accounts.tables import CitizenRow
from keys.citizen_keys import KeyDestroyed, open_key
from keys.ring import Wrapped
from keys.sealing import CitizenKey, SealBroken, unseal
from keys.store import CitizenKeyRow
from ledger import openings, search
from tests.journeys.parties import AuthlibParty
from tests.journeys.story import answer, sign_in
from tests.town import Browser, Town
from tests.vault.files import pdf
from tests.vault.test_uploads import Sender
from vault import safe
from vault.store import ValueRow

DOCUMENT = "skck"


@dataclass
class Person:
    """A citizen with a filled profile, a document and a service; `name` and `other` are theirs alone."""

    town: Town
    identifier: str
    identity: dict[str, str]
    other: str
    officer: Browser
    browser: Browser = field(init=False)
    kept: Sequence[ValueRow] = ()

    @property
    def name(self) -> str:
        return self.identity["full_name"]

    def live(self) -> "Person":
        sender = Sender(self.town, self.identifier)
        self.browser, self.sender = sender.browser, sender
        self.browser.get("/profile/identity")
        self.browser.submit("nik", self.identity)
        self.browser.get("/profile/employment")
        self.browser.submit("employer_name", {"employer_name": self.other}, ("save", "1"))
        assert sender.post(pdf(), f"/profile/documents/{DOCUMENT}", expires="01-05-2031").status_code == 303
        self.party = AuthlibParty.registered(self.town.issuer)
        self.browser.get(self.party.begin("openid profile offline_access", prompt="consent"))
        offered = [one.value for one in self.browser.here.form("decision").controls if one.name == "fields"]
        self.tokens = self.party.finish(answer(self.browser, fields=offered))
        with self.town.reading() as session:
            self.citizen, self.number, self.tag = session.execute(
                select(CitizenRow.id, CitizenRow.number, CitizenRow.tag)
                .order_by(CitizenRow.created_at.desc(), CitizenRow.id.desc())
                .limit(1)
            ).one()
            self.kept = session.scalars(select(ValueRow).where(ValueRow.citizen_id == self.citizen)).all()
        return self


def on_their_page(one: Person) -> str:
    return one.browser.get("/profile/identity").html + sign_in(one.town, one.identifier).get("/profile/identity").html


def by_a_token(one: Person) -> str:
    told = one.party.userinfo(one.tokens["access_token"]).text
    with suppress(Exception):  # what Authlib raises for a refusal, it raises by its own names
        told += one.party.userinfo(one.party.refresh(one.tokens["refresh_token"])["access_token"]).text
    return told


def at_the_counter(one: Person) -> str:
    officer = one.officer
    officer.get("/desk/officer")
    return officer.submit("number", {"number": one.number, "document": "ktp_scan", "place": "Loket 3"}).html


def taken_along(one: Person) -> str:
    return one.browser.get("/profile/download").html


def as_a_document(one: Person) -> str:
    found = one.sender.file(f"/profile/documents/{DOCUMENT}")
    return one.name if found.startswith(b"%PDF") else ""


def in_the_ledger(one: Person) -> str:
    told = ""
    with one.town.reading() as session:
        for entry in search.find(session, tag=one.tag, limit=100):
            with suppress(KeyDestroyed, openings.OpeningError):
                told += json.dumps(
                    dict(openings.open_for_citizen(entry, open_key(session, one.town.keys, one.citizen)).payload),
                    default=str,
                )
    return told.replace(one.citizen, one.name)


def in_the_history(one: Person) -> str:
    told = one.browser.get("/profile/identity/full_name/history").html
    with one.town.reading() as session, suppress(KeyDestroyed):
        told += str(
            [value and value.data for value, _ in safe.former(session, one.town.keys, one.citizen, "full_name")]
        )
    return told


def in_an_old_backup(one: Person) -> str:
    """Rows of before the erasure, and every key that ring and database of today give."""
    return "".join(_opened(one, one.kept))


def by_the_operator(one: Person) -> str:
    """Ring and database of today: every key tried on everything, and what names and addresses are left."""
    with one.town.reading() as session:
        rows = session.scalars(select(ValueRow).where(ValueRow.citizen_id == one.citizen)).all()
        left = str(names.addresses(session, one.town.keys, one.citizen))
    return "".join(_opened(one, rows)) + left.replace(one.identifier, one.name)


def _opened(one: Person, rows: Sequence[ValueRow]) -> Iterator[str]:
    with one.town.reading() as session:
        keys = [_unwrapped(one, row) for row in session.scalars(select(CitizenKeyRow))]
    for row in rows:
        for key in keys:
            with suppress(SealBroken):
                mine = CitizenKey(one.citizen, key.version, key._raw)
                yield unseal(
                    mine,
                    citizen=one.citizen,
                    field=row.field,
                    schema=1,
                    value_version=row.version,
                    blob=row.blob or b"",
                ).decode()


def _unwrapped(one: Person, row: CitizenKeyRow) -> CitizenKey:
    return one.town.keys.unwrap(Wrapped(row.wrapped, row.kek_version), row.citizen_id, row.version)


READERS: dict[str, Callable[[Person], str]] = {
    "the citizen on their page": on_their_page,
    "a service by its tokens": by_a_token,
    "an officer at the counter": at_the_counter,
    "the download": taken_along,
    "the document": as_a_document,
    "the openings of the ledger": in_the_ledger,
    "the history": in_the_history,
    "an old backup of the rows": in_an_old_backup,
    "the operator with ring and database": by_the_operator,
}
