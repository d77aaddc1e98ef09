"""A deployment is described wholly or not served."""

import pytest

from core.settings import Settings, SettingsError, checked, load


def test_nothing_set_is_a_start_on_this_machine() -> None:
    settings = load({})
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
def test_half_a_configuration_refuses_to_start(environment, named) -> None:
    with pytest.raises(SettingsError, match=named):
        load(environment)


def test_settings_are_read_from_their_variables() -> None:
    settings = load(
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
