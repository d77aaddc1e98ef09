"""Beginning at a device: the client proves itself, its request is checked as at the front door, and kept under two codes."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from core.ids import digest, new_id, new_secret
from keys.ring import KeyRing
from oidc.authorization.store import standpoint
from oidc.clients.authentication import Presented, authenticate
from oidc.clients.profiles import DEVICE
from oidc.details.vault_release import asked_purpose
from oidc.device import codes, store
from oidc.device.codes import INTERVAL, DeviceRequest
from oidc.errors import BodyError, Refusal
from oidc.parameters import Parameters
from oidc.requests import device_request
from oidc.resources.choose import systems_asked
from oidc.terms import Terms

INDEX = "device code"


@dataclass(frozen=True, slots=True)
class Begun:
    """What a device receives; `lifetime` in seconds."""

    secret: str = field(repr=False)
    user_code: str = field(repr=False)
    lifetime: int

    def body(self, page: str) -> dict[str, Any]:
        """Return the answer in the words of RFC 8628, section 3.2, for a person who opens `page`."""
        written = codes.shown(self.user_code)
        return {
            "device_code": self.secret,
            "user_code": written,
            "verification_uri": page,
            "verification_uri_complete": f"{page}?user_code={written}",
            "expires_in": self.lifetime,
            "interval": int(INTERVAL.total_seconds()),
        }


def begin(
    session: Session,
    keys: KeyRing,
    terms: Terms,
    presented: Presented,
    parameters: Parameters,
    place: str,
    now: datetime,
) -> Begun:
    """Keep the request of a device and return its codes; raise `BodyError` (RFC 8628, section 3.1)."""
    client = authenticate(session, keys, presented, terms, now)
    if not client.may_use(DEVICE):
        raise BodyError("unauthorized_client", "the client did not register the device_code grant")
    request = device_request(parameters, client, new_id())
    assert request.device is not None  # noqa: S101 - the line above named it
    found = standpoint(session, client.id, request.purpose, None)
    purpose = asked_purpose(found.purposes if found else (), request.purpose, request.release, terms.issuer)
    if isinstance(purpose, Refusal):
        raise BodyError(purpose.error, purpose.description)
    if isinstance(refusal := systems_asked(session, terms.issuer, client, request), Refusal):
        raise BodyError(refusal.error, refusal.description)
    secret, user_code = new_secret(), _free_code(session, keys)
    device = DeviceRequest(request.device, client.id, request, place, now, now + terms.device)
    store.keep(session, device, digest(secret), index(keys, user_code))
    return Begun(secret, user_code, int(terms.device.total_seconds()))


def index(keys: KeyRing, user_code: str) -> bytes:
    """Return the index under which a code for people is kept: too short for a plain digest to hide it."""
    return keys.identifier_index(INDEX, user_code)


def _free_code(session: Session, keys: KeyRing) -> str:
    while store.has_code(session, index(keys, user_code := codes.new_user_code())):
        continue
    return user_code
