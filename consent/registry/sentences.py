"""Refusals of the registry as sentences for the person at the terminal."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import click
from marshmallow import ValidationError

from consent.registry.changes import RegistryError
from consent.schemas import complaints

OPERATOR = "operator"
REFUSALS: Mapping[str, str] = {
    "key_taken": "A service with this key exists already.",
    "unknown_service": "There is no service with this key; `sekali services list` shows all.",
    "unknown_purpose": "This service has no purpose with this key; `sekali purposes list SERVICE` shows all.",
    "unknown_proposal": "This service has no draft with this id; `sekali purposes proposals SERVICE` shows all.",
    "key_reserved": "`sign-in` is the built-in purpose of unverified services; choose another key.",
}


@contextmanager
def sentences() -> Iterator[None]:
    """Turn what the deeds refuse into sentences and exit code 1."""
    try:
        yield
    except ValidationError as error:
        raise click.ClickException("\n".join(complaints(error.messages))) from None
    except RegistryError as error:
        raise click.ClickException(REFUSALS[error.code]) from None
