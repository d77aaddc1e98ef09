"""Systems: other servers for which a service asks for keys, as the citizen is told of them and agrees to them (RFC 8707)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class System:
    """One server: its https address, the name that people know, and what the key lets the service do there (scopes)."""

    address: str
    name: str
    rights: tuple[str, ...]

    @property
    def host(self) -> str:
        """Return the part of the address that a person can check."""
        return urlsplit(self.address).netloc


def untold(asked: Iterable[System], told: Iterable[System]) -> tuple[System, ...]:
    """Return those that were not told before, or with fewer rights."""
    known = {one.address: frozenset(one.rights) for one in told}
    return tuple(one for one in asked if one.address not in known or not known[one.address] >= frozenset(one.rights))


def together(earlier: Iterable[System], now: Iterable[System]) -> tuple[System, ...]:
    """Return all of both, each once with every right that was told, by the order of their addresses."""
    found: dict[str, System] = {}
    for one in (*earlier, *now):
        before = found[one.address].rights if one.address in found else ()
        found[one.address] = System(one.address, one.name, tuple(dict.fromkeys((*before, *one.rights))))
    return tuple(found[address] for address in sorted(found))


def kept(systems: Iterable[System]) -> list[dict[str, Any]] | None:
    """Return them as they are kept, and told in proofs and receipts; None when there are none."""
    return [asdict(one) | {"rights": list(one.rights)} for one in systems] or None


def restored(stored: Sequence[Mapping[str, Any]] | None) -> tuple[System, ...]:
    """Return what was kept."""
    return tuple(System(one["address"], one["name"], tuple(one["rights"])) for one in stored or ())
