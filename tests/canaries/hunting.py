"""The hunter: looks for values in files, in the memory and in the environment of processes, in every spelling that a program uses."""

import base64
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ahocorasick_rs import BytesAhoCorasick, Implementation

PIECE = 16 * 2**20
PLACE = re.compile(r"([0-9a-f]+)-([0-9a-f]+) (\S)(\S)\S\S \S+ \S+ (\d+)\s*(.*)")
LEAST_BYTES = 8


def spellings(value: bytes) -> frozenset[bytes]:
    """How `value` may stand somewhere: as it is, in the widths of Python and Windows, in base64 of any beginning, in digits."""
    text = value.decode("utf-8", "replace")
    found = {
        value,
        text.encode("utf-16-le"),
        text.encode("utf-32-le"),
        value.hex().encode(),
        value.hex().upper().encode(),
    }
    for start in range(3):
        # What lies before shifts the letters; those that depend on neighbours are left out.
        whole = base64.b64encode(bytes(start) + value)[-(-start * 8 // 6) :]
        inner = whole.rstrip(b"=")[: (len(value) * 8 - (6 if start else 0)) // 6 - 1]
        found |= {inner, inner.translate(bytes.maketrans(b"+/", b"-_"))}
    return frozenset(one for one in found if len(one) >= LEAST_BYTES)


class Hunter:
    """Looks for all of `canaries` (by name) at once."""

    def __init__(self, canaries: Mapping[str, bytes]) -> None:
        self.forms = {form: name for name, value in canaries.items() for form in spellings(value)}
        self.wanted = BytesAhoCorasick(list(self.forms), implementation=Implementation.DFA)
        self.names = list(self.forms.values())

    def hunt(self, places: Iterable[tuple[str, bytes]]) -> list[str]:
        """Which canaries stand where among `places` (a name and its bytes), each place and canary once."""
        found = {
            f"{self.names[which]} in {place}": None
            for place, data in places
            for which, _, _ in self.wanted.find_matches_as_indexes(data)
        }
        return list(found)


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below `folder`, piece by piece; the pieces overlap."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield from ((f"{path.relative_to(folder)}", piece) for piece in _pieces(path))


def memory(process: int) -> Iterator[tuple[str, bytes]]:
    """Everything that a core dump of `process` would hold of its own: whatever it may write to."""
    with Path(f"/proc/{process}/mem").open("rb", 0) as mem:
        for line in Path(f"/proc/{process}/maps").read_text().splitlines():
            found = PLACE.match(line)
            if found is None or found[4] != "w" or found[6].startswith("[v"):
                continue
            start, end = int(found[1], 16), int(found[2], 16)
            for at in range(start, end, PIECE):
                mem.seek(at)
                try:
                    yield f"memory of {process} {found[6]}", mem.read(min(PIECE + 4096, end - at))
                except OSError:
                    continue  # a stack's guard, or what was given back meanwhile


def environment(process: int) -> Iterator[tuple[str, bytes]]:
    """The environment and command line of `process`."""
    for name in ("environ", "cmdline"):
        yield f"{name} of {process}", Path(f"/proc/{process}/{name}").read_bytes()


def open_files(process: int) -> Iterator[tuple[str, bytes]]:
    """What lies in files that `process` holds open, deleted ones too."""
    for handle in Path(f"/proc/{process}/fd").iterdir():
        try:
            if handle.is_file() and not str(handle.readlink()).startswith(("/dev/", "/proc/")):
                yield f"open file {handle.readlink()!s}", handle.read_bytes()
        except OSError:
            continue


def family(process: int) -> list[int]:
    """`process` and all that it has started, one from the other."""
    found = [process]
    for parent in found:
        for path in Path(f"/proc/{parent}/task").glob("*/children"):
            found += map(int, path.read_text().split())
    return found


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE + 4096):
            yield piece
            if len(piece) <= PIECE:
                return
            file.seek(-4096, os.SEEK_CUR)
