"""Raw parameters, read once: what is repeated, oversized or unreadable is known by name, what is empty is absent."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

LONGEST = 2048
LONGER = {
    "claims": 8192,
    "authorization_details": 8192,
    "id_token_hint": 8192,
    "client_assertion": 8192,
    "request": 16384,
}
MOST = 100
# What may be sent several times; the values are kept as one text, for none of them holds a space.
SEVERAL = frozenset({"resource"})
UNREADABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffd]")


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of one request. Only names that an endpoint asks for matter; unknown ones are ignored."""

    values: Mapping[str, str]
    repeated: frozenset[str] = frozenset()
    unusable: frozenset[str] = frozenset()
    too_many: bool = False

    def get(self, name: str) -> str | None:
        """Return the one value of `name`, or None when it is absent, empty, repeated or unusable."""
        return None if name in self.repeated or name in self.unusable else self.values.get(name)

    def every(self, name: str) -> tuple[str, ...]:
        """Return all values of a name that may be sent several times."""
        value = self.get(name)
        return () if value is None else tuple(_parts(name, value))

    def pairs(self) -> list[tuple[str, str]]:
        """Return names and values as they could be read again."""
        return [(name, one) for name in self.values for one in _parts(name, self.values[name])]

    def with_value(self, name: str, value: str) -> "Parameters":
        """Return these parameters with the one `value` for `name`."""
        return replace(self, values={**self.values, name: value})

    def complaint(self, names: Iterable[str]) -> str | None:
        """Return one sentence about the first of `names` that cannot be used, or None (RFC 6749, section 3.1)."""
        if self.too_many:
            return "too many parameters"
        for name in names:
            if name in self.repeated:
                return f"{name} is sent more than once"
            if name in self.unusable:
                return f"{name} is too long or holds control characters"
        return None


def is_readable(text: str) -> bool:
    """Tell whether `text` can be kept by every database: no control character, no half of a surrogate pair."""
    return UNREADABLE.search(text) is None


def read(pairs: Iterable[tuple[str, str]]) -> Parameters:
    """Return the parameters among decoded `pairs`; one without a value counts as omitted (RFC 6749, section 3.1)."""
    values: dict[str, str] = {}
    repeated, unusable, count = set(), set(), 0
    for name, value in pairs:
        count += 1
        if count > MOST:
            return Parameters({}, too_many=True)
        if not value:
            continue
        if len(value) > LONGER.get(name, LONGEST) or not is_readable(value) or (name in SEVERAL and " " in value):
            unusable.add(name)
        if name in values and name in SEVERAL:
            values[name] += f" {value}"
            continue
        if name in values:
            repeated.add(name)
        values[name] = value
    return Parameters(values, frozenset(repeated), frozenset(unusable))


def _parts(name: str, value: str) -> list[str]:
    return value.split(" ") if name in SEVERAL else [value]
