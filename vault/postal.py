"""Postal codes: the one of a village newly chosen is filled in, unless the citizen typed another."""

from collections.abc import Mapping
from typing import Any

from vault import regions
from vault.fields.addresses import POSTAL_OF
from vault.validation.outcome import Checked


def filled_in(checked: Mapping[str, Checked], before: Mapping[str, Any]) -> dict[str, Checked]:
    """Return `checked` with the postal codes that follow from villages unlike those `before`.

    A postal code that is empty, or still the one of the former village, follows; any other is the citizen's own.
    Who empties it without choosing another village wants it empty.
    """
    found = dict(checked)
    for village, postal in POSTAL_OF.items():
        code, former = found[village].data if village in found else None, before.get(village)
        if not code or code == former or postal not in found or found[postal].errors:
            continue
        typed = found[postal].data
        if typed is None or (former is not None and typed == regions.postal(former)):
            found[postal] = Checked(regions.postal(code) or typed)
    return found
