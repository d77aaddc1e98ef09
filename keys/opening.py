"""The ring of a deployment with its custodian, as the settings name them."""

from core.settings import Settings
from keys import file_ring
from keys.custody import Custodian
from keys.material import KeyRingError
from keys.ring import KeyRing


def open_ring(settings: Settings) -> KeyRing:
    """Return the ring that the settings name; raise `KeyRingError`, in one sentence, when it cannot be used."""
    return file_ring.load(settings.keys_file, settings.database_url, custodian_of(settings.custody))


def custodian_of(address: str) -> Custodian | None:
    """Return the custodian at `address`, None when it is empty; raise `KeyRingError` when it cannot be read."""
    scheme = address.partition(":")[0]
    # Imported when asked for: most deployments need neither.
    match scheme:
        case "":
            return None
        case "pkcs11":
            from keys.custodians.token import Token

            return Token.of(address)
        case "transit+https" | "transit+http":
            from keys.custodians.transit import Transit

            return Transit.of(address)
    raise KeyRingError("SEKALI_CUSTODY begins with pkcs11: or transit+https:// or is empty.")
