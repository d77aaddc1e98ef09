"""How identifiers are looked up and kept: an index for finding, a sealed copy for telling the citizen."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from accounts import secrets, store
from accounts.credentials import store as credentials
from accounts.identifiers import EMAIL, NIK, NUMBER, PHONE, Identifier, parse, without_unseen
from keys.ring import KeyRing


def throttle_index(keys: KeyRing, text: str) -> bytes:
    """Return the index under which attempts with a typed name are counted, whether it exists or not.

    Every spelling of one name counts as that name: `0812 3456`, `+62 812-3456` and full-width digits are one phone.
    """
    identifier = parse(text)
    if identifier is not None:
        return keys.identifier_index(f"typed {identifier.kind}", identifier.value)
    plain = unicodedata.normalize("NFKC", without_unseen(text))
    return keys.identifier_index("typed", "".join(plain.lower().split()))


def candidates(
    session: Session, keys: KeyRing, identifier: Identifier | None, browser: bytes = b""
) -> list[tuple[str, str]]:
    """Return (citizen, password hash) of every account that an identifier may mean, those known in `browser` first."""
    match identifier:
        case None:
            return []
        case Identifier(kind="number"):
            return credentials.candidate_of_number(session, identifier.value)
        case Identifier(kind="nik"):
            return credentials.candidates(session, NIK, keys.nik_index(identifier.value).values(), browser)
        case _:
            index = keys.identifier_index(identifier.kind, identifier.value)
            return credentials.candidates(session, identifier.kind, [index], browser)


def keep(session: Session, keys: KeyRing, citizen: str, identifier: Identifier, now: datetime) -> None:
    """Keep an e-mail address or phone as a name of `citizen`, and sealed as their address of notice."""
    if identifier.kind not in {EMAIL, PHONE}:
        raise ValueError(f"a {NUMBER} or {NIK} is not kept as an address")
    index = keys.identifier_index(identifier.kind, identifier.value)
    sealed = secrets.seal_address(keys, citizen, identifier.kind, identifier.value)
    store.add_identifier(session, citizen, identifier.kind, index, sealed, now)


def addresses(session: Session, keys: KeyRing, citizen: str) -> Sequence[Identifier]:
    """Return the addresses of notice of `citizen`, opened."""
    found = store.addresses_of(session, citizen)
    return [Identifier(kind, secrets.open_address(keys, citizen, kind, sealed)) for kind, sealed in found]
