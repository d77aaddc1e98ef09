"""What came from Sekali, exactly: the fields that were released, and the ones that were not, with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PROTOCOL_CLAIMS = frozenset({"sub", "iss", "aud"})


@dataclass(frozen=True, slots=True)
class Received:
    """One field that was released. A UserInfo answer tells the value only."""

    key: str
    value: Any
    state: str | None = None
    source: str | None = None
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """All that one pull brought."""

    fields: tuple[Received, ...] = ()
    withheld: tuple[tuple[str, str], ...] = ()

    def value(self, key: str) -> Any:
        """Return the value of a released field, or None when it was not released."""
        return next((received.value for received in self.fields if received.key == key), None)

    @property
    def keys(self) -> frozenset[str]:
        """Return the keys of the released fields."""
        return frozenset(received.key for received in self.fields)


def from_claims(claims: Mapping[str, Any]) -> Answer:
    """Return what a UserInfo answer holds (OpenID Connect Core 1.0, section 5.3.2)."""
    return Answer(tuple(Received(key, value) for key, value in claims.items() if key not in PROTOCOL_CLAIMS))


def from_release(document: Mapping[str, Any]) -> Answer:
    """Return what `/api/release/<purpose>` answered: per field a value with its origin, or a reason code."""
    fields, withheld = [], []
    for key, told in document.get("fields", {}).items():
        if isinstance(told, Mapping) and "value" in told:
            fields.append(Received(key, told["value"], told.get("state"), told.get("source"), told.get("as_of")))
        else:
            withheld.append((key, str(told.get("reason", "")) if isinstance(told, Mapping) else str(told)))
    return Answer(tuple(fields), tuple(withheld))
