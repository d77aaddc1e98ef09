"""The hint at who will sign in (`login_hint`): sealed at the door, opened for the one page that shows it.

It is an address or a number of a person, so it lies in no table in clear, neither while a request is
under way nor while it is pushed, and it stands in no address of ours: pages find it by the interaction.
"""

import binascii
from base64 import b64decode, b64encode
from dataclasses import replace

from keys.ring import KeyRing
from keys.sealing import SealBroken
from oidc.request_checks import Asked

NAME = "login_hint"
CONTEXT = b"login-hint"
LONGEST = 254  # an e-mail address; nothing that a person signs in with is longer


def sealed(keys: KeyRing, asked: Asked) -> Asked:
    """Return `asked` with its hint sealed; one that nobody could type is dropped, for it is a hint and no demand."""
    hint = asked.parameters.get(NAME)
    if hint is None:
        return asked
    is_usable = len(hint) <= LONGEST and hint.isprintable()
    kept = b64encode(keys.seal_account(hint.encode(), CONTEXT)).decode() if is_usable else ""
    return replace(asked, parameters=asked.parameters.with_value(NAME, kept))


def opened(keys: KeyRing, kept: str | None) -> str:
    """Return the hint that `sealed` kept, or nothing."""
    try:
        return keys.open_account(b64decode(kept or "", validate=True), CONTEXT).decode() if kept else ""
    except (SealBroken, binascii.Error):
        return ""
