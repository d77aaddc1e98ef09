"""Reading the settings once from the environment; half a configuration refuses to start."""

import os
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from marshmallow import ValidationError
from marshmallow import fields as parsers

from core.complaints import complaints
from core.settings import Settings

CHECKOUT = Path(__file__).resolve().parent.parent
PARSERS: Mapping[type, parsers.Field[Any]] = {
    bool: parsers.Boolean(),
    int: parsers.Integer(),
    str: parsers.String(),
}


class SettingsError(Exception):
    """The environment does not describe a deployment that could be served; the message says what to change."""


def load(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of `environment` (this process's own); raise `SettingsError` in one sentence."""
    return checked(
        Settings(**{field.name: _read(environment, field.name, field.default) for field in fields(Settings)})
    )


def checked(settings: Settings) -> Settings:
    """Return `settings` with its default paths filled in; raise `SettingsError` for what cannot be served."""
    for complaint in complaints(settings):
        raise SettingsError(complaint)
    replacements: dict[str, str] = {}
    if not settings.database_url:
        replacements["database_url"] = f"sqlite:///{CHECKOUT / 'var' / 'sekali.sqlite'}"
    if not settings.keys_file:
        replacements["keys_file"] = str(CHECKOUT / ".keyring" / "ring.json")
    values = {field.name: getattr(settings, field.name) for field in fields(Settings)}
    return Settings(**(values | replacements))


def _read(environment: Mapping[str, str], name: str, default: Any) -> Any:
    variable = f"SEKALI_{name.upper()}"
    given = environment.get(variable)
    if given is None:
        return default
    if isinstance(default, tuple):
        return tuple(part.strip() for part in given.split(",") if part.strip())
    try:
        return PARSERS[type(default)].deserialize(given)
    except ValidationError as error:
        raise SettingsError(f"{variable} cannot be read: {' '.join(map(str, error.messages))}") from None
