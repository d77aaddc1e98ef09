"""The seven programs of the demo: the provider, its worker, the ledger's witness, a simulator of the registry, three e-services."""

import sys
from collections.abc import Mapping
from pathlib import Path

from core.settings import Settings
from demo.children import Program
from demo.relying_party.configuration import OFFERS, Offer, Registration
from demo.settings import SIMULATED, environment_of
from demo.witness import ADDRESS, HOST, PORT, environment_of_witness, witness_folder

SEKALI = str(Path(sys.executable).parent / "sekali")


def programs(
    settings: Settings, registrations: Mapping[str, Registration], witness_key: str, environment: Mapping[str, str]
) -> tuple[Program, ...]:
    """Return what to start; `registrations` are found by the key of the e-service."""
    house = {**environment_of_witness(witness_key), **environment_of(settings, environment)}
    return (
        _witness(settings, environment),
        _simulator(environment),
        Program("provider", (SEKALI, "serve"), house, f"{settings.issuer}/readyz"),
        Program("worker", (SEKALI, "worker"), house),
        *(_service(offer, registrations[offer.key], environment) for offer in OFFERS.values()),
    )


def _witness(settings: Settings, environment: Mapping[str, str]) -> Program:
    # A witness is a stranger too: it knows its folder and nothing of the house.
    own = {name: value for name, value in environment.items() if not name.startswith("SEKALI_")}
    command = (SEKALI, "witness", "serve", str(witness_folder(settings)), "--host", HOST, "--port", str(PORT))
    return Program("witness", command, own, f"{ADDRESS}/")


def _simulator(environment: Mapping[str, str]) -> Program:
    own = {name: value for name, value in environment.items() if not name.startswith("SEKALI_")}
    return Program("simulator", (sys.executable, "-m", "demo.simulator"), own, f"{SIMULATED}/")


def _service(offer: Offer, registration: Registration, environment: Mapping[str, str]) -> Program:
    # An e-service is a stranger: it gets its registration and nothing of the house.
    own = {name: value for name, value in environment.items() if not name.startswith("SEKALI_")}
    told = {
        "DEMO_ISSUER": registration.issuer,
        "DEMO_CLIENT_ID": registration.client_id,
        "DEMO_CLIENT_SECRET": registration.client_secret,
    }
    command = (sys.executable, "-m", "demo.relying_party", offer.key)
    return Program(f"{offer.key} service", command, own | told, f"{offer.address}/healthz")
