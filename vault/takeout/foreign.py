"""A bundle that another instance signed: whether it is one, who signed it, and what of it can be taken over.

Which instances are believed is told by the operator, each with its public key (`SEKALI_TRUSTED_INSTANCES`). No address and no
key that stands in a file is ever used: a forger would write their own.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as declared
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from joserfc import jws
from marshmallow import ValidationError

from core.clock import from_epoch
from keys.jwt_keys import JoseError, proven
from vault import catalogue
from vault.fields.field import Field, Widget
from vault.schemas import DownloadSchema
from vault.takeout.bundle import FORMAT

LARGEST = 96 * 1024  # characters of the signed text; all fields filled to the brim need less
SKEW = timedelta(minutes=5)
INSTANCE = "instance"


@dataclass(frozen=True, slots=True)
class Instance:
    """Another instance that is believed: its address (issuer) and its public key of bundles, `x` of RFC 8037."""

    issuer: str
    key: str

    @property
    def host(self) -> str:
        """Return the name under which people know it."""
        return urlsplit(self.issuer).netloc

    @property
    def source(self) -> str:
        """Return what stands as the source of a value that came from it."""
        return f"{INSTANCE}:{self.host}"


@dataclass(frozen=True, slots=True)
class Brought:
    """One value of a bundle: its data, and how far and when it was checked there."""

    field: str
    data: Any = declared(repr=False)
    state: str
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle whose signature holds: who made it, when, and its values by field; `text` is what was signed."""

    instance: Instance
    made_at: datetime
    values: Mapping[str, Brought] = declared(repr=False)
    text: str = declared(repr=False)


@dataclass(frozen=True, slots=True)
class Unusable:
    """The file cannot be used; `code` is `too_large`, `no_bundle`, `unknown_instance`, `signature`, `from_the_future` or `other_format`."""

    code: str
    issuer: str = ""


def instances(told: Iterable[str]) -> tuple[Instance, ...]:
    """Return the instances that settings name, each by its address, a space, and its key."""
    return tuple(Instance(*one.split()) for one in told)


def read(text: str, trusted: Iterable[Instance], now: datetime) -> Bundle | Unusable:
    """Return the bundle that a file holds, as JSON or as the signed text alone; or why it cannot be used."""
    if len(text) > 3 * LARGEST:
        return Unusable("too_large")
    signed = _signed(text.strip())
    if len(signed) > LARGEST:
        return Unusable("too_large")
    claims = _claims(signed)
    if claims is None:
        return Unusable("no_bundle")
    issuer = claims.get("iss")
    instance = next((one for one in trusted if one.issuer == issuer), None)
    if instance is None:
        return Unusable("unknown_instance", issuer if isinstance(issuer, str) else "")
    return _proven(signed, instance, now)


def can_be_taken(field: Field) -> bool:
    """Tell whether a field can be taken over: what the citizen types themselves; files travel one by one."""
    return field.is_typed


def is_of_shape(field: Field, data: Any) -> bool:
    """Tell whether data has the shape in which a field is kept, so that it can be written into the field's form."""
    match field.widget:
        case Widget.ROWS:
            return isinstance(data, list) and all(_is_row(row) for row in data)
        case Widget.PARTS:
            return _is_row(data)
        case _:
            # Several numbers of one kind are kept as a list and typed on one line.
            return isinstance(data, str | bool) or (
                isinstance(data, list) and all(isinstance(one, str) for one in data)
            )


def _is_row(data: Any) -> bool:
    # A part is a text, a yes or no, or a list of ticked texts.
    kinds = (str, bool, list)
    return isinstance(data, dict) and all(
        isinstance(name, str) and isinstance(part, kinds) for name, part in data.items()
    )


def _signed(text: str) -> str:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return text
    signed = found.get("jws") if isinstance(found, dict) else None
    return signed if isinstance(signed, str) else ""


def _claims(signed: str) -> dict[str, Any] | None:
    try:
        found = json.loads(jws.extract_compact(signed.encode()).payload)
    except (JoseError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _proven(signed: str, instance: Instance, now: datetime) -> Bundle | Unusable:
    try:
        claims = proven(signed, instance.key)
    except (JoseError, ValueError):
        return Unusable("signature", instance.issuer)
    made = claims.get("iat")
    if claims.get("format") != FORMAT or isinstance(made, bool) or not isinstance(made, int):
        return Unusable("other_format", instance.issuer)
    if from_epoch(made) > now + SKEW:
        return Unusable("from_the_future", instance.issuer)
    try:
        loaded = DownloadSchema().load(claims.get("profile") or {})
    except ValidationError:
        return Unusable("other_format", instance.issuer)
    values = {
        name: Brought(name, one["value"], one["state"], one["as_of"])
        for name, one in loaded["values"].items()
        if catalogue.FIELDS[name].is_typed
    }
    return Bundle(instance, from_epoch(made), values, signed)
