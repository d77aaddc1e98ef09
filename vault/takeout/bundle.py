"""The signed file: the same download as a compact JWS, so that another instance can tell who said what about whom."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.clock import to_epoch
from core.ids import new_id
from keys.ring import KeyRing

FORMAT = "sekali-takeout-1"


def bundle(keys: KeyRing, issuer: str, download: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return the signed file of a download: the JWS, its public key, and the download again in the clear.

    It proves what this instance held at `now`; what an officer or authority said here is worth no more
    elsewhere than that instance is trusted.
    """
    claims = {"format": FORMAT, "iss": issuer, "iat": to_epoch(now), "jti": new_id(), "profile": dict(download)}
    return {
        "format": FORMAT,
        "jws": keys.sign_receipt(claims),
        "key": keys.receipt_public_jwk,
        "profile": dict(download),
    }
