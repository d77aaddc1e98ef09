"""The two ceremonies of Web Authentication, level 3: registering a passkey (section 7.1) and signing in with one (7.2)."""

import hmac
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers.cose import COSEAlgorithmIdentifier as Algorithm
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import CredentialDeviceType

from core.canonical import b64, unb64

# What every authenticator of today offers: ES256, EdDSA, RS256 (RFC 9053; RFC 8812).
ALGORITHMS = [Algorithm.ECDSA_SHA_256, Algorithm.EDDSA, Algorithm.RSASSA_PKCS1_v1_5_SHA_256]
LONGEST = 20_000  # signs of an answer; attestations were not asked for
WAIT_MS = 300_000


class Refused(Exception):  # noqa: N818
    """An answer that proves nothing. The message is for the tests and the log; it quotes nothing received."""


@dataclass(frozen=True, slots=True)
class Site:
    """Who asks: the relying party's id and the one origin at which it may be answered, both from the issuer."""

    rp_id: str
    origin: str


@dataclass(frozen=True, slots=True)
class Registered:
    """A new key, as its authenticator made it."""

    credential: bytes
    public_key: bytes = field(repr=False)
    sign_count: int
    is_synced: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """A passkey as it is kept. `is_synced` tells one that its owner's devices share (backup eligible, section 6.1.3)."""

    id: str
    citizen: str
    handle: bytes = field(repr=False)
    public_key: bytes = field(repr=False)
    sign_count: int
    is_synced: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it was sent: the credential it speaks of, the challenge it answers, whose it says it is, and all of it."""

    credential: bytes
    challenge: bytes
    handle: bytes
    whole: dict[str, Any] = field(repr=False)


def site(issuer: str) -> Site:
    """Return the site of `issuer` (section 5.1.2): passkeys hold for its host name and are shown to nobody else."""
    parts = urlsplit(issuer)
    return Site(parts.hostname or "", f"{parts.scheme}://{parts.netloc}")


def read(text: str) -> Answer:
    """Return the answer that a browser sent as JSON; raise `Refused` for what is none."""
    if len(text) > LONGEST:
        raise Refused("too long")
    try:
        whole = json.loads(text)
        response = whole["response"]
        client = json.loads(unb64(response["clientDataJSON"]))
        handle = unb64(response.get("userHandle") or "")
        credential, challenge = unb64(whole["rawId"]), unb64(client["challenge"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise Refused("no answer") from None
    if client.get("crossOrigin") or client.get("topOrigin"):
        raise Refused("answered inside a page of another site")
    return Answer(credential, challenge, handle, whole)


def registered(answer: Answer, where: Site) -> Registered:
    """Return the key that `answer` registers; raise `Refused` when a step of section 7.1 fails."""
    found = _judged(
        lambda: verify_registration_response(
            credential=answer.whole,
            expected_challenge=answer.challenge,
            expected_rp_id=where.rp_id,
            expected_origin=where.origin,
            require_user_verification=True,
            supported_pub_key_algs=ALGORITHMS,
        )
    )
    synced = found.credential_device_type is CredentialDeviceType.MULTI_DEVICE
    return Registered(found.credential_id, found.credential_public_key, found.sign_count, synced)


def proved(answer: Answer, where: Site, key: Kept) -> int:
    """Return the new signature count of a passkey that proved itself; raise `Refused` when a step of section 7.2 fails.

    The answer must name the user handle under which the key was made: it was found by its own choice, not by ours. A count that does not grow, where there is one at all, says that the key lies in two places (section 6.1.1): refused.
    """
    if not hmac.compare_digest(answer.handle, key.handle):
        raise Refused("another user handle")
    found = _judged(
        lambda: verify_authentication_response(
            credential=answer.whole,
            expected_challenge=answer.challenge,
            expected_rp_id=where.rp_id,
            expected_origin=where.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    )
    if (found.credential_device_type is CredentialDeviceType.MULTI_DEVICE) is not key.is_synced:
        raise Refused("the key changed its kind")
    return int(found.new_sign_count)


def creation(where: Site, challenge: bytes, handle: bytes, name: str, known: Iterable[bytes]) -> dict[str, Any]:
    """Return the options of `navigator.credentials.create` in JSON form (section 5.1.8): discoverable, verified, not attested."""
    return {
        "rp": {"id": where.rp_id, "name": "Sekali"},
        "user": {"id": b64(handle), "name": name, "displayName": name},
        "challenge": b64(challenge),
        "pubKeyCredParams": [{"type": "public-key", "alg": int(one)} for one in ALGORITHMS],
        "timeout": WAIT_MS,
        "excludeCredentials": [{"type": "public-key", "id": b64(one)} for one in known],
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": "required",
        },
        "attestation": "none",
    }


def request(where: Site, challenge: bytes) -> dict[str, Any]:
    """Return the options of `navigator.credentials.get` in JSON form (section 5.1.9).

    No credential is named, whoever asks: so nobody learns which accounts have passkeys.
    """
    return {"challenge": b64(challenge), "rpId": where.rp_id, "timeout": WAIT_MS, "userVerification": "required"}


def _judged(verify: Callable[[], Any]) -> Any:
    # What is sent comes from anybody: the library's parsers meet it first, and whatever they stumble over is no proof.
    try:
        return verify()
    except WebAuthnException as error:
        raise Refused(type(error).__name__) from None
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError):
        raise Refused("malformed") from None
