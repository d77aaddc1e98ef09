"""What a command of the key ring cannot do, told in one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import DBAPIError

from core.environment import SettingsError, load
from core.settings import Settings
from keys.envelope import SealBroken
from keys.material import KeyRingError


@contextmanager
def told() -> Iterator[Settings]:
    """Yield the settings; turn refusals of settings, ring, custodian and database into a sentence and exit code 1."""
    try:
        yield load()
    except (SettingsError, KeyRingError) as error:
        raise click.ClickException(str(error)) from None
    except SealBroken as error:
        raise click.ClickException(f"Something in the database does not open under this key ring: {error}.") from None
    except DBAPIError as error:
        # The driver's message may quote values.
        kind = type(error.orig).__name__
        raise click.ClickException(f"The database cannot be used ({kind}); check SEKALI_DATABASE_URL.") from None
