"""The demo's settings: the house's own, with the few that make it a demo."""

from collections.abc import Mapping

from core.environment import load
from core.settings import Settings
from demo.relying_party.configuration import ISSUER, OFFERS

PROVIDER_PORT = 8000
WITNESS = ("127.0.0.5", 8004)
SIMULATOR = ("127.0.0.6", 8005)
SIMULATED = f"http://{SIMULATOR[0]}:{SIMULATOR[1]}"
FIXED = {
    "SEKALI_MODE": "demo",
    "SEKALI_ISSUER": ISSUER,
    "SEKALI_OPEN_REGISTRATION": "true",
    "SEKALI_DUKCAPIL_ADDRESS": f"{SIMULATED}/match",
    "SEKALI_DUKCAPIL_IS_SIMULATOR": "true",
}
# A demo is shown to many from one place: a hall full of visitors, or a program that tries it out.
ROOMY = {
    "SEKALI_REGISTRATIONS_PER_HOUR": "3600",
    "SEKALI_SIGN_UPS_PER_HOUR": "3600",
    "SEKALI_SIGN_IN_FAILURES": "20",
    "SEKALI_SIGN_IN_SOURCE_FAILURES": "200",
}


def settings_of(environment: Mapping[str, str]) -> Settings:
    """Return the settings of a demo; database, key ring and all else follow the environment as everywhere."""
    return load({**ROOMY, **environment, **FIXED})


def environment_of(settings: Settings, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment in which the demo's programs find the same deployment."""
    found = {"SEKALI_DATABASE_URL": settings.database_url, "SEKALI_KEYS_FILE": settings.keys_file}
    return {**ROOMY, **environment, **FIXED, **found}


def addresses() -> tuple[tuple[str, int], ...]:
    """Return every host and port at which the demo listens."""
    offers = ((offer.host, offer.port) for offer in OFFERS.values())
    return (("127.0.0.1", PROVIDER_PORT), *offers, WITNESS, SIMULATOR)
