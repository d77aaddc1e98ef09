"""A deployment is described wholly or not served."""

import pytest

from core.environment import SettingsError, checked, load
from core.settings import Settings

MTLS = {
    "SEKALI_ISSUER": "https://sekali.example",
    "SEKALI_MTLS_ADDRESS": "https://mtls.sekali.example",
    "SEKALI_MTLS_PROXIES": "10.0.0.0/8",
    "SEKALI_TRUSTED_PROXIES": "1",
}


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
        ({"SEKALI_MTLS_PROXIES": "127.0.0.1"}, "SEKALI_MTLS_ADDRESS"),
        ({"SEKALI_MTLS_VERIFIED_HEADER": "X-Verified"}, "SEKALI_MTLS_ADDRESS"),
        (MTLS | {"SEKALI_MTLS_ADDRESS": "http://mtls.sekali.example"}, "SEKALI_MTLS_ADDRESS"),
        (MTLS | {"SEKALI_MTLS_ADDRESS": "https://mtls.sekali.example/"}, "SEKALI_MTLS_ADDRESS"),
        (MTLS | {"SEKALI_MTLS_ADDRESS": "https://mtls.sekali.example?x"}, "SEKALI_MTLS_ADDRESS"),
        (MTLS | {"SEKALI_MTLS_ADDRESS": "https://"}, "SEKALI_MTLS_ADDRESS"),
        (MTLS | {"SEKALI_MTLS_ADDRESS": "https://sekali.example"}, "SEKALI_MTLS_ADDRESS"),
        (MTLS | {"SEKALI_MTLS_PROXIES": ""}, "SEKALI_MTLS_PROXIES"),
        (MTLS | {"SEKALI_MTLS_PROXIES": "127.0.0.1,proxy.example"}, "SEKALI_MTLS_PROXIES"),
        (MTLS | {"SEKALI_TRUSTED_PROXIES": "0"}, "SEKALI_TRUSTED_PROXIES"),
        ({"SEKALI_TRUSTED_PROXIES": "-1"}, "SEKALI_TRUSTED_PROXIES"),
        ({"SEKALI_HALL_NETWORKS": "203.0.113.0/28,balai kota"}, "SEKALI_HALL_NETWORKS"),
        ({"SEKALI_PROXIES": ""}, "SEKALI_PROXIES"),
        ({"SEKALI_PROXIES": "10.0.0.1,proxy.example"}, "SEKALI_PROXIES"),
        ({"SEKALI_FORWARDING_HEADER": "X-Real-IP"}, "SEKALI_FORWARDING_HEADER"),
        (MTLS | {"SEKALI_MTLS_HEADER": ""}, "SEKALI_MTLS_HEADER"),
        (MTLS | {"SEKALI_MTLS_HEADER": "Client_Cert"}, "SEKALI_MTLS_HEADER"),
        (MTLS | {"SEKALI_MTLS_VERIFIED_HEADER": "client-cert"}, "SEKALI_MTLS_VERIFIED_HEADER"),
    ],
)
def test_half_a_configuration_refuses_to_start(environment, named) -> None:
    with pytest.raises(SettingsError, match=named):
        load(environment)


@pytest.mark.parametrize(
    "wrong", [{"SEKALI_MTLS_HEADER": "Client_Cert"}, {"SEKALI_MTLS_VERIFIED_HEADER": "client-cert"}]
)
def test_a_complaint_says_what_must_be_not_what_is(wrong) -> None:
    with pytest.raises(SettingsError, match=" must "):
        load(MTLS | wrong)


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


@pytest.mark.parametrize(
    "address", ["https://mtls.sekali.example", "https://sekali.example:8443", "https://m.example/sso"]
)
def test_mutual_tls_has_an_address_of_its_own(address) -> None:
    settings = load(MTLS | {"SEKALI_MTLS_ADDRESS": address})
    assert settings.mtls_host == address.split("/")[2]
    assert settings.mtls_proxies == ("10.0.0.0/8",)


def test_checked_keeps_what_was_given() -> None:
    assert checked(Settings(database_url="sqlite:///x", keys_file="/y")).database_url == "sqlite:///x"
