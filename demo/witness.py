"""The demo's witness: a program with a key and a memory of its own, as another agency would run it."""

from pathlib import Path

from core.settings import Settings
from demo.belongings import folder
from demo.settings import WITNESS
from keys import file_ring
from ledger.checkpoints import verifier_key
from ledger.witness import identity
from ledger.witness.state import FILE

NAME = "witness.demo/w1"
HOST, PORT = WITNESS
ADDRESS = f"http://{HOST}:{PORT}"


def witness_folder(settings: Settings) -> Path:
    """Return the folder of the demo's witness."""
    return folder(settings) / "demo-witness"


def prepare_witness(settings: Settings) -> str:
    """Make the witness when there is none, let it watch this deployment's ledger, and return its verifier key."""
    own = witness_folder(settings)
    if not (own / identity.KEY_FILE).exists():
        identity.create(own, NAME)
    ring = file_ring.load(settings.keys_file, settings.database_url)
    identity.trust(own, verifier_key(settings.ledger_origin, ring.ledger_public))
    return identity.load(own).verifier_key


def environment_of_witness(key: str) -> dict[str, str]:
    """Return the settings by which the provider is witnessed: by this one, which is enough."""
    return {"SEKALI_WITNESSES": f"{key} {ADDRESS}", "SEKALI_WITNESS_QUORUM": "1"}


def remove_witness(settings: Settings) -> None:
    """Remove the demo's witness: it would take a ledger that begins anew for one that went back."""
    own = witness_folder(settings)
    for name in (identity.KEY_FILE, identity.LEDGERS_FILE, FILE, f"{FILE}-journal"):
        (own / name).unlink(missing_ok=True)
    if own.is_dir() and not any(own.iterdir()):
        own.rmdir()
