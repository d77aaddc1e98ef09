"""Offers: where an answer worked out from a value would do, the citizen is offered to give that in the value's place."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from consent.purposes import WantedField
from vault import catalogue


def pick(wanted: WantedField, chosen: Collection[str]) -> str | None:
    """Return what of a wanted field is given: the answer, the value, or None; where both are named, the less."""
    if wanted.answer and wanted.answer in chosen:
        return wanted.answer
    return wanted.key if wanted.key in chosen else None


def given(fields: Iterable[WantedField], chosen: Collection[str]) -> tuple[str, ...]:
    """Return what is given of several fields, in their order."""
    return tuple(key for wanted in fields if (key := pick(wanted, chosen)) is not None)


def kept_back(fields: Iterable[WantedField], chosen: Collection[str]) -> tuple[str, ...]:
    """Return the fields whose value is not given, be it that an answer is given in its place."""
    return tuple(wanted.key for wanted in fields if pick(wanted, chosen) != wanted.key)


def given_instead(fields: Iterable[WantedField], granted: Collection[str]) -> dict[str, str]:
    """Return, by field, the answer that a citizen gave in place of its value."""
    return {wanted.key: wanted.answer for wanted in fields if wanted.answer in granted and wanted.key not in granted}


def with_offers(fields: Iterable[WantedField]) -> tuple[WantedField, ...]:
    """Return the fields of a purpose with an answer offered for each optional one that has none and could have one.

    Without the value of a required field the service cannot do its work, unless it said itself which answer will do.
    An answer that the purpose asks anyway, or takes for another field, is not offered again.
    """
    wanted = tuple(fields)
    taken = {name for one in wanted for name in one.names}
    found = []
    for one in wanted:
        offers = () if one.required or one.answer else catalogue.answers_instead_of(one.key)
        answer = next((offer for offer in offers if offer not in taken), one.answer)
        taken.add(answer)
        found.append(replace(one, answer=answer))
    return tuple(found)
