"""Redeeming a device code: tokens once its person agreed, and until then an answer to every poll (RFC 8628, section 3.5)."""

from datetime import datetime

from sqlalchemy.orm import Session

from core.ids import digest
from keys.ring import KeyRing
from oidc import store as tokens
from oidc.clients.client import Client
from oidc.clients.profiles import DEVICE
from oidc.device import codes, store
from oidc.device.codes import DeviceRedemption
from oidc.errors import BodyError
from oidc.families import store as families
from oidc.first_tokens import first_tokens
from oidc.minting import TokenAnswer
from oidc.possession.bindings import Binding
from oidc.terms import Terms


def redeem(
    session: Session,
    keys: KeyRing,
    terms: Terms,
    client: Client,
    request: DeviceRedemption,
    binding: Binding | None,
    now: datetime,
) -> TokenAnswer | BodyError:
    """Return the tokens for a device code, bound to what was shown, or why there are none (yet)."""
    if not client.may_use(DEVICE):
        return BodyError("unauthorized_client", "the client did not register the device_code grant")
    code = digest(request.device_code)
    claimed = store.claim(session, code, client.id, now)
    if claimed is None:
        return _refused(session, code, client, now)
    family = families.family(session, claimed, now, terms.sign_in)
    return first_tokens(session, keys, terms, family, request, binding, now)


def _refused(session: Session, code: bytes, client: Client, now: datetime) -> BodyError:
    found = store.of_code(session, code, client.id)
    if found is not None and found.is_used and found.family is not None:
        # As with a code of the browser: whoever comes second shows that somebody else has it.
        tokens.end_family(session, found.family, now)
    elif found is not None:
        store.note_poll(session, found.id, *codes.polled(found, now))
    return codes.why_no_tokens(found, now)
