"""What can go wrong at the operator's, told in one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import DBAPIError

from core.environment import SettingsError
from keys.material import KeyRingError


@contextmanager
def sentences() -> Iterator[None]:
    """Turn refusals of settings, key ring and database into one sentence on standard error and exit code 1."""
    try:
        yield
    except (SettingsError, KeyRingError) as error:
        raise click.ClickException(str(error)) from None
    except DBAPIError as error:
        # The driver's message may quote values; its kind is enough together with what to do.
        raise click.ClickException(
            f"The database cannot be used ({type(error.orig).__name__}). "
            "Check SEKALI_DATABASE_URL, and run: sekali db upgrade"
        ) from None
