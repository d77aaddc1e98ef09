"""The difference between two versions of a purpose, line by line and word by word, so that a person can read it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


class Kind(StrEnum):
    """What became of a line, or of some words in it."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words that are new, gone or the same."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One line that differs: what it is called, and its words in their order."""

    name: str
    kind: Kind
    pieces: tuple[Piece, ...]


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Difference, ...]:
    """Return the lines (name to text) that differ: changed and new ones in the order of `after`, then those that are gone."""
    return (*_kept(before, after), *_gone(before, after))


def words_between(before: str, after: str) -> tuple[Piece, ...]:
    """Return the words of both texts in one row; what is gone stands before what came in its place."""
    old, new = before.split(), after.split()
    found = []
    for what, i, j, k, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(Piece(Kind.SAME, " ".join(old[i:j])))
        else:
            found += [Piece(Kind.GONE, " ".join(old[i:j]))] if j > i else []
            found += [Piece(Kind.NEW, " ".join(new[k:n]))] if n > k else []
    return tuple(found)


def _kept(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Difference]:
    for name, text in after.items():
        if name not in before:
            yield Difference(name, Kind.NEW, (Piece(Kind.NEW, text),))
        elif before[name] != text:
            yield Difference(name, Kind.CHANGED, words_between(before[name], text))


def _gone(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Difference]:
    for name, text in before.items():
        if name not in after:
            yield Difference(name, Kind.GONE, (Piece(Kind.GONE, text),))
