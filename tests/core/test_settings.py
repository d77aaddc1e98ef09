"""A deployment is described wholly or not served."""

import os

import pytest

from core.settings import Settings, SettingsError, checked, load


@pytest.fixture
def load_from(monkeypatch):
    """Load the settings of an environment that holds nothing else of ours."""

    def loaded(environment):
        for name in [name for name in os.environ if name.startswith("SEKALI_")]:
            monkeypatch.delenv(name)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return load()

    return loaded


def test_nothing_set_is_a_start_on_this_machine(load_from) -> None:
    settings = load_from({})
    assert settings.issuer == "http://localhost:8000"
    assert "/var/" in settings.database_url
    assert "/var/" not in settings.keys_file, "the key ring lies outside the database's folder"


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"SEKALI_MODE": "fun"}, "SEKALI_MODE"),
        ({"SEKALI_ISSUER": "http://sekali.example"}, "SEKALI_ISSUER"),
        ({"SEKALI_ISSUER": "https://sekali.example/"}, "SEKALI_ISSUER"),
        ({"SEKALI_ISSUER": "https://sekali.example?x"}, "SEKALI_ISSUER"),
        ({"SEKALI_ISSUER": "ftp://sekali.example"}, "SEKALI_ISSUER"),
        ({"SEKALI_ISSUER": "http://localhost.evil.example"}, "SEKALI_ISSUER"),
        ({"SEKALI_ISSUER": "http://localhost:8000", "SEKALI_MODE": "production"}, "SEKALI_ISSUER"),
        ({"SEKALI_ISSUER": "https://sekali.example", "SEKALI_MODE": "production"}, "SEKALI_DATABASE_URL"),
        ({"SEKALI_PROFILES": "standard,magic"}, "SEKALI_PROFILES"),
        ({"SEKALI_PROFILES": ""}, "SEKALI_PROFILES"),
        ({"SEKALI_LOCALE": "nl"}, "SEKALI_LOCALE"),
        ({"SEKALI_CLOSING_HOURS": "73"}, "SEKALI_CLOSING_HOURS"),
        ({"SEKALI_CLOSING_HOURS": "-1"}, "SEKALI_CLOSING_HOURS"),
        ({"SEKALI_CODE_SECONDS": "0"}, "SEKALI_CODE_SECONDS"),
        ({"SEKALI_CODE_SECONDS": "soon"}, "SEKALI_CODE_SECONDS"),
        ({"SEKALI_OPEN_REGISTRATION": "perhaps"}, "SEKALI_OPEN_REGISTRATION"),
    ],
)
def test_half_a_configuration_refuses_to_start(load_from, environment, named) -> None:
    with pytest.raises(SettingsError, match=named):
        load_from(environment)


def test_settings_are_read_from_their_variables(load_from) -> None:
    settings = load_from(
        {
            "SEKALI_ISSUER": "https://sekali.example",
            "SEKALI_PROFILES": "standard,core",
            "SEKALI_CODE_SECONDS": "30",
            "SEKALI_OPEN_REGISTRATION": "true",
        }
    )
    assert (settings.profiles, settings.code_seconds, settings.open_registration) == (("standard", "core"), 30, True)
    assert settings.ledger_origin == "sekali.example/ledger"


def test_checked_keeps_what_was_given() -> None:
    assert checked(Settings(database_url="sqlite:///x", keys_file="/y")).database_url == "sqlite:///x"
