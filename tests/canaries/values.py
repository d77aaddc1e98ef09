"""Values that exist once: for every field that takes text, what its rule accepts and nobody else has."""

import random
import re
import string
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from demo.people import SITI
from tests.vault.test_catalogue import TODAY
from vault import catalogue, forms
from vault.validation.outcome import Facts

# Dates, codes of regions and of tables are the same for many; nobody could tell whose they are.
SHARED = re.compile(r"[0-9]{1,2}-[0-9-]+|[0-9]{4}-[0-9]{2}(-[0-9]{2})?|[0-9]{2}(\.[0-9]+)+|.{0,7}")
LEAST = 8
TRIES = 200


def typed(drawn: random.Random) -> tuple[dict[str, dict[str, str]], set[str]]:
    """What is typed into each field, by the names of its inputs, and the texts in it that exist once."""
    inputs, unique = {}, set()
    facts = Facts({}, TODAY)
    for key, sample in SITI.profile.items():
        field = catalogue.FIELDS[key]
        raw, data = sample, field.rule(sample, facts).data
        for _ in range(TRIES):
            tried = other(sample, drawn)
            checked = field.rule(tried, facts)
            if not checked.errors and checked.data is not None:
                raw, data = tried, checked.data
                break
        inputs[key] = forms.inputs_of(field, data)
        unique |= {text for text in (*leaves(raw), *leaves(data)) if text not in set(leaves(sample))}
    # A number that is nearly all zeros may stand anywhere by chance.
    return inputs, {text for text in unique if len(text.lstrip("0")) >= LEAST and not SHARED.fullmatch(text)}


def other(value: Any, drawn: random.Random) -> Any:
    """Return `value` with other letters and other last digits; what is shared by many stays."""
    if isinstance(value, Mapping):
        return {name: other(one, drawn) for name, one in value.items()}
    if isinstance(value, str):
        return value if SHARED.fullmatch(value) else _other_text(value, drawn)
    return [other(one, drawn) for one in value]


def leaves(value: Any) -> Iterator[str]:
    """Every text in `value`."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from leaves(one)
    elif isinstance(value, Sequence):
        for one in value:
            yield from leaves(one)


def _other_text(text: str, drawn: random.Random) -> str:
    # NIKs and numbers of telephones keep their beginnings, so that none is a real person's.
    digits = [at for at, sign in enumerate(text) if sign in string.digits][-3:]
    signs = list(text)
    for at, sign in enumerate(text):
        if at in digits:
            signs[at] = drawn.choice(string.digits)
        elif sign in string.ascii_uppercase:
            signs[at] = drawn.choice(string.ascii_uppercase)
        elif sign in string.ascii_lowercase and "@" not in text:
            signs[at] = drawn.choice(string.ascii_lowercase)
    if "@" in text:
        name = "".join(drawn.choice(string.ascii_lowercase) for _ in range(16))
        return name + text[text.index("@") :]
    return "".join(signs)
