"""The safe: the one opener and sealer of citizens' values. Who may import it is held by an import contract (docs/adr/0004)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from core import canonical
from keys.citizen_keys import KeyDestroyed, open_key_row
from keys.ring import KeyRing
from keys.sealing import CitizenKey, SealBroken, manifest_hash, seal, unseal
from vault import store
from vault.fields.addresses import DOMICILE_OF, SAME_ADDRESS
from vault.spoken import LANGUAGE, spoken
from vault.store import Manifest, Stored
from vault.values import Value

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Opened:
    """What a release needs of a citizen: values, the key for the entry's opening, and the manifest of this moment."""

    values: Mapping[str, Value]
    citizen_key: CitizenKey
    manifest: Manifest | None


@dataclass(frozen=True, slots=True)
class Change:
    """One field's new data (None clears it), how far it is verified, and who says so."""

    field: str
    data: Any
    state: str
    source: str


def read(session: Session, keys: KeyRing, citizen: str, fields: Iterable[str] | None = None) -> dict[str, Value]:
    """Return the filled values of `fields` (all when None); nothing when the citizen's key is gone."""
    try:
        return dict(read_for_release(session, keys, citizen, fields).values)
    except KeyDestroyed:
        return {}


def read_for_release(session: Session, keys: KeyRing, citizen: str, fields: Iterable[str] | None) -> Opened:
    """Return values, key and manifest in one statement (a second one only for a language that was not filled in); raise `KeyDestroyed` or `SealBroken`, and then give nothing.

    Whoever reads everything is told when the whole is not what was last written (its manifest). A citizen who lives at the address of their card has one address: the fields of the other one are answered
    from it when they are read; and who left their language empty has the one in which they use Sekali.
    """
    wanted = None if fields is None else tuple(fields)
    needed = None if wanted is None else _with_address(wanted)
    key, manifest, stored = _kept(session, keys, citizen, needed)
    values = _answered_from_card(stored)
    if LANGUAGE in (wanted or ()) and LANGUAGE not in values:
        values = values | spoken(session, citizen)
    chosen = values if wanted is None else {name: values[name] for name in wanted if name in values}
    return Opened(chosen, key, manifest)


def kept(session: Session, keys: KeyRing, citizen: str) -> dict[str, Value]:
    """Return what lies in the safe for the citizen to change, an address too that the one of the card stands in for."""
    return _kept(session, keys, citizen, None)[2]


def versions(session: Session, citizen: str) -> dict[str, int]:
    """Return the current version of every field that was ever filled, cleared ones too."""
    return {one.field: one.version for one in store.current(session, citizen)}


def former(session: Session, keys: KeyRing, citizen: str, field: str) -> Sequence[tuple[Value | None, Stored]]:
    """Return every version of one field, newest first; a cleared one has no value."""
    columns, _, _ = store.opened(session, citizen, ())
    key = open_key_row(keys, citizen, columns.version, columns.kek_version, columns.wrapped)
    kept = store.history(session, citizen, field)
    return [(None if one.blob is None else _opened(key, one), one) for one in kept]


def write(
    session: Session, keys: KeyRing, citizen: str, changes: Sequence[Change], now: datetime
) -> tuple[CitizenKey, Manifest]:
    """Seal and keep `changes` as new versions, with a new manifest; the safe must be locked (`store.lock`) before.

    Return key and manifest for the entry that the caller appends.
    """
    columns, before, kept = store.opened(session, citizen)
    key = open_key_row(keys, citizen, columns.version, columns.kek_version, columns.wrapped)
    # A new manifest over values that were put back would make them good again.
    _check_whole(key, before, kept)
    present = {one.field: one for one in kept}
    new = [_sealed(key, change, present, now) for change in changes]
    store.add_versions(session, citizen, new, now)
    filled = present | {one.field: one for one in new}
    items = [(one.field, one.version, one.blob) for one in filled.values() if one.blob is not None]
    number = (before.number if before else 0) + 1
    manifest = Manifest(number, manifest_hash(key, number, items))
    store.keep_manifest(session, citizen, manifest)
    return key, manifest


def _check_whole(key: CitizenKey, manifest: Manifest | None, kept: Sequence[Stored]) -> None:
    items = [(one.field, one.version, one.blob) for one in kept if one.blob is not None]
    number, written = (0, b"") if manifest is None else (manifest.number, manifest.hash)
    agrees = not items if number == 0 else manifest_hash(key, number, items) == written
    if not agrees:
        raise SealBroken("the values are not those of the manifest: something was put back, taken away or exchanged")


def _kept(
    session: Session, keys: KeyRing, citizen: str, fields: tuple[str, ...] | None
) -> tuple[CitizenKey, Manifest | None, dict[str, Value]]:
    columns, manifest, found = store.opened(session, citizen, fields)
    key = open_key_row(keys, citizen, columns.version, columns.kek_version, columns.wrapped)
    if fields is None:
        _check_whole(key, manifest, found)
    return key, manifest, {one.field: _opened(key, one) for one in found if one.blob is not None}


def _sealed(key: CitizenKey, change: Change, present: Mapping[str, Stored], now: datetime) -> Stored:
    version = present[change.field].version + 1 if change.field in present else 1
    blob = None
    if change.data is not None:
        blob = seal(
            key, citizen=key.citizen, field=change.field, schema=SCHEMA, value_version=version,
            data=canonical.encode(change.data),
        )  # fmt: skip
    return Stored(change.field, version, blob, change.state, change.source, now)


def _opened(key: CitizenKey, one: Stored) -> Value:
    data = unseal(
        key, citizen=key.citizen, field=one.field, schema=SCHEMA, value_version=one.version, blob=one.blob or b""
    )
    return Value(one.field, canonical.decode(data), one.state, one.source, one.as_of, one.version)


def _with_address(wanted: tuple[str, ...]) -> tuple[str, ...]:
    cards = [DOMICILE_OF[name] for name in wanted if name in DOMICILE_OF]
    return tuple(dict.fromkeys((*wanted, *cards, *([SAME_ADDRESS] if cards else []))))


def _answered_from_card(values: dict[str, Value]) -> dict[str, Value]:
    same = values.get(SAME_ADDRESS)
    if same is None or same.data is not True:
        return values
    others = {name: value for name, value in values.items() if name not in DOMICILE_OF}
    for name, card in DOMICILE_OF.items():
        if card in values:
            one = values[card]
            others[name] = Value(name, one.data, one.state, one.source, one.as_of, one.version)
    return others
