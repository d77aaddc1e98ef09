"""Appending: the last statements of a deed's own transaction, so that no entry means no deed."""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from keys.ring import KeyRing
from keys.sealing import CitizenKey, seal
from ledger import merkle, store
from ledger.entries import SALT_BYTES, TAG_BYTES, Draft, DraftError, EntryType, body, check, commit, opening

FIELD = "ledger.opening"
SCHEMA = 1
VALUE_VERSION = 1


@dataclass(frozen=True, slots=True)
class Appended:
    """Where an entry went: its index in the ledger (from 0) and its number within its tag (from 1)."""

    index: int
    number: int


def new_tag() -> bytes:
    """Return a fresh tag: 128 random bits that say nothing about whose it is."""
    return secrets.token_bytes(TAG_BYTES)


def append(session: Session, keys: KeyRing, citizen_key: CitizenKey | None, draft: Draft) -> Appended:
    """Append `draft` with exactly three statements, which must be the last ones of the transaction.

    The opening is sealed under `citizen_key`, and for a deed without a citizen (None) under the desk's key:
    what names a citizen there outlives their erasure, so give the citizen's key whenever there is one.
    """
    return append_all(session, keys, citizen_key, (draft,))[0]


def append_all(
    session: Session, keys: KeyRing, citizen_key: CitizenKey | None, drafts: Sequence[Draft]
) -> tuple[Appended, ...]:
    """Append all entries of one deed, in order, with the same three statements as one entry.

    Tags are locked first, in their own order, and the head last: everything that can be computed is
    ready before the head is taken, and two deeds never wait for each other in a circle. A second call
    in the same transaction would break that order.
    """
    prepared = [_prepare(keys, citizen_key, draft) for draft in drafts]
    session.flush()
    leaves = _numbered(prepared, store.count_up(session, Counter(draft.tag for draft in drafts)))
    first = store.take_places(session, len(leaves))
    store.keep(session, first, leaves)
    return tuple(Appended(first + place, leaf.number) for place, leaf in enumerate(leaves))


def desk_context(tag: bytes) -> bytes:
    """Return what a desk's seal of an opening is bound to."""
    return b"ledger.opening/" + tag


@dataclass(frozen=True, slots=True)
class _Prepared:
    draft: Draft
    commitment: bytes
    sealed: bytes
    sealed_for: str


def _prepare(keys: KeyRing, citizen_key: CitizenKey | None, draft: Draft) -> _Prepared:
    check(draft)
    opened = opening(secrets.token_bytes(SALT_BYTES), draft)
    if citizen_key is None:
        return _Prepared(draft, commit(opened), keys.seal_desk(opened, desk_context(draft.tag)), "desk")
    if draft.citizen is None:
        raise DraftError("an opening under a citizen's key names the citizen")
    sealed = seal(
        citizen_key, citizen=draft.citizen, field=FIELD, schema=SCHEMA, value_version=VALUE_VERSION, data=opened
    )
    return _Prepared(draft, commit(opened), sealed, "citizen")


def _numbered(prepared: Sequence[_Prepared], counts: Mapping[bytes, int]) -> list[store.Leaf]:
    mine = Counter(one.draft.tag for one in prepared)
    last = {tag: count - mine[tag] for tag, count in counts.items()}
    leaves = []
    for one in prepared:
        number = last[one.draft.tag] = last[one.draft.tag] + 1
        if one.draft.type is EntryType.ERASE and one.draft.count not in (None, number - 1):
            raise DraftError("an erase counts the entries of its tag before it")
        data = body(one.draft, number, one.commitment)
        leaves.append(store.Leaf(one.draft, number, data, merkle.leaf_hash(data), one.sealed, one.sealed_for))
    return leaves
