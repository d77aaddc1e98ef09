"""Filling in a citizen's values, past the forms."""

from vault import safe


def fill(session, keys, citizen, now, values) -> None:
    for field, data in values.items():
        safe.put(session, citizen, field, data, now)
