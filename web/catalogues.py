"""The catalogues of texts: gathered from every wing's pages and code, compiled, and checked for gaps.

`python -m web.catalogues compile|check|update`. Exit codes: 0 done, 1 gaps were found, 2 wrong usage.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HOUSE = Path(__file__).resolve().parent.parent
WINGS = ("accounts", "vault", "consent", "oidc", "web")
LANGUAGE = "en"
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]")
TAG = re.compile(r"</?[a-z]+")

# Words that are the same in both languages: names, abbreviations, loans.
SAME_IN_BOTH = frozenset(
    {
        "Sekali",
        "NIK",
        "PIN",
        "NPWP",
        "BPJS",
        "KTP-el",
        "RT",
        "RW",
        "RT/RW",
        "Data",
        "Email",
        "Status",
        "UserInfo",
        "Cookie",
        "Nomor HP",
        "NIB",
        "KBLI",
        "WIB",
        "WITA",
        "WIT",
    }
)


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing or doubtful in a wing's catalogue."""

    wing: str
    text: str
    complaint: str

    def __str__(self) -> str:
        return f"{self.wing}: {self.complaint}: {self.text!r}"


def po_file(wing: str) -> Path:
    """Return the path of a wing's English catalogue."""
    return HOUSE / wing / "translations" / LANGUAGE / "LC_MESSAGES" / "messages.po"


def compile_all() -> int:
    """Write the compiled catalogue beside every `.po` file of the house; return how many."""
    files = sorted(HOUSE.glob("*/translations/*/LC_MESSAGES/messages.po"))
    for path in files:
        with path.open("rb") as source, path.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source, locale=path.parent.parent.name))
    return len(files)


def check() -> list[Gap]:
    """Return every gap: texts without translation, untouched ones, unused ones, and one text translated in two ways."""
    gaps: list[Gap] = []
    first_seen: dict[str, tuple[str, str]] = {}
    for wing in WINGS:
        used, catalogue = _used(wing), _catalogue(wing)
        gaps.extend(_gaps_of_wing(wing, used, catalogue))
        for message in catalogue:
            source, translation = _source(message), _translation(message)
            other_wing, other = first_seen.setdefault(source, (wing, translation))
            if source and translation and other != translation:
                gaps.append(Gap(wing, source, f"is translated in another way in {other_wing}"))
    return gaps


def update() -> None:
    """Add new texts to every wing's catalogue, empty, and take out those that nobody uses any more."""
    for wing in WINGS:
        catalogue, path = _catalogue(wing), po_file(wing)
        fresh = Catalog(locale=LANGUAGE)
        for source in _used(wing):
            fresh.add(source)
        catalogue.update(fresh, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as target:
            write_po(target, catalogue, width=0, no_location=True, omit_header=False, ignore_obsolete=True)


def _gaps_of_wing(wing: str, used: dict[str | tuple[str, ...], None], catalogue: Catalog) -> Iterator[Gap]:
    for source in used:
        message = catalogue.get(source if isinstance(source, str) else source[0])
        text = source if isinstance(source, str) else source[0]
        if message is None or not _translation(message):
            yield Gap(wing, text, "has no English")
        elif "fuzzy" in message.flags:
            yield Gap(wing, text, "is marked as doubtful")
        elif complaint := _complaint(text, _translation(message)):
            yield Gap(wing, text, complaint)
    known = {source if isinstance(source, str) else source[0] for source in used}
    yield from (
        Gap(wing, _source(one), "is not used any more")
        for one in catalogue
        if _source(one) and _source(one) not in known
    )


def _complaint(source: str, translation: str) -> str | None:
    if sorted(PLACEHOLDER.findall(source)) != sorted(PLACEHOLDER.findall(translation)):
        return "has other variables in English"
    if sorted(TAG.findall(source)) != sorted(TAG.findall(translation)):
        return "has other markup in English"
    if (
        source == translation
        and source not in SAME_IN_BOTH
        and any(sign.isalpha() for sign in PLACEHOLDER.sub("", source))
    ):
        return "is the same in English; translate it, or add it to the words that are the same in both"
    return None


def _used(wing: str) -> dict[str | tuple[str, ...], None]:
    with (HOUSE / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = extract_from_dir(
        HOUSE / wing,
        methods,
        options,
        keywords={"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)},
        strip_comment_tags=True,
    )
    # In the order of names: a folder's own order differs from machine to machine, and the catalogue follows this one.
    in_order = sorted(found, key=lambda one: one[:2])
    return {message: None for _name, _line, message, _comments, _context in in_order if message}


def _catalogue(wing: str) -> Catalog:
    path = po_file(wing)
    if not path.exists():
        return Catalog(locale=LANGUAGE)
    with path.open("rb") as source:
        return read_po(source, locale=LANGUAGE)


def _source(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _translation(message: Message) -> str:
    text = message.string
    return text if isinstance(text, str) else next(iter(text or ()), "")


def main(arguments: list[str]) -> int:
    """Do what the command line asks; return the exit code."""
    match arguments:
        case ["compile"]:
            compile_all()
        case ["update"]:
            update()
        case ["check"]:
            gaps = check()
            sys.stdout.writelines(f"{gap}\n" for gap in gaps)
            return 1 if gaps else 0
        case _:
            sys.stderr.write("Usage: python -m web.catalogues compile|check|update\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
