"""Region codes of the Ministry of Home Affairs (Kemendagri), from the package `lokal`, which nothing else imports."""

import re
from functools import lru_cache

from lokal import wilayah

VILLAGE = re.compile(r"\d{2}\.\d{2}\.\d{2}\.\d{4}")


def exists(code: str) -> bool:
    """Tell whether the package knows dotted `code` (province, regency, district or village)."""
    return wilayah.get_wilayah(code) is not None


def is_village_form(code: str) -> bool:
    """Tell whether `code` is written like a village code, `NN.NN.NN.NNNN`."""
    return VILLAGE.fullmatch(code) is not None


def name(code: str) -> str:
    """Return the name of `code`, or the code itself when the package does not know it (a split, an old code)."""
    found = wilayah.get_wilayah(code)
    return found.name if found else code


def path(code: str) -> tuple[str, ...]:
    """Return the names from `code` upward: village, district, regency, province."""
    return tuple(name(step) for step in reversed(ancestry(code)))


def ancestry(code: str) -> tuple[str, ...]:
    """Return the codes from the province down to `code` itself; a code carries its parents."""
    pieces = code.split(".")
    return tuple(".".join(pieces[:end]) for end in range(1, len(pieces) + 1))


def postal(code: str) -> str | None:
    """Return the postal code of village `code`, or None when it is not known."""
    found = wilayah.get_wilayah(code)
    return found.postal_code if found else None


def kind(code: str) -> str:
    """Return what `code` is called: provinsi, kabupaten, kota, kecamatan, kelurahan, desa …; empty when unknown."""
    found = wilayah.get_wilayah(code)
    return str(found.type) if found else ""


@lru_cache(maxsize=512)
def children(code: str = "") -> tuple[tuple[str, str], ...]:
    """Return code and name of each direct child of `code`, by name; of the country when `code` is empty."""
    found = wilayah.list_wilayah(code or None)
    return tuple(sorted(((region.code, region.name) for region in found), key=lambda pair: pair[1]))


def lies_in(code: str, area: str) -> bool:
    """Tell whether `code` is `area` or lies within it; the code decides, so old villages keep their answer."""
    return code == area or code.startswith(f"{area}.")
