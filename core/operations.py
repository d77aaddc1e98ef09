"""What an endpoint for programs takes and answers, as data: each wing says it of its own endpoints beside them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Schema = Mapping[str, Any]
"""A schema in the words of JSON Schema 2020-12, as OpenAPI 3.1 uses it."""

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: what it means, its schema by media type (none for an empty body), and the headers it always has."""

    meaning: str
    types: Mapping[str, Schema] = field(default_factory=dict)
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """What one endpoint takes in its body, by media type, and what it answers, by status.

    `shows` names the security schemes of which a request shows one; None for those of its kind of door.
    """

    answers: Mapping[int, Answer]
    body: Mapping[str, Schema] = field(default_factory=dict)
    shows: tuple[str, ...] | None = None


def texts(names: Iterable[str]) -> dict[str, Schema]:
    """Return a schema of text for each name."""
    return dict.fromkeys(names, TEXT)


def listed(items: Schema = TEXT) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": items}


def objects(required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None) -> Schema:
    """Return the schema of an object that may hold further members, as the protocols here allow."""
    return {"type": "object", "required": sorted(required), "properties": {**required, **(optional or {})}}


REFUSED = objects(texts(("error", "error_description")), texts(("request_id",)))
"""A refusal (RFC 6749, section 5.2), at every endpoint."""


def refusal(meaning: str, *headers: str) -> Answer:
    """Return an answer that refuses, in JSON."""
    return Answer(meaning, {JSON: REFUSED}, headers)
