"""The receipt of an erasure: what is destroyed and when, what stays, signed, for a citizen who will have no account to ask from."""

from datetime import datetime

from accounts.citizens import Citizen
from accounts.closing import End
from core.clock import to_epoch
from core.ids import new_id
from keys.ring import KeyRing

FORMAT = "sekali-erasure-1"
ERASED = (
    "citizen_key", "profile", "documents", "sign_in_names", "password", "recovery_codes", "authenticator_app", "passkeys",
    "notices", "openings",
)  # fmt: skip
KEPT = ("ledger_entries",)


def receipt(keys: KeyRing, issuer: str, citizen: Citizen, end: End, now: datetime) -> str:
    """Return the receipt as compact JWS (EdDSA): account number, and the dates after which nothing and no copy is left.

    It is given when the erasure is asked for, since nobody can sign in afterwards; one that was taken back is worth nothing,
    which the ledger tells by its entry (UU 27/2022, articles 8 and 44).
    """
    return keys.sign_receipt(
        {
            "format": FORMAT, "iss": issuer, "iat": to_epoch(now), "jti": new_id(), "account": citizen.number,
            "erased": list(ERASED), "erased_at": to_epoch(end.at), "newest_backup": to_epoch(end.backup) if end.backup else None, "no_copy_after": to_epoch(end.final), "kept": list(KEPT),
        }
    )  # fmt: skip
